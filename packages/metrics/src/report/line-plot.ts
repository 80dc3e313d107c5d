// Lines over two axes as SVG text.
import { PALETTE } from "@refvlm/vision";
import type { LinePlot } from "../evaluation.js";
import { at, escaped, svg, width } from "./svg.js";

const [left, top, height] = [56, 28, 300];

/** The plot with a legend at its right. */
export function linePlot(plot: LinePlot): string {
  const { lines, ends, marks = [] } = plot;
  const across = ends ? width - left - 150 : height;
  const [firstX, lastX] = ends?.x ?? [0, 1];
  const scale = plot.logarithmic ? Math.log10 : (value: number) => value;
  const [low, high] = (ends?.y ?? [0, 1]).map(scale) as [number, number];
  const x = (value: number) => left + ((value - firstX) / (lastX - firstX || 1)) * across;
  const y = (value: number) => top + (1 - (scale(value) - low) / (high - low || 1)) * height;
  const bottom = top + height;
  const grid = [
    ...quarters(firstX, lastX).map(
      (tick) =>
        `<path class="grid" d="M${at(x(tick))} ${top}v${height}"/>` +
        `<text x="${at(x(tick))}" y="${bottom + 16}" text-anchor="middle">${shortened(tick)}</text>`,
    ),
    ...(plot.logarithmic ? powers(low, high) : quarters(low, high)).map(
      (tick) =>
        `<path class="grid" d="M${left} ${at(y(tick))}h${across}"/>` +
        `<text x="${left - 6}" y="${at(y(tick) + 4)}" text-anchor="end">${shortened(tick)}</text>`,
    ),
    ...marks.map(
      (mark) =>
        `<path class="grid" stroke-dasharray="4 4" d="M${at(x(mark.x))} ${top}v${height}"/>` +
        `<text x="${at(x(mark.x) + 4)}" y="${bottom - 6}">${escaped(mark.name)}</text>`,
    ),
  ];
  const drawn = lines.map(({ name, points }, i) => {
    const colour = `rgb(${PALETTE[i % PALETTE.length]!.join(" ")})`;
    const path = points.filter((point) => point.every(Number.isFinite)).map(([px, py]) => `${at(x(px))},${at(y(py))}`);
    const legend = top + 12 + i * 20;
    return (
      `<polyline class="line" stroke="${colour}" points="${path.join(" ")}"/>` +
      `<path class="line" stroke="${colour}" d="M${left + across + 16} ${legend - 4}h18"/>` +
      `<text x="${left + across + 40}" y="${legend}">${escaped(name)}</text>`
    );
  });
  const names =
    `<text class="title" x="${left}" y="16">${escaped(plot.title)}</text>` +
    `<text x="${left + across / 2}" y="${bottom + 34}" text-anchor="middle">${escaped(plot.x)}</text>` +
    `<text transform="translate(14 ${top + height / 2}) rotate(-90)" text-anchor="middle">${escaped(plot.y)}</text>`;
  return svg(Math.max(bottom + 42, top + 12 + lines.length * 20), `${grid.join("")}${drawn.join("")}${names}`);
}

/** The plot as a file of its own, on white. */
export function linePlotFile(plot: LinePlot): string {
  const style = `<style>svg { font: 12px sans-serif; background: #fff } .title { font-size: 15px }
.line, .grid { fill: none } .line { stroke-width: 1.5 } .grid { stroke: #ddd }</style>`;
  return `${linePlot(plot).replace(">", `>${style}`)}\n`;
}

function quarters(first: number, last: number): number[] {
  return [0, 0.25, 0.5, 0.75, 1].map((part) => first + part * (last - first));
}

/** Powers of ten between two of their exponents. */
function powers(low: number, high: number): number[] {
  const first = Math.ceil(low);
  return Array.from({ length: Math.max(0, Math.floor(high) - first + 1) }, (_, i) => 10 ** (first + i));
}

const shortened = (value: number) => String(Number(value.toPrecision(4)));
