// VSR, Visual Spatial Reasoning: is this statement about two things of a COCO picture true (Liu et al. 2023, arXiv 2205.00363).
import { z } from "zod";
import { imagesOption } from "./common/picture-folders.js";
import { QuestionLines } from "./common/question-lines.js";
import { defineReader } from "./reader.js";

const options = z.strictObject({
  images: imagesOption,
  /** `train.jsonl`, `dev.jsonl` or `test.jsonl`. */
  statements: z.string(),
  /** The folders hold some of the pictures: statements about others are left out. Default false. */
  partial: z.boolean().optional(),
});

const lineSchema = z
  .object({ caption: z.string().min(1), label: z.union([z.literal(0), z.literal(1)]) })
  .transform(({ caption, label }) => ({ question: asQuestion(caption), answer: label === 1 ? "yes" : "no" }));

/** VSR. One record is a picture with all statements about it, as questions for a yes or a no. */
export const vsr = defineReader({
  name: "vsr",
  title: "VSR: yes or no to where two things are",
  licence: "Apache-2.0 (github.com/cambridgeltl/visual-spatial-reasoning); every picture under its own Flickr licence",
  options,
  open: ({ images, statements, partial }) => QuestionLines.open(images, statements, lineSchema, { partial }),
});

/** "The cat is left of the dog." -> "Is the cat left of the dog?"; another sentence is asked whether it is true. */
function asQuestion(statement: string): string {
  const plain = statement.trim().replace(/\.$/, "");
  const [, thing, verb, where] = /^the (.+?) (is|are) (.+)$/i.exec(plain) ?? [];
  if (thing === undefined) return `Is it true that ${plain[0]!.toLowerCase()}${plain.slice(1)}?`;
  return `${verb === "is" ? "Is" : "Are"} the ${thing} ${where}?`;
}
