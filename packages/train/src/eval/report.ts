// The evaluation's table: sets side by side, with intervals and what was to be reached.
import { columns, markdownTable } from "@refvlm/metrics";
import type { Figure, LackingFigure } from "./figures.js";

/** How sets are called in a heading; others by their names. */
const titles: Readonly<Record<string, string>> = {
  seen: "seen families",
  "held-out": "held-out family",
  photographs: "network",
};

/** A third column of a set and what it says of a figure. */
export interface Beside {
  readonly heading: string;
  cell(figure: Figure): string;
  /** Numbers as shares, or in hundredths as papers print them. */
  readonly percent?: boolean;
}

const besideTarget: Beside = {
  heading: "target",
  cell({ value, target, error }) {
    if (target === undefined) return "";
    const reached = error ? value <= target : value >= target;
    return `${target.toFixed(2)} ${reached ? "reached" : "missed"}`;
  },
};

/** Rows of cells: a title row, then a row for each figure. */
function cells(figures: readonly (Figure | LackingFigure)[], { heading, cell, percent }: Beside): string[][] {
  const sets = [...new Set(figures.map(({ set }) => set))];
  const names = [...new Set(figures.map(({ name }) => name))];
  const shown = (value: number) => (percent ? (100 * value).toFixed(1) : value.toFixed(3));
  const head = ["", ...sets.flatMap((set) => [titles[set] ?? set, "95 %", heading])];
  const rows = names.map((name) => [
    name,
    ...sets.flatMap((set) => {
      const figure = figures.find((each) => each.name === name && each.set === set);
      if (!figure) return ["", "", ""];
      if ("lacks" in figure) return [figure.lacks, "", ""];
      return [shown(figure.value), figure.interval.map(shown).join("–"), cell(figure)];
    }),
  ]);
  return [head, ...rows];
}

/** The table in columns, for a terminal. */
export function figureTable(figures: readonly (Figure | LackingFigure)[], beside = besideTarget): string {
  return columns(cells(figures, beside));
}

/** The table in Markdown. */
export function figureMarkdown(figures: readonly (Figure | LackingFigure)[], beside = besideTarget): string {
  return markdownTable(cells(figures, beside));
}
