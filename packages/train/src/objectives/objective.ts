// What a stage minimises: named loss terms of a batch of samples (equation 9 is their weighted sum).
import { nearestKey } from "@refvlm/config";
import type { Tensor } from "@refvlm/torch";
import type { Sample } from "@refvlm/vt-instruct";
import { RecipeError } from "../config/recipe-error.js";
import type { Stage } from "../config/schema.js";

export interface Objective {
  /** Names of all losses that a batch may have. */
  readonly terms: readonly string[];
  /** Scalar losses of a batch, by name; a term that the batch has nothing for is left out. */
  losses(samples: readonly Sample[]): Record<string, Tensor>;
}

/**
 * Checks that a stage weighs losses that its objective has.
 * @throws RecipeError with the nearest one that there is
 */
export function checkLossWeights({ name, objective, lossWeights }: Stage, { terms }: Objective): void {
  const unknown = Object.keys(lossWeights).find((term) => !terms.includes(term));
  if (unknown === undefined) return;
  const guess = nearestKey(unknown, terms);
  throw new RecipeError(
    `stage ${name}: lossWeights: no loss "${unknown}"; objective ${objective} has ${terms.join(", ")}${guess ? `; did you mean "${guess}"?` : ""}`,
  );
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
