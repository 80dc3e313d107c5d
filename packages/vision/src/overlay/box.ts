// Drawing of the unit "box": a coloured outline between two dark (or, for dark colours, bright) ones.
import type { Box } from "../boxes.js";
import { contrasting } from "./palette.js";
import { checkFinite, type UnitDrawing } from "./unit-drawing.js";

export const boxDrawing: UnitDrawing<Box> = {
  draw(canvas, box, { colour, scale, pen, width, height }) {
    checkFinite("box", box);
    const halo = Math.max(1, Math.round(pen / 2));
    // Edges keep far enough inside the picture for all three lines to be seen on its border.
    const inside = (edge: number, limit: number) => Math.round(Math.min(Math.max(edge * scale, halo), limit - halo));
    const [left, right] = [inside(box[0], width), Math.max(inside(box[2], width), inside(box[0], width) + 1)];
    const [top, bottom] = [inside(box[1], height), Math.max(inside(box[3], height), inside(box[1], height) + 1)];
    const edge = contrasting(colour);
    canvas.outline(left - halo, top - halo, right + halo, bottom + halo, pen + 2 * halo, edge);
    canvas.outline(left, top, right, bottom, pen, colour);
  },
  anchor: (box) => box,
};
