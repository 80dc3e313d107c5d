// The row of a built data set: the published form of a sample, field by field.
import { depthKinds, promptKinds } from "@refvlm/vision";
import { z } from "zod";
import { boxSchema as box, keypointSchema as keypoint, pointSchema as point } from "./coordinates.js";

/** Raised when a change of the row would mislead a reader of older shards. */
export const ROW_VERSION = 3;

const mask = z
  .strictObject({ size: z.tuple([z.int().positive(), z.int().positive()]), counts: z.string() })
  .describe("COCO's compressed run lengths; size is [height, width]");
const depth = z
  .strictObject({
    scale: z.number().positive().describe("a pixel's value times this is its depth; 0 means not measured"),
    kind: z
      .enum(depthKinds)
      .describe(
        "metric: metres; invented: metres before a drawn picture's camera; relative: scale and shift are unknown",
      ),
    inverse: z.boolean().optional().describe("values are disparities: depth is scale / value"),
  })
  .describe("what the row's depth picture means");
/** What is told of an instance, asked about or not. */
const instance = { box: box.optional(), mask: mask.optional(), keypoint: keypoint.optional() };
const target = z
  .strictObject({ ...instance, point: point.optional(), depth: depth.optional() })
  .describe("everything known of one referred instance; with depth, mask says which part of the picture is meant");

const part = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("text"), text: z.string() }),
  z.strictObject({ type: z.literal("image"), index: z.int().nonnegative().optional() }),
  z.strictObject({ type: z.literal("prompt"), index: z.int().nonnegative().describe("place in prompts") }),
]);
const [pointKind, boxKind, scribbleKind, maskKind] = promptKinds;
const prompt = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal(pointKind),
    points: z.array(point).min(1),
    minus: z.array(point).min(1).optional().describe("points that do not belong to what the others mean"),
  }),
  z.strictObject({ kind: z.literal(boxKind), box }),
  z.strictObject({ kind: z.literal(scribbleKind), points: z.array(point).min(1), width: z.number().positive() }),
  z.strictObject({ kind: z.literal(maskKind), mask }),
]);
const command = z.strictObject({
  task: z.string(),
  elements: z.array(z.enum(["sentence", "phrase", "unit"])),
  units: z.array(z.string()),
  newUnits: z
    .record(z.string(), z.string().nullable())
    .optional()
    .describe("unit words that only this command explains, with the unit that each stands for, or null"),
});

/** One question with its answer, as the column `turns` holds it. */
const turn = z.strictObject({
  task: z.string().describe("which of the tasks asks, e.g. rec"),
  user: z.array(part).min(1).describe("the question in parts"),
  prompts: z.array(prompt).optional().describe("what the user points at"),
  answer: z.string().describe("the answer with its plan, in TRP"),
  targets: z
    .array(z.array(target).min(1))
    .describe(
      "for each group of the answer, in the order in which they are written, what each of its references means",
    ),
  command: command.optional().describe("the system instruction of the turn"),
});

const object = z.strictObject({
  name: z.string(),
  plural: z.string().optional(),
  ...instance,
  box,
  crowd: z.boolean().optional().describe("a region of many objects that were not told apart"),
  stuff: z.boolean().optional().describe("a region without a number, as sky or grass"),
  unnamed: z.boolean().optional().describe("the data set has no name for it; name is a word that fits anything"),
});

const file = z
  .strictObject({
    bytes: z
      .custom<Uint8Array>((value) => value instanceof Uint8Array)
      .nullable()
      .describe("the picture's file, where the data set embeds it"),
    path: z.string().nullable().describe("from the data set's root, with slashes; the file's name where embedded"),
  })
  .describe("a picture as Hugging Face's datasets store it");

/** The schema of a row. In Parquet the columns `turns` and `objects` hold JSON text. */
export const sampleRow = z
  .strictObject({
    id: z.string().min(1).describe("unique in the data set: source:record:number"),
    image: file,
    width: z.int().positive().describe("of the original picture, in pixels"),
    height: z.int().positive(),
    source: z.string().describe("the source's name in the build config"),
    licence: z.string().describe("the source's terms"),
    split: z.string().describe("e.g. train"),
    tasks: z.array(z.string()).describe("the task of each turn"),
    independent: z.boolean().describe("the turns do not see each other"),
    turns: z.array(turn).min(1),
    depth: file.nullable().describe("a 16-bit grey picture of the depths that targets speak of"),
    objects: z.array(object).nullable().describe("everything labelled in the picture, where the config asks for it"),
    caption: z.string().nullable(),
  })
  .meta({ title: "A row of a data set built by refvlm", version: ROW_VERSION });

export type SampleRow = z.infer<typeof sampleRow>;
export type RowTurn = SampleRow["turns"][number];
export type RowTarget = RowTurn["targets"][number][number];

/** The schema of a row as JSON Schema, for other languages; bytes are whatever bytes are there. */
export function rowJsonSchema(): object {
  return z.toJSONSchema(sampleRow, { unrepresentable: "any" });
}
