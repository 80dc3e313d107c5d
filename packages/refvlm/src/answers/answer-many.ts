// One question after the other about many pictures, side by side as the library answers them; a broken picture stops nothing.
import { type GroundedAnswer, RequestError } from "@refvlm/model";
import { type Picture, PictureError } from "@refvlm/vision";
import { readPicture } from "../picture-source.js";
import type { QuestionOptions } from "../question.js";
import type { RefVlm } from "../refvlm.js";
import type { QuestionRow } from "./question-rows.js";

/** Pictures that are in memory at once, and questions that are generated side by side. */
const AT_ONCE = 8;

/** What became of a question. */
export type Outcome<Row> = { row: Row } & ({ answer: GroundedAnswer; picture: Picture } | { error: string });

export interface ManyOptions extends QuestionOptions {
  http?: boolean;
  /** Hears that files are read. */
  onReading?(): void;
}

/**
 * Answers in the order of the rows; of a picture that rows next to each other ask about, the file is read once.
 * @throws the signal's reason, and what is neither a picture's nor a question's fault
 */
export async function* answerMany<Row extends QuestionRow>(
  vlm: RefVlm,
  rows: readonly Row[],
  { http, onReading, ...options }: ManyOptions,
): AsyncGenerator<Outcome<Row>, void, void> {
  for (let first = 0; first < rows.length; first += AT_ONCE) {
    options.signal?.throwIfAborted();
    onReading?.();
    const some = rows.slice(first, first + AT_ONCE);
    const files = [...new Set(some.map(({ picture }) => picture))];
    const read = await Promise.all(files.map((file) => readPicture(file, { http }).catch(pictureFault)));
    const asked = some.map((row) => ({ row, read: read[files.indexOf(row.picture)] }));
    const sound = asked.flatMap(({ row, read }) => (read instanceof PictureError ? [] : [{ row, picture: read }]));
    const answered = new Map<Row, Outcome<Row>>();
    for (const outcome of await answersTo(vlm, sound, options)) answered.set(outcome.row, outcome);
    for (const { row, read } of asked)
      yield read instanceof PictureError ? { row, error: read.message } : answered.get(row)!;
  }
}

type Sound<Row> = { row: Row; picture: Picture };

/** Of questions that cannot be asked together, each is told what is wrong with it. */
async function answersTo<Row extends QuestionRow>(
  vlm: RefVlm,
  sound: readonly Sound<Row>[],
  options: QuestionOptions,
): Promise<Outcome<Row>[]> {
  try {
    const questions = sound.map(({ row, picture }) => ({ picture, question: row.question }));
    const answers = await vlm.askMany(questions, options);
    return sound.map((each, i) => ({ ...each, answer: answers[i] }));
  } catch (error) {
    if (!(error instanceof RequestError)) throw error;
    if (sound.length === 1) return [{ row: sound[0].row, error: error.message }];
    const outcomes: Outcome<Row>[] = [];
    for (const each of sound) outcomes.push(...(await answersTo(vlm, [each], options)));
    return outcomes;
  }
}

function pictureFault(error: unknown): PictureError {
  if (error instanceof PictureError) return error;
  throw error;
}
