// How sure the model was of each line of its plan: what a phrase is worth whose words the plan has already decided.

/** Lines between `<Task>` and the plan's first line: the rest of the marker's own, and the heading. */
const HEADING_LINES = 2;

/** Follows the plan as it is written. */
export class PlanConfidence {
  readonly #lines: number[][] = [];
  #breaks = 0;

  /** @param logProbability null where the grammar left no choice */
  token(piece: string, logProbability: number | null): void {
    const line = this.#breaks - HEADING_LINES;
    if (line >= 0 && logProbability !== null) (this.#lines[line] ??= []).push(logProbability);
    this.#breaks += piece.split("\n").length - 1;
  }

  /** Geometric mean of the probabilities of the choices in a line; null for a line without any. */
  line(index: number): number | null {
    return geometricMean(this.#lines[index] ?? []);
  }
}

/** Of probabilities given as logarithms; null for none. */
export function geometricMean(logProbabilities: readonly number[]): number | null {
  if (logProbabilities.length === 0) return null;
  const sum = logProbabilities.reduce((total, value) => total + value, 0);
  return Math.exp(sum / logProbabilities.length);
}
