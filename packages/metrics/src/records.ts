// Answers put beside the records of the truth that they answer.
import { MetricsError } from "./evaluation.js";

/** What tells a record from the others of its list; a bigint where a number would be rounded (beyond 2^53). */
export type RecordId = string | number | bigint;

/** An id as JSON has it, so that "1" is not taken for 1. */
export function idText(id: RecordId): string {
  return typeof id === "bigint" ? String(id) : JSON.stringify(id);
}

/** Also a list whose records are read one after another. */
export function isList(value: unknown): value is Iterable<unknown> {
  return typeof value === "object" && value !== null && Symbol.iterator in value;
}

/**
 * The answer to each record of the truth, undefined where there is none: a question without answer is answered wrong.
 * @throws MetricsError without truth, or for an answer to something that the truth does not hold
 */
export function answersInOrder<Answer extends { id: RecordId }>(
  truth: readonly { id: RecordId }[],
  answers: readonly Answer[],
  lists = { truth: "truth", answers: "answers" },
): (Answer | undefined)[] {
  if (truth.length === 0) throw new MetricsError(`${lists.truth}: there is no record; give at least one`);
  const asked = new Set(truth.map(({ id }) => id));
  answers.forEach(({ id }, i) => {
    if (!asked.has(id))
      throw new MetricsError(
        `${lists.answers}: record ${i + 1} has the id ${idText(id)}, which ${lists.truth} does not hold; give answers to its questions only`,
      );
  });
  const byId = new Map(answers.map((answer) => [answer.id, answer]));
  return truth.map(({ id }) => byId.get(id));
}
