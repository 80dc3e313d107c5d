// The seam for drawing a visual unit: what a new unit implements, in one file, to appear on pictures.
import type { Box } from "../boxes.js";
import { PictureError } from "../picture.js";
import type { Colour } from "../resize/letterbox.js";
import type { Canvas } from "./canvas.js";

/** How to draw: `scale` maps picture pixels to canvas pixels, `pen` is the line width in canvas pixels. */
export interface DrawingStyle {
  readonly colour: Colour;
  readonly scale: number;
  readonly pen: number;
  /** The picture's part of the canvas. */
  readonly width: number;
  readonly height: number;
}

/** One visual unit's drawing; `Value` is its value in original pixels. */
export interface UnitDrawing<Value> {
  /** Draws one instance. Throws `PictureError` for a value that does not belong to the picture. */
  draw(canvas: Canvas, value: Value, style: DrawingStyle): void;
  /** Where its label belongs: a box in original pixels. */
  anchor(value: Value): Box;
  /** Whether there is nothing to draw of it. */
  isBlank?(value: Value): boolean;
  /** What the legend says of it; the unit's name where this is left out. */
  detail?(value: Value): string;
}

/** Says that an area must be as large as the picture it is drawn on. @throws PictureError */
export function checkBelongs(
  what: string,
  area: { readonly width: number; readonly height: number },
  { scale, width, height }: DrawingStyle,
): void {
  if (Math.round(area.width * scale) === width && Math.round(area.height * scale) === height) return;
  const size = `${Math.round(width / scale)} x ${Math.round(height / scale)}`;
  throw new PictureError(
    `the ${what} of ${area.width} x ${area.height} pixels does not belong to this picture of ${size}`,
  );
}

/** Says that positions must be numbers. @throws PictureError */
export function checkFinite(what: string, positions: readonly number[]): void {
  if (!positions.every(Number.isFinite)) throw new PictureError(`cannot draw the ${what} [${positions}]: not finite`);
}
