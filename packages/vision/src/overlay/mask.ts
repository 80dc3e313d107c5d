// Drawing of the unit "mask": a translucent area with a coloured contour and a dark (or bright) line around it.
import type { Mask } from "../mask.js";
import { contrasting } from "./palette.js";
import { enlarge, grow } from "./region.js";
import { checkBelongs, type UnitDrawing } from "./unit-drawing.js";

const OPACITY = 0.42;

export const maskDrawing: UnitDrawing<Mask> = {
  draw(canvas, mask, style) {
    checkBelongs("mask", mask, style);
    const { colour, pen, width, height } = style;
    const halo = Math.max(1, Math.round(pen / 2));
    const area = enlarge(mask, width, height);
    const inner = grow(area, -pen);
    const outer = grow(area, halo);
    const edge = contrasting(colour);
    const [left, top, right, bottom] = outer.box();
    for (let y = top; y < bottom; y++)
      for (let x = left; x < right; x++) {
        const at = y * width + x;
        if (inner.data[at]) canvas.blend(x, y, colour, OPACITY);
        else if (area.data[at]) canvas.blend(x, y, colour, 1);
        else if (outer.data[at]) canvas.blend(x, y, edge, 0.9);
      }
  },
  anchor: (mask) => mask.box(),
};
