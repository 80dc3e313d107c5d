// A report's tables as rows of cells, the title row first; every form of the report shows these.
import type { ScoreReport } from "./score-report.js";

/** Rows of cells of equal length. */
export type Cells = readonly (readonly string[])[];

/** A number with four decimals, or a dash where it is not defined. */
export function shown(value: number): string {
  return Number.isNaN(value) ? "–" : value.toFixed(4);
}

const signed = (value: number) => (value > 0 ? `+${shown(value)}` : shown(value));

export function figureCells({ figures }: ScoreReport): Cells {
  const withIntervals = figures.some(({ interval }) => interval);
  const rows = figures.map(({ name, value, interval }) => [
    name,
    shown(value),
    ...(withIntervals ? [interval ? `${shown(interval[0])} … ${shown(interval[1])}` : ""] : []),
  ]);
  return [["figure", "value", ...(withIntervals ? ["95 %"] : [])], ...rows];
}

/** The comparison with a second run; undefined without one. */
export function comparisonCells({ comparison }: ScoreReport): Cells | undefined {
  return (
    comparison && [
      ["figure", "first", "second", "difference", "95 %", "p", "better", "worse", "equal"],
      ...comparison.map(({ figure, first, second, difference, interval: [low, high], p, wins, losses, ties }) => [
        figure,
        shown(first),
        shown(second),
        signed(difference),
        `${signed(low)} … ${signed(high)}`,
        shown(p),
        ...[wins, losses, ties].map(String),
      ]),
    ]
  );
}
