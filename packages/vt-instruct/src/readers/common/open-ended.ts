// The VQA challenge's open-ended format: questions in one file, ten people's answers in another (visualqa.org/vqa_v2_formats).
import { z } from "zod";
import { RecordError } from "../../files/errors.js";
import type { JsonRecords } from "../../files/json-records.js";
import { sizeOfPicture } from "../../files/picture-header.js";
import { RecordIndex } from "../../files/record-index.js";
import type { AnnotatedPicture, AnnotatedQuestion } from "../../sample/annotated.js";
import type { Dataset } from "../reader.js";
import { cocoNames, type PictureFolders } from "./picture-folders.js";

const imageKey = z.object({ image_id: z.int() }).transform(({ image_id }) => image_id);
const questionSchema = z.object({ question_id: z.int(), question: z.string().min(1) });
/** What a question is called in all files. */
export const questionKey = z.object({ question_id: z.int() }).transform(({ question_id }) => question_id);
const annotationSchema = z.object({
  multiple_choice_answer: z.string().optional(),
  answers: z.array(z.object({ answer: z.string() })).min(1),
});

/** The accepted answers of a question, the best first; undefined for a question that nobody answered. */
export type Answers = (questionId: number) => readonly string[] | undefined;

/** Pictures of COCO with all questions about each. */
export class OpenEnded implements Dataset {
  readonly #questions: RecordIndex<number>;
  readonly #imageIds: readonly number[];
  readonly faults: readonly RecordError[];

  constructor(
    private readonly questionFile: JsonRecords,
    private readonly answerFile: JsonRecords,
    private readonly answers: { of: Answers; faults: readonly RecordError[] },
    private readonly images: PictureFolders,
  ) {
    this.#questions = new RecordIndex(questionFile, "questions", imageKey);
    this.#imageIds = this.#questions.keys;
    this.faults = [...this.#questions.faults, ...answers.faults];
  }

  get size(): number {
    return this.#imageIds.length;
  }

  read(index: number): AnnotatedPicture {
    const id = this.#imageIds[index]!;
    const place = { file: this.questionFile.path, record: `image_id ${id}` };
    const questions = this.#questions.get(id, questionSchema).map(({ question, question_id }): AnnotatedQuestion => {
      const answers = this.answers.of(question_id);
      if (answers) return { question, answers };
      const detail = "the answer file has no answer to it. Do both files belong to one split?";
      throw new RecordError(place.file, `question_id ${question_id}`, "no-answer", detail);
    });
    const picture = this.images.find(cocoNames(id), place);
    return { id: String(id), picture, ...sizeOfPicture(picture, place), objects: [], exhaustive: [], questions };
  }

  async close(): Promise<void> {
    await this.questionFile.close();
    await this.answerFile.close();
  }
}

/**
 * Ten people's answers from an annotation file, all of them, the commonest first: how often one stands there is its
 * weight in the score. Among equals the published `multiple_choice_answer` is first, then the file's order.
 */
export function annotatedAnswers(file: JsonRecords): { of: Answers; faults: readonly RecordError[] } {
  const index = new RecordIndex(file, "annotations", questionKey);
  return {
    faults: index.faults,
    of(questionId) {
      const [annotation] = index.get(questionId, annotationSchema);
      if (!annotation) return undefined;
      const answers = annotation.answers.map(({ answer }) => answer);
      const order = [...new Set([annotation.multiple_choice_answer, ...answers])];
      const count = (answer: string) => answers.filter((other) => other === answer).length;
      return answers.sort((a, b) => count(b) - count(a) || order.indexOf(a) - order.indexOf(b));
    },
  };
}
