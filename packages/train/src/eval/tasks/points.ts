// Rows whose figure is what the answers earn of what they could: see ../score.ts.
import { ratioEvaluation } from "@refvlm/metrics";
import type { QuestionKind } from "../kinds.js";
import type { AnsweredQuestion } from "../question.js";
import type { Score } from "../score.js";
import { type Row, type TaskFamily, taskFamily } from "./family.js";

const ratio = "share";

/**
 * One row.
 * @param goal what it is to reach, if anything
 * @param score what counts instead of what the kind earns; undefined for an answer that is left out
 */
export function points(
  name: string,
  kinds: readonly QuestionKind[],
  goal: Pick<Row, "targets" | "error"> = {},
  score: (asked: AnsweredQuestion) => Score | undefined = ({ result: { gain, of } }) => ({ gain, of }),
): TaskFamily {
  return taskFamily<Score>({
    name,
    kinds,
    rows: [{ name, figure: ratio, ...goal }],
    keep: score,
    measure(scores) {
      if (scores.every(({ of }) => of === 0)) return undefined;
      const [gain, of] = [scores.map((each) => each.gain), scores.map((each) => each.of)];
      return ratioEvaluation(scores.length, { [ratio]: { gain, of } });
    },
  });
}
