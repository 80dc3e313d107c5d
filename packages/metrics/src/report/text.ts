// A report for a terminal, for Markdown and for programs.
import { type Cells, comparisonCells, figureCells } from "./cells.js";
import type { ScoreReport } from "./score-report.js";

/** Rows in columns below a ruled title row: names to the left, numbers to the right. */
export function columns(rows: Cells): string {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  const line = (row: readonly string[]) =>
    row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!))).join("  ");
  const [head, ...body] = rows.map((row) => line(row).trimEnd());
  return [head, "-".repeat(widths.reduce((sum, width) => sum + width + 2, -2)), ...body].join("\n");
}

/** Rows as a Markdown table. */
export function markdownTable(rows: Cells): string {
  const [head, ...body] = rows.map((row) => `| ${row.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`);
  const rule = `| --- |${" ---: |".repeat(rows[0]!.length - 1)}`;
  return `${[head, rule, ...body].join("\n")}\n`;
}

/** The tables in columns. */
export function reportTable(report: ScoreReport): string {
  const parts = [`${report.title}, ${report.samples} samples`, columns(figureCells(report))];
  const comparison = comparisonCells(report);
  if (comparison) parts.push(columns(comparison));
  if (report.remarks.length > 0) parts.push(report.remarks.join("\n"));
  return `${parts.join("\n\n")}\n`;
}

export function reportMarkdown(report: ScoreReport): string {
  const sources = Object.entries(report.sources).map(([role, file]) => `${role}: \`${file}\``);
  const parts = [
    `# ${report.title}\n`,
    `${[`${report.samples} samples`, ...sources].join(" · ")}\n`,
    markdownTable(figureCells(report)),
  ];
  const comparison = comparisonCells(report);
  if (comparison) parts.push("## Comparison\n", markdownTable(comparison));
  if (report.remarks.length > 0)
    parts.push("## Remarks\n", `${report.remarks.map((each) => `- ${each}`).join("\n")}\n`);
  return parts.join("\n");
}

/** JSON; a figure that is not defined is null, an id beyond 2^53 a text. */
export function reportJson(report: ScoreReport): string {
  const written = (_: string, value: unknown) => (typeof value === "bigint" ? String(value) : value);
  return `${JSON.stringify(report, written, 2)}\n`;
}
