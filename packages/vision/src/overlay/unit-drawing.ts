// The seam for drawing a visual unit: what a new unit implements, in one file, to appear on pictures.
import type { Box } from "../boxes.js";
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
}
