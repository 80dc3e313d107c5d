// What `refvlm score` can score: one line a kind.
import type { Evaluation } from "./evaluation.js";
import { scoreRec } from "./grounding/rec.js";

/** A kind of result file and how it is scored. */
export interface ScoreKind {
  /** What is measured and on which format, in a line. */
  about: string;
  /** Further settings by name, each with what it says; all are optional unless `score` says otherwise. */
  settings?: Readonly<Record<string, string>>;
  /**
   * Compares two files.
   * @param gt path of the truth
   * @param pred path of the results
   * @throws MetricsError naming file, record and field
   */
  score(gt: string, pred: string, settings: Readonly<Record<string, string>>): Evaluation | Promise<Evaluation>;
}

/** Kinds by name, in the order in which they are listed. */
export const scoreKinds: Readonly<Record<string, ScoreKind>> = {
  rec: { about: "boxes of referring expressions: accuracy at IoU, mean IoU", score: scoreRec },
};
