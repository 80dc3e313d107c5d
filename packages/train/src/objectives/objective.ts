// What a stage minimises: named loss terms of a batch of samples (equation 9 is their weighted sum).
import type { Tensor } from "@refvlm/torch";
import type { Sample } from "@refvlm/vt-instruct";

export interface Objective {
  /** Scalar losses of a batch, by name; a term that the batch has nothing for is left out. */
  losses(samples: readonly Sample[]): Record<string, Tensor>;
}

/**
 * The sum of all terms, each with its weight (1 where none is given).
 * @throws Error for a batch without any term
 */
export function weightedTotal(losses: Record<string, Tensor>, weights: Record<string, number>): Tensor {
  const terms = Object.entries(losses).map(([name, loss]) => loss.mul(weights[name] ?? 1));
  if (terms.length === 0) throw new Error("a batch without any loss: its samples have neither answers nor targets");
  return terms.reduce((sum, term) => sum.add(term));
}
