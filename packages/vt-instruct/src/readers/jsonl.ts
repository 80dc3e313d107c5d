// One's own data: JSON lines, a picture with everything that is known of it in each (docs/jsonl.md).
import { basename, dirname, isAbsolute, relative } from "node:path";
import { explainConfigIssues } from "@refvlm/config";
import { z } from "zod";
import { RecordError } from "../files/errors.js";
import { JsonLines } from "../files/json-lines.js";
import { pluralOf } from "../language/plural.js";
import type {
  AnnotatedObject,
  AnnotatedPicture,
  AnnotatedQuestion,
  DepthSource,
  GroundedCaption,
} from "../sample/annotated.js";
import { jointsOf, segmentationSchema } from "./coco/coco-object.js";
import { checkedBox, checkedMask, type Place } from "./common/checks.js";
import { MarkupError, parseGroundedMarkup } from "./common/grounded-markup.js";
import { pathBelow } from "./common/picture-folders.js";
import { checkSameSize, type Size, sizedPicture } from "./common/sized-picture.js";
import { type Dataset, defineReader } from "./reader.js";

const words = z.string().min(1);
const index = z.int().nonnegative();

const objectSchema = z.strictObject({
  name: words,
  plural: words.optional(),
  /** [x1, y1, x2, y2] in pixels; without it, the smallest box around the mask. */
  box: z.tuple([z.number(), z.number(), z.number(), z.number()]).optional(),
  mask: segmentationSchema.optional(),
  /** 17 joints in COCO's order, [x, y, visibility, ...]. */
  keypoint: z.array(z.number()).optional(),
  crowd: z.boolean().optional(),
  stuff: z.boolean().optional(),
});

const questionSchema = z.strictObject({
  question: words,
  answer: z.union([words, z.array(words).min(1)]),
  objects: z.array(index).optional(),
});

/** One line. */
const lineSchema = z.strictObject({
  picture: words,
  objects: z.array(objectSchema).default([]),
  exhaustive: z.array(words).optional(),
  complete: z.boolean().optional(),
  captions: z.array(words).optional(),
  groundedCaptions: z.array(words).optional(),
  expressions: z.array(z.strictObject({ text: words, objects: z.array(index) })).optional(),
  descriptions: z.array(z.strictObject({ text: words, object: index })).optional(),
  questions: z.array(questionSchema).optional(),
  conversations: z.array(z.array(questionSchema).min(1)).optional(),
  depth: z
    .strictObject({
      path: words,
      kind: z.enum(["metric", "relative", "disparity"]).default("metric"),
      unitsPerMetre: z.number().positive().default(1000),
    })
    .optional(),
});
type Line = z.infer<typeof lineSchema>;

export const jsonl = defineReader({
  name: "jsonl",
  title: "One's own data: JSON lines (docs/jsonl.md)",
  licence: "Yours.",
  options: z.strictObject({
    file: z.string(),
    /** The folder that pictures and depths are relative to; default the file's own. */
    pictures: z.string().optional(),
  }),
  async open({ file, pictures = dirname(file) }): Promise<Dataset> {
    const lines = await JsonLines.open(file);
    return {
      size: lines.size,
      faults: [],
      async read(index) {
        const value = await lines.read(index, z.unknown());
        const checked = lineSchema.safeParse(value);
        if (!checked.success)
          throw lines.fault(index, "wrong-field", explainConfigIssues(checked.error, lineSchema, "wrong fields"));
        return annotated(checked.data, pictures, { file, record: lines.record(index) });
      },
      close: () => lines.close(),
    };
  },
});

function annotated(line: Line, folder: string, place: Place): AnnotatedPicture {
  const here = `${basename(place.file)} ${place.record}`;
  const picture = sizedPicture(belowFolder(folder, line.picture, place), here);
  const objects = line.objects.map((object, i) => objectOf(object, picture, `objects.${i}`, place));
  const fault = (reason: string, field: string, detail: string) =>
    new RecordError(place.file, place.record, reason, `${field}: ${detail}`);

  const known = (indices: readonly number[], field: string) => {
    const wrong = indices.find((index) => index >= objects.length);
    if (wrong === undefined) return indices;
    throw fault("wrong-index", field, `there is no object ${wrong}; the line has ${objects.length}, counted from 0`);
  };
  const grounded = (markup: string, field: string) => {
    try {
      const caption = parseGroundedMarkup(markup);
      for (const span of caption.spans) known(span.objects, field);
      return caption;
    } catch (error) {
      throw error instanceof MarkupError ? fault("wrong-markup", field, error.message) : error;
    }
  };
  const turn = (entry: z.infer<typeof questionSchema>, field: string): AnnotatedQuestion => {
    const { question, answer, objects: shown = [] } = entry;
    const places = question.split("[VPT]").length - 1;
    if (places !== shown.length)
      throw fault("wrong-prompts", field, `[VPT] stands ${places} times, but objects names ${shown.length}`);
    const answers = [answer].flat().map((words) => grounded(words, `${field}.answer`));
    const [{ spans }] = answers as [GroundedCaption];
    return {
      question,
      answers: answers.map(({ text }) => text),
      ...(shown.length > 0 && { objects: known(shown, `${field}.objects`) }),
      ...(spans.length > 0 && { spans }),
    };
  };

  const { exhaustive, complete, captions, groundedCaptions, expressions, descriptions, questions, conversations } =
    line;
  for (const [i, { objects }] of expressions?.entries() ?? []) known(objects, `expressions.${i}`);
  for (const [i, { object }] of descriptions?.entries() ?? []) known([object], `descriptions.${i}`);
  return {
    id: `${line.picture}, ${place.record}`,
    ...picture,
    objects,
    ...(exhaustive && { exhaustive: exhaustive.map((name) => ({ name, plural: pluralIn(objects, name) })) }),
    ...(complete !== undefined && { complete }),
    ...(captions && { captions }),
    ...(groundedCaptions && {
      groundedCaptions: groundedCaptions.map((markup, i) => grounded(markup, `groundedCaptions.${i}`)),
    }),
    ...(expressions && { expressions }),
    ...(descriptions && { descriptions }),
    ...(questions && { questions: questions.map((entry, i) => turn(entry, `questions.${i}`)) }),
    ...(conversations && {
      conversations: conversations.map((turns, i) => ({
        turns: turns.map((entry, j) => turn(entry, `conversations.${i}.${j}`)),
      })),
    }),
    ...(line.depth && { depth: depthOf(line.depth, belowFolder(folder, line.depth.path, place), picture, here) }),
  };
}

function objectOf(
  { box, mask: segmentation, keypoint, ...rest }: z.infer<typeof objectSchema>,
  { width, height }: Size,
  field: string,
  { file, record }: Place,
): AnnotatedObject {
  const place = { file, record: `${record}: ${field}` };
  const mask = segmentation && checkedMask(segmentation, width, height, place);
  const joints = keypoint && jointsOf(keypoint, place);
  if (!box && !mask) throw new RecordError(file, place.record, "no-place", "give its box or its mask");
  return {
    ...rest,
    box: checkedBox(box ?? mask!.box(), width, height, place),
    ...(mask && { mask }),
    ...(joints && { keypoint: joints }),
  };
}

function pluralIn(objects: readonly AnnotatedObject[], name: string): string {
  return objects.find((object) => object.name === name)?.plural ?? pluralOf(name);
}

/** Absolute paths may stand there, too. */
function belowFolder(folder: string, path: string, place: Place): string {
  return pathBelow(folder, isAbsolute(path) ? relative(folder, path) : path, place);
}

function depthOf(depth: NonNullable<Line["depth"]>, path: string, picture: Size, record: string): DepthSource {
  checkSameSize(picture, sizedPicture(path, record), path, record);
  if (depth.kind === "metric") return { path, kind: "metric", scale: 1 / depth.unitsPerMetre };
  return { path, kind: "relative", scale: 1, ...(depth.kind === "disparity" && { inverse: true }) };
}
