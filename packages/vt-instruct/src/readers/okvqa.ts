// OK-VQA: questions about COCO pictures that need outside knowledge (okvqa.allenai.org; Marino et al. 2019).
import { z } from "zod";
import type { RecordError } from "../files/errors.js";
import { JsonRecords } from "../files/json-records.js";
import { RecordIndex } from "../files/record-index.js";
import { type Answers, annotatedAnswers, OpenEnded, questionKey } from "./common/open-ended.js";
import { imagesOption, PictureFolders } from "./common/picture-folders.js";
import { defineReader } from "./reader.js";

const options = z
  .strictObject({
    images: imagesOption,
    /** `OpenEnded_mscoco_*_questions.json` */
    questions: z.string(),
    /** `mscoco_*_annotations.json` */
    annotations: z.string().optional(),
    /** The same answers in the form that LXMERT made common: `{ question_id, label: { answer: score } }`. */
    softAnswers: z.string().optional(),
  })
  .refine(({ annotations, softAnswers }) => (annotations === undefined) !== (softAnswers === undefined), {
    message: "give either annotations or softAnswers",
  });

const softSchema = z.object({ label: z.record(z.string(), z.number().min(0).max(1)) });

/** OK-VQA, in VQA's format. One record is a picture with all its questions. */
export const okvqa = defineReader({
  name: "okvqa",
  title: "OK-VQA: questions that need outside knowledge",
  licence: "questions and answers CC BY 4.0 (okvqa.allenai.org); every picture under its own Flickr licence",
  options,
  async open({ images, questions, annotations, softAnswers }) {
    const folders = await PictureFolders.open(images);
    const answerFile = JsonRecords.open((annotations ?? softAnswers)!);
    const answers = annotations ? annotatedAnswers(answerFile) : scoredAnswers(answerFile);
    return new OpenEnded(JsonRecords.open(questions), answerFile, answers, folders);
  },
});

/** A score is min(1, people / 3), so each answer stands there once for every third, as the raw answers would. */
function scoredAnswers(file: JsonRecords): { of: Answers; faults: readonly RecordError[] } {
  const index = new RecordIndex(file, "", questionKey);
  return {
    faults: index.faults,
    of(questionId) {
      const [record] = index.get(questionId, softSchema);
      const scored = Object.entries(record?.label ?? {}).sort(([, a], [, b]) => b - a);
      const answers = scored.flatMap(([answer, score]) => Array<string>(Math.round(3 * score)).fill(answer));
      return answers.length > 0 ? answers : undefined;
    },
  };
}
