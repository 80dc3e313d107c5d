// The schema of an answer's JSON, published as answer.schema.json beside the package.
import { depthKinds, type UnitName } from "@refvlm/vision";
import { z } from "zod";

const count = z.int().min(0);
const score = z.number().min(0).max(1);
const pixels = z.number();
const side = z.int().min(1);
const size = z.tuple([side, side]).describe("[height, width]");
const box = z.tuple([pixels, pixels, pixels, pixels]).describe("[x1, y1, x2, y2]");

/** What is known of each unit's JSON; `UnitShape.fromJson` says the rest. */
const values: Partial<Record<UnitName, z.ZodType>> = {
  box,
  mask: z.union([
    z
      .strictObject({ size, counts: z.union([z.string(), z.array(count)]) })
      .describe("COCO's run lengths, column by column"),
    z
      .strictObject({ size, polygons: z.array(z.array(pixels)) })
      .describe("on request: the mask is the union of these, each [x0, y0, x1, y1, ...] along the edges of pixels"),
  ]),
  keypoint: z
    .array(z.tuple([pixels, pixels, z.union([z.literal(0), z.literal(1), z.literal(2)])]))
    .length(17)
    .describe("[x, y, visibility] of COCO's joints"),
  depth: z
    .strictObject({ size, kind: z.enum(depthKinds), median: z.number().nullable(), values: z.string() })
    .describe(
      "values: base64 of a little-endian float32 a pixel, row by row; 0: unknown, or not of what the phrase means; metric: metres; invented: metres before a drawn picture's camera; median: of the known values",
    ),
  point: z.tuple([pixels, pixels]).describe("[x, y]"),
};

const point = z.tuple([pixels, pixels]);
/** What a user points at. */
export const promptSchema = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("point"), points: z.array(point), minus: z.array(point).optional() }),
  z.strictObject({ kind: z.literal("box"), box: values.box! }),
  z.strictObject({ kind: z.literal("scribble"), points: z.array(point), width: pixels }),
  z.strictObject({ kind: z.literal("mask"), mask: values.mask! }),
]);

const instance = z
  .object({
    phrase: z.string().describe("the words that ground it"),
    triplet: count.describe("counts the phrases of the answer that have units"),
    index: count.describe("counts the instances of the phrase"),
    score: score.describe("the lowest score of its units"),
    units: z
      .array(
        z.strictObject({
          unit: z.string().describe("the unit"),
          word: z.string().optional().describe("what was written for it, where that is a new word"),
          score: score.describe("probability that it is right"),
          evidence: z
            .strictObject({
              ...{ words: score, quality: score.optional(), presence: score.optional() },
              singled: z.boolean().optional(),
            })
            .optional()
            .describe(
              "what speaks for it: its words, its decoder's prediction, the named thing being there at all; `singled`: it is one of several by its place, size or rank",
            ),
        }),
      )
      .min(1),
    ...Object.fromEntries(Object.entries(values).map(([unit, schema]) => [unit, schema.optional()])),
  })
  .catchall(z.unknown());

const explanation = z.strictObject({
  tokens: z.array(
    z.strictObject({
      text: z.string(),
      probability: score.nullable().describe("among the tokens that were allowed; null: the grammar left no choice"),
    }),
  ),
  proposals: z
    .array(z.strictObject({ box: box, objectness: score }))
    .describe("what the picture side takes for objects before any question, the surest first"),
  references: z
    .array(
      z.strictObject({
        triplet: count,
        index: count,
        token: count.describe("its own place among the tokens"),
        tokens: z.array(pixels).describe("its weight on each token of the answer up to itself"),
        picture: z
          .strictObject({ side: count, weights: z.array(pixels) })
          .describe("its weight on each cell of the padded square, row by row"),
      }),
    )
    .describe("where each <REF> looked, on average over layers and heads"),
});

/** Everything is in pixels of the original picture. Units that a program adds stand under their own names. */
export const answerSchema = z.strictObject({
  id: z.union([z.string(), z.number()]).optional().describe("of the row that asked"),
  picture: z.string().optional().describe("the picture's path as given"),
  question: z.string().optional(),
  prompts: z.array(promptSchema).optional().describe("what the user pointed at"),
  options: z
    .strictObject({
      maxTokens: z.int().optional(),
      temperature: z.number().optional(),
      topP: z.number().optional(),
      minScore: score.optional(),
      deny: score.optional(),
    })
    .optional()
    .describe("how it was asked, as far as that was said"),
  image: z.strictObject({ width: side, height: side }).describe("the original picture's size"),
  text: z.string().describe("the words alone"),
  trp: z.string().describe("the answer as generated, with plan and markers"),
  plan: z
    .strictObject({
      decode: z.boolean(),
      lines: z.array(z.strictObject({ name: z.string(), units: z.array(z.string()), count })),
    })
    .nullable(),
  instances: z.array(instance),
  problems: z.array(z.string()).describe("what had to be mended"),
  explanation: explanation.optional().describe("how it came about, where that was asked for"),
  warnings: z
    .array(
      z.strictObject({
        about: z.enum(["picture", "name"]),
        name: z.string().optional().describe("what is near none of the names that the network knows"),
        distance: z
          .number()
          .min(0)
          .describe("of a picture: times the farthest of a hundred that the network knows; of a name: 1 at most"),
      }),
    )
    .optional()
    .describe("what lies outside what the network knows; absent where nothing does"),
  tokens: count.describe("tokens generated"),
  ended: z.enum(["end", "length"]),
  model: z.strictObject({
    name: z.string(),
    version: z.string().nullable(),
    digest: z
      .string()
      .optional()
      .describe("of weights, config, tokenizers and calibration; in lines that are gone on with"),
  }),
  seed: z.int(),
});

/** An answer as plain data. */
export type AnswerJson = z.infer<typeof answerSchema>;

/** One object of an answer as plain data, with what its units say under their names as `UnitShape.json` writes it. */
export type InstanceJson = AnswerJson["instances"][number];

/** The schema as JSON Schema. */
export function answerJsonSchema(): object {
  return z.toJSONSchema(answerSchema);
}
