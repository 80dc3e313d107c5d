// The legend: a strip below the picture with each object's colour, label, units and score, so that it hides nothing.
import type { Colour } from "../resize/letterbox.js";
import type { Canvas } from "./canvas.js";
import { drawText, fitText, textWidth } from "./text.js";

/** One line of the legend. */
export interface LegendEntry {
  readonly colour: Colour;
  readonly label: string;
  /** What follows the label and is never cut off: units and score. */
  readonly detail: string;
}

export const LEGEND_GROUND: Colour = [24, 24, 28];
const INK: Colour = [238, 238, 240];
const DIM: Colour = [178, 178, 186];

/** The rows and columns that `entries` need in a strip of `width` pixels, at most `maxHeight` high. */
export function layOutLegend(entries: readonly LegendEntry[], width: number, maxHeight: number, size: number) {
  const rowHeight = Math.round(size * 2);
  const margin = size;
  const widest = Math.max(0, ...entries.map(({ label, detail }) => textWidth(label + detail, size))) + 5 * size;
  const columns = Math.max(1, Math.min(Math.floor((width - 2 * margin) / widest), 4));
  const rows = Math.min(Math.ceil(entries.length / columns), Math.max(1, Math.floor(maxHeight / rowHeight)));
  return { columns, rows, rowHeight, margin, height: entries.length === 0 ? 0 : rows * rowHeight + 2 * margin };
}

/** Draws the legend from `top` down; what has no room is counted in the last place. */
export function drawLegend(
  canvas: Canvas,
  entries: readonly LegendEntry[],
  top: number,
  size: number,
  layout: ReturnType<typeof layOutLegend>,
): void {
  const { columns, rows, rowHeight, margin } = layout;
  const places = rows * columns;
  const shown: LegendEntry[] = entries.slice(0, entries.length > places ? places - 1 : places);
  if (shown.length < entries.length)
    shown.push({ colour: LEGEND_GROUND, label: `and ${entries.length - shown.length} more`, detail: "" });
  const columnWidth = Math.floor((canvas.width - 2 * margin) / columns);
  shown.forEach(({ colour, label, detail }, index) => {
    const left = margin + Math.floor(index / rows) * columnWidth;
    const y = top + margin + (index % rows) * rowHeight + Math.round(size / 2);
    canvas.fill(left, y, left + size, y + size, colour);
    if (detail !== "") canvas.outline(left, y, left + size, y + size, 1, INK);
    const text = Math.round(size * 1.8);
    const fitting = fitText(label, columnWidth - text - 2 * size - textWidth(detail, size), size);
    drawText(canvas, fitting, left + text, y, size, INK);
    drawText(canvas, detail, left + text + textWidth(fitting, size) + size, y, size, DIM);
  });
}
