// The unit "point": drawn as a cross in a ring.
import type { Point } from "../frame.js";
import { contrasting } from "../overlay/palette.js";
import { checkFinite, type UnitDrawing } from "../overlay/unit-drawing.js";
import { areNumbers, thousandths } from "./json-values.js";
import { UnitError, type UnitShape } from "./unit-shape.js";

const pointDrawing: UnitDrawing<Point> = {
  draw(canvas, point, { colour, scale, pen, width, height }) {
    checkFinite("point", point);
    const x = Math.min(Math.max(point[0] * scale, 0), width);
    const y = Math.min(Math.max(point[1] * scale, 0), height);
    const halo = Math.max(1, Math.round(pen / 2));
    const edge = contrasting(colour);
    const arm = 4 * pen;
    for (const [thickness, ink] of [[pen + 2 * halo, edge] as const, [pen, colour] as const]) {
      canvas.stroke([x - arm, y, x + arm, y], thickness, ink);
      canvas.stroke([x, y - arm, x, y + arm], thickness, ink);
      canvas.stroke([x, y], thickness + 3 * pen, ink);
    }
    canvas.stroke([x, y], pen + halo, edge);
  },
  anchor: ([x, y]) => [x, y, x, y],
};

/** JSON: [x, y]. */
export const point: UnitShape<"point"> = {
  name: "point",
  plurality: "many",
  json: (position) => position.map(thousandths),
  fromJson(json) {
    if (areNumbers(json, 2)) return [json[0]!, json[1]!];
    throw UnitError.of("point", json, "[x, y] in pixels");
  },
  columns: ["x", "y"],
  cells: (position) => position.map((pixels) => pixels.toFixed(1)),
  drawing: pointDrawing,
};
