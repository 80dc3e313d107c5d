// What Hugging Face's clients send to a task: a picture's file, or JSON with `inputs` and `parameters`.
import { z } from "zod";
import { namesSchema } from "../tasks/names.js";

const picture = z.string().min(1).describe("a picture's file as base64, or as a data URL");
const parameters = z.looseObject({
  threshold: z.number().min(0).max(1).optional().describe("leaves out what is less likely right"),
  candidate_labels: namesSchema.optional().describe("a closed set"),
  max_new_tokens: z.int().min(1).optional(),
});

/** About a picture alone; `inputs` may be the file itself, as the request's body. */
export const pictureTaskSchema = z.looseObject({
  inputs: z.union([picture, z.strictObject({ image: picture })]),
  parameters: parameters.optional(),
});

/** About a picture and a closed set. */
export const labelsTaskSchema = pictureTaskSchema.safeExtend({
  parameters: parameters.safeExtend({ candidate_labels: namesSchema }),
});

/** About a picture and a question. */
export const questionTaskSchema = pictureTaskSchema.safeExtend({
  inputs: z.strictObject({ image: picture, question: z.string().min(1) }),
});

export type TaskRequest = z.infer<typeof pictureTaskSchema> | z.infer<typeof questionTaskSchema>;
