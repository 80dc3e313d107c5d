// POPE: does a model see objects that are not there? Accuracy, precision, recall, F1 and yes ratio (Li et al. 2023).
import { type Evaluation, type Figures, MetricsError } from "../evaluation.js";
import type { RecordId } from "../record-id.js";

export type YesNo = "yes" | "no";

/** A question, its label, and the answer in words; the answer is absent where there is none. */
export interface PopeSample {
  readonly id: RecordId;
  readonly question?: string;
  readonly label: YesNo;
  readonly answer?: string;
}

/**
 * What POPE's own evaluation takes an answer for: "no" if the words before the first full stop, split at single spaces
 * and without commas, hold "No", "no" or "not"; "yes" otherwise, so also "NO", "Nope" and an empty answer.
 */
export function popeAnswer(answer: string): YesNo {
  const words = answer.split(".", 1)[0]!.replaceAll(",", "").split(" ");
  return words.some((word) => word === "No" || word === "no" || word === "not") ? "no" : "yes";
}

/**
 * Figures with "yes" as the positive answer. A question without an answer counts as answered wrongly: with the
 * opposite of its label.
 * @throws MetricsError without samples
 */
export function evaluatePope(samples: readonly PopeSample[]): Evaluation {
  if (samples.length === 0) throw new MetricsError("POPE: there is no question; give at least one");
  // Index in the counts below: whether yes is right, then whether yes was said.
  const outcomes = Uint8Array.from(samples, ({ label, answer }) => {
    const opposite = label === "yes" ? "no" : "yes";
    const said = answer === undefined ? opposite : popeAnswer(answer);
    return 2 * Number(label === "yes") + Number(said === "yes");
  });
  return {
    size: samples.length,
    figures(chosen) {
      const counts = [0, 0, 0, 0];
      if (chosen) for (const i of chosen) counts[outcomes[i]!]!++;
      else for (const outcome of outcomes) counts[outcome]!++;
      return popeFigures(...(counts as [number, number, number, number]));
    },
    note: (i) => {
      const { id, question, label, answer } = samples[i]!;
      return { id, question, truth: label, answer };
    },
  };
}

function popeFigures(rightNo: number, wrongYes: number, wrongNo: number, rightYes: number): Figures {
  const all = rightNo + wrongYes + wrongNo + rightYes;
  const precision = rightYes / (rightYes + wrongYes);
  const recall = rightYes / (rightYes + wrongNo);
  return {
    accuracy: (rightYes + rightNo) / all,
    precision,
    recall,
    // As the harmonic mean of both; but 0, not undefined, where yes is never said.
    F1: (2 * rightYes) / (2 * rightYes + wrongYes + wrongNo),
    "yes ratio": (rightYes + wrongYes) / all,
  };
}

/** The plain mean of each figure, as papers give it over POPE's random, popular and adversarial questions. */
export function averageFigures(sets: readonly Figures[]): Figures {
  const names = Object.keys(sets[0] ?? {});
  return Object.fromEntries(
    names.map((name) => [name, sets.reduce((sum, figures) => sum + figures[name]!, 0) / sets.length]),
  );
}
