// The evaluation's table: both sets of scenes side by side, with intervals and what was to be reached.
import { columns, markdownTable } from "@refvlm/metrics";
import type { Figure, SceneFamilies } from "./figures.js";

const titles: Record<SceneFamilies, string> = { seen: "seen families", "held-out": "held-out family" };

/** Rows of cells: a title row, then a row for each figure. */
function cells(figures: readonly Figure[]): string[][] {
  const families = [...new Set(figures.map((figure) => figure.families))];
  const names = [...new Set(figures.map(({ name }) => name))];
  const head = ["", ...families.flatMap((set) => [titles[set], "95 %", "target"])];
  const rows = names.map((name) => [
    name,
    ...families.flatMap((set) => {
      const figure = figures.find((each) => each.name === name && each.families === set);
      if (!figure) return ["", "", ""];
      const { value, interval, target } = figure;
      const verdict = target === undefined ? "" : `${target.toFixed(2)} ${value >= target ? "reached" : "missed"}`;
      return [value.toFixed(3), interval.map((edge) => edge.toFixed(3)).join("–"), verdict];
    }),
  ]);
  return [head, ...rows];
}

/** The table in columns, for a terminal. */
export function figureTable(figures: readonly Figure[]): string {
  return columns(cells(figures));
}

/** The table in Markdown. */
export function figureMarkdown(figures: readonly Figure[]): string {
  return markdownTable(cells(figures));
}
