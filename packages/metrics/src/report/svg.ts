// Plots as SVG text: bars with their intervals, and lines over two axes.
import { PALETTE } from "@refvlm/vision";
import { shown } from "./cells.js";
import type { LinePlot } from "./line-plot.js";
import type { ReportedFigure } from "./score-report.js";

const width = 640;

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

/** Lines over 0..1 on both axes, with a legend. */
export function linePlot({ title, x: xName, y: yName, lines }: LinePlot): string {
  const [left, top, side] = [56, 28, 300];
  const x = (value: number) => left + value * side;
  const y = (value: number) => top + (1 - value) * side;
  const grid = [0, 0.25, 0.5, 0.75, 1].map(
    (tick) =>
      `<path class="grid" d="M${x(tick)} ${top}v${side}M${left} ${y(tick)}h${side}"/>` +
      `<text x="${x(tick)}" y="${top + side + 16}" text-anchor="middle">${tick}</text>` +
      `<text x="${left - 6}" y="${y(tick) + 4}" text-anchor="end">${tick}</text>`,
  );
  const drawn = lines.map(({ name, points }, i) => {
    const colour = `rgb(${PALETTE[i % PALETTE.length]!.join(" ")})`;
    const path = points
      .filter((point) => point.every(Number.isFinite))
      .map(([px, py], k) => `${k === 0 ? "M" : "L"}${at(x(px))} ${at(y(py))}`)
      .join("");
    const legend = top + 12 + i * 20;
    return (
      `<path class="line" stroke="${colour}" d="${path}"/>` +
      `<path class="line" stroke="${colour}" d="M${left + side + 16} ${legend - 4}h18"/>` +
      `<text x="${left + side + 40}" y="${legend}">${escaped(name)}</text>`
    );
  });
  const names =
    `<text class="title" x="${left}" y="16">${escaped(title)}</text>` +
    `<text x="${left + side / 2}" y="${top + side + 34}" text-anchor="middle">${escaped(xName)}</text>` +
    `<text transform="translate(14 ${top + side / 2}) rotate(-90)" text-anchor="middle">${escaped(yName)}</text>`;
  return svg(Math.max(top + side + 42, top + 12 + lines.length * 20), `${grid.join("")}${drawn.join("")}${names}`);
}

function svg(height: number, content: string): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img">${content}</svg>`;
}

/** A coordinate in tenths of a pixel. */
function at(value: number): string {
  return String(Number(value.toFixed(1)));
}
