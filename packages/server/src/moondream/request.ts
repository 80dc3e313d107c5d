// What Moondream's clients send: a picture, and what to say of it or to look for in it.
import { z } from "zod";
import { nameSchema, namesSchema } from "../tasks/names.js";

const picture = {
  image_url: z.string().describe("a data URL"),
  settings: z
    .object({
      temperature: z.number().min(0).max(2).optional(),
      top_p: z.number().gt(0).max(1).optional(),
      max_tokens: z.int().min(1).optional(),
      max_objects: z.int().min(1).optional(),
    })
    .optional(),
};
const share = z.number().min(0).max(1);

export const querySchema = z.strictObject({
  ...picture,
  question: z.string().min(1),
  stream: z.boolean().optional(),
  reasoning: z.unknown().optional(),
});

export const captionSchema = z.strictObject({
  ...picture,
  length: z.enum(["short", "normal", "long"]).optional(),
  stream: z.boolean().optional(),
});

export const findSchema = z
  .strictObject({
    ...picture,
    object: nameSchema.optional(),
    labels: namesSchema.optional().describe("in place of `object`: a closed set; results say which one they are"),
    stream: z.literal(false).optional(),
  })
  .refine(({ object, labels }) => (object === undefined) !== (labels === undefined), {
    error: "say what to look for, as `object` or as `labels`",
    path: ["object"],
  });
export type Find = z.infer<typeof findSchema>;

export const segmentSchema = findSchema.safeExtend({
  spatial_refs: z
    .array(z.union([z.tuple([share, share]), z.tuple([share, share, share, share])]))
    .max(16)
    .optional()
    .describe("where to look: [x, y] or [x1, y1, x2, y2], in shares of the picture"),
});
export type Segment = z.infer<typeof segmentSchema>;
