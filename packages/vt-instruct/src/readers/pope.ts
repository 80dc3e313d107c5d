// POPE: is there such an object in the picture, yes or no (github.com/RUCAIBox/POPE; Li et al. 2023). For evaluation.
import { z } from "zod";
import { imagesOption } from "./common/picture-folders.js";
import { QuestionLines } from "./common/question-lines.js";
import { defineReader } from "./reader.js";

const options = z.strictObject({
  images: imagesOption,
  /** `coco_pope_random.json`, `_popular` or `_adversarial`: JSON lines. */
  questions: z.string(),
});

const lineSchema = z
  .object({ text: z.string().min(1), label: z.enum(["yes", "no"]) })
  .transform(({ text, label }) => ({ question: text, answer: label }));

/** POPE. One record is a picture with all its questions. */
export const pope = defineReader({
  name: "pope",
  title: "POPE: yes or no to objects that may be imagined (evaluation)",
  licence: "MIT (github.com/RUCAIBox/POPE); every picture under its own Flickr licence",
  options,
  open: ({ images, questions }) => QuestionLines.open(images, questions, lineSchema),
});
