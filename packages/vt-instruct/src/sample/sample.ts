// The one shape of training and evaluation data: a picture, a conversation about it, and what each <REF> means.
import { type Answer, groups, type Node, type Part, planOf, type TaskCommand } from "@refvlm/trp";
import { Mask, type Picture, type UnitValues, type VisualPrompt } from "@refvlm/vision";
import { z } from "zod";
import type { AnnotatedObject, DepthSource, PictureBytes, PictureFile } from "./annotated.js";
import { boxSchema as box, keypointSchema as keypoint, pointSchema as point } from "./coordinates.js";

/**
 * What one `<REF>` must decode to, in the picture's own pixels. All that is known of the instance is given, whatever
 * the unit: a keypoint decoder learns from the box, too.
 */
export interface Target extends Partial<Omit<UnitValues, "depth">> {
  /** Of the whole picture, which is decoded late; `mask`, where given, says which part of it the phrase means. */
  depth?: DepthSource;
}

/** One question with its answer. */
export interface SampleTurn {
  /** Which of the data set's tasks asks, e.g. "rec". */
  task: string;
  user: Part[];
  /** What the user points at: a part `{ type: "prompt", index }` of `user` stands for `prompts[index]`. */
  prompts?: VisualPrompt[];
  /** Plan included. */
  answer: Answer;
  /** One list of instances for each group, in the order in which the body writes its groups. */
  targets: Target[][];
  /** The paper's task command, where the turn has one. */
  command?: TaskCommand;
}

/** A picture with a conversation. */
export interface Sample {
  picture: Picture | PictureFile | PictureBytes;
  turns: SampleTurn[];
  /** The turns do not see each other: they may be packed behind one picture with a block mask. */
  independent: boolean;
  /** Everything labelled in the picture, asked about or not: for dense supervision. */
  objects?: AnnotatedObject[];
  caption?: string;
  /** Unique in a built data set; absent for scenes made on the fly. */
  id?: string;
  /** Name of the data set in the build config. */
  source?: string;
}

const mask = z.instanceof(Mask);
const prompt = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("point"), point }),
  z.object({ kind: z.literal("box"), box }),
  z.object({ kind: z.literal("scribble"), points: z.array(point).min(1), width: z.number().positive() }),
  z.object({ kind: z.literal("mask"), mask }),
]);
const size = { width: z.int().positive(), height: z.int().positive() };
const pictureFile = z.object({ path: z.string().min(1) });
const pictureBytes = z.object({ bytes: z.instanceof(Uint8Array), name: z.string() });
const depthKind = z.enum(["metric", "relative"]);
const depthScale = { scale: z.number().positive(), kind: depthKind, inverse: z.boolean().optional() };
const depth = z.union([
  pictureFile.extend(depthScale),
  pictureBytes.extend(depthScale),
  z.object({ ...size, data: z.instanceof(Float32Array), kind: depthKind }),
]);
const instance = { box: box.optional(), mask: mask.optional(), keypoint: keypoint.optional() };
const target = z.object({ ...instance, point: point.optional(), depth: depth.optional() });
const part = z.discriminatedUnion("type", [
  z.object({ type: z.literal("text"), text: z.string() }),
  z.object({ type: z.literal("image"), index: z.int().nonnegative().optional() }),
  z.object({ type: z.literal("prompt"), index: z.int().nonnegative() }),
]);
const group = z.object({ units: z.array(z.string()).min(1), count: z.int().positive() });
const textNode = z.object({ kind: z.literal("text"), text: z.string() });
const phraseNode = z.object({
  kind: z.literal("phrase"),
  get children(): z.ZodType<Node[]> {
    return z.array(node);
  },
});
const node: z.ZodType<Node> = z.lazy(() =>
  z.discriminatedUnion("kind", [
    textNode,
    phraseNode,
    z.object({ kind: z.literal("triplet"), phrase: phraseNode, groups: z.array(group).min(1) }),
  ]),
);
const plan = z.object({
  decode: z.boolean(),
  lines: z.array(z.object({ name: z.string(), units: z.array(z.string()), count: z.int().positive() })),
});
const turn = z
  .object({
    task: z.string(),
    user: z.array(part).min(1),
    prompts: z.array(prompt).optional(),
    answer: z.object({ plan: plan.nullable(), body: z.array(node).min(1) }),
    targets: z.array(z.array(target).min(1)),
    command: z
      .object({
        task: z.string(),
        elements: z.array(z.enum(["sentence", "phrase", "unit"])),
        units: z.array(z.string()),
        newUnits: z.record(z.string(), z.string().nullable()).optional(),
      })
      .optional(),
  })
  .superRefine(({ user, prompts = [], answer, targets }, context) => {
    for (const entry of user)
      if (entry.type === "prompt" && entry.index >= prompts.length)
        context.addIssue(`the question points with prompt ${entry.index}, but prompts holds ${prompts.length}`);
    const wanted = groups(answer.body).map((entry) => entry.group.count);
    const given = targets.map((list) => list.length);
    if (wanted.join() !== given.join())
      context.addIssue(`the answer refers to [${wanted}] instances a group, but targets holds [${given}]`);
    if (answer.plan && JSON.stringify(bare(answer.plan)) !== JSON.stringify(bare(planOf(answer.body))))
      context.addIssue("the plan does not announce what the body contains");
  });

/** A plan without source ranges, in one key order. */
function bare({ decode, lines }: NonNullable<Answer["plan"]>) {
  return { decode, lines: lines.map(({ name, units, count }) => ({ name, units, count })) };
}

/** The schema of a `Sample`: shapes, and that prompts, plan, body and targets of each turn agree. */
export const sampleSchema = z.object({
  picture: z.union([z.object({ ...size, data: z.instanceof(Uint8Array) }), pictureFile, pictureBytes]),
  turns: z.array(turn).min(1),
  independent: z.boolean(),
  objects: z.array(z.object({ name: z.string(), plural: z.string().optional(), ...instance, box })).optional(),
  caption: z.string().optional(),
  id: z.string().min(1).optional(),
  source: z.string().optional(),
});

/** Returns the sample unchanged. Throws an Error that lists every fault with its path, e.g. `turns.0.targets`. */
export function checkSample(sample: Sample): Sample {
  const result = sampleSchema.safeParse(sample);
  if (!result.success) throw new Error(`not a valid sample\n${z.prettifyError(result.error)}`);
  return sample;
}
