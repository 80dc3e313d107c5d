// The evaluation's table: both sets of scenes side by side, with intervals and what was to be reached.
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
  const rows = cells(figures);
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  const line = (row: string[]) =>
    row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]) : cell.padStart(widths[i]))).join("  ");
  const [head, ...body] = rows.map((row) => line(row).trimEnd());
  return [head, "-".repeat(widths.reduce((sum, width) => sum + width + 2, -2)), ...body].join("\n");
}

/** The table in Markdown. */
export function figureMarkdown(figures: readonly Figure[]): string {
  const [head, ...body] = cells(figures).map((row) => `| ${row.join(" | ")} |`);
  const rule = `| --- |${" ---: |".repeat(cells(figures)[0].length - 1)}`;
  return `${[head, rule, ...body].join("\n")}\n`;
}
