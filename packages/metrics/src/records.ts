// Answers put beside the records of the truth that they answer.
import { MetricsError } from "./evaluation.js";
import { idText, type RecordId } from "./record-id.js";

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
