// The unit "box": drawn as a coloured outline between two dark (or, for dark colours, bright) ones.
import type { Box } from "../boxes.js";
import { contrasting } from "../overlay/palette.js";
import { checkFinite, type UnitDrawing } from "../overlay/unit-drawing.js";
import { areNumbers, thousandths } from "./json-values.js";
import { UnitError, type UnitShape } from "./unit-shape.js";

const boxDrawing: UnitDrawing<Box> = {
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

/** JSON: [x1, y1, x2, y2]. */
export const box: UnitShape<"box"> = {
  name: "box",
  plurality: "many",
  json: (edges) => edges.map(thousandths),
  fromJson(json) {
    if (areNumbers(json, 4)) {
      const [x1, y1, x2, y2] = json;
      if (x1! <= x2! && y1! <= y2!) return [x1!, y1!, x2!, y2!];
    }
    throw UnitError.of("box", json, "[x1, y1, x2, y2] in pixels, left before right and top before bottom");
  },
  columns: ["x1", "y1", "x2", "y2"],
  cells: (edges) => edges.map((edge) => edge.toFixed(1)),
  drawing: boxDrawing,
};
