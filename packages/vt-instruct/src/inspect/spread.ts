// How whole numbers are spread: counted, so that memory grows with their variety alone.

/** Figures of a spread; all 0 where nothing was counted. */
export interface SpreadFigures {
  readonly least: number;
  readonly median: number;
  readonly mean: number;
  readonly most: number;
  /** How often each number came, the smallest first. */
  readonly counts: readonly (readonly [value: number, times: number])[];
}

export class Spread {
  readonly #times = new Map<number, number>();

  add(value: number): void {
    this.#times.set(value, (this.#times.get(value) ?? 0) + 1);
  }

  figures(): SpreadFigures {
    const counts = [...this.#times].sort(([a], [b]) => a - b);
    const size = counts.reduce((sum, [, times]) => sum + times, 0);
    if (size === 0) return { least: 0, median: 0, mean: 0, most: 0, counts };
    let before = 0;
    const median = counts.find(([, times]) => (before += times) * 2 >= size)![0];
    const mean = counts.reduce((sum, [value, times]) => sum + value * times, 0) / size;
    return { least: counts[0]![0], median, mean, most: counts.at(-1)![0], counts };
  }
}
