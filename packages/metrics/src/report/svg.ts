// Plots as SVG text: what all of them share, and bars with their intervals.
import { shown } from "./cells.js";
import type { ReportedFigure } from "./score-report.js";

/** Width of every plot in pixels. */
export const width = 640;

/** Text that cannot break out of a page. */
export function escaped(text: string): string {
  const entities: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
  return text.replace(/[&<>"']/g, (character) => entities[character]!);
}

/** A bar for every figure that is defined, with a whisker over its interval; the axis begins at 0. */
export function barPlot(figures: readonly ReportedFigure[]): string {
  const bars = figures.filter(({ value }) => Number.isFinite(value));
  const [left, right, row] = [190, 90, 24];
  const edges = bars.flatMap(({ value, interval = [value, value] }) => [value, ...interval]).filter(Number.isFinite);
  const [low, high] = [Math.min(0, ...edges), Math.max(Number.MIN_VALUE, ...edges)];
  const x = (value: number) => left + ((value - low) / (high - low)) * (width - left - right);
  const marks = bars.map(({ name, value, interval }, i) => {
    const y = i * row + 4;
    const from = Math.min(x(0), x(value));
    const whisker = interval?.every(Number.isFinite)
      ? `<path class="whisker" d="M${at(x(interval[0]))} ${y + 4}v8m0 -4H${at(x(interval[1]))}m0 -4v8"/>`
      : "";
    return (
      `<text x="${left - 8}" y="${y + 12}" text-anchor="end">${escaped(name)}</text>` +
      `<rect class="bar" x="${at(from)}" y="${y}" width="${at(Math.abs(x(value) - x(0)))}" height="16"/>${whisker}` +
      `<text x="${width - right + 8}" y="${y + 12}">${shown(value)}</text>`
    );
  });
  return svg(bars.length * row + 4, marks.join(""));
}

/** A plot of this height; its look is the page's. */
export function svg(height: number, content: string): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img">${content}</svg>`;
}

/** A coordinate in tenths of a pixel. */
export function at(value: number): string {
  return String(Number(value.toFixed(1)));
}
