// The unit "mask": drawn as a translucent area with a coloured contour and a dark (or bright) line around it.
import { Mask } from "../mask.js";
import { maskPolygons } from "../outlines.js";
import { contrasting } from "../overlay/palette.js";
import { enlarge, grow } from "../overlay/region.js";
import { checkBelongs, type UnitDrawing } from "../overlay/unit-drawing.js";
import type { Polygon } from "../polygons.js";
import { type Rle, RleError } from "../rle.js";
import { isSize } from "./json-values.js";
import { UnitError, type UnitShape } from "./unit-shape.js";

const OPACITY = 0.42;

const maskDrawing: UnitDrawing<Mask> = {
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

/** JSON: COCO's compressed run lengths, { size: [height, width], counts }; read from { size, polygons }, too. */
export const mask: UnitShape<"mask"> = {
  name: "mask",
  plurality: "many",
  // A clone of a mask is no mask any more, but holds all of it.
  json: (area) => Mask.from(area).toRle(),
  fromJson(json) {
    const { size, counts, polygons } = (json ?? {}) as Partial<Rle & { polygons: readonly Polygon[] }>;
    const plain = Array.isArray(counts) && counts.every(Number.isInteger);
    const outlined = Array.isArray(polygons) && polygons.every(Array.isArray);
    if (!isSize(size) || !(typeof counts === "string" || plain || outlined))
      throw UnitError.of("mask", json, "run lengths { size: [height, width], counts } or { size, polygons }");
    try {
      return outlined ? Mask.fromPolygons(polygons, size[1], size[0]) : Mask.fromRle({ size, counts: counts! });
    } catch (error) {
      if (error instanceof RleError) throw new UnitError(`a mask cannot be read: ${error.message}`);
      throw error;
    }
  },
  columns: ["area"],
  cells: (area) => [`${area.area()} px`],
  drawing: maskDrawing,
};

/** The same with another JSON: { size: [height, width], polygons }, each [x0, y0, x1, y1, ...] along the edges of pixels. */
export const maskAsPolygons: UnitShape<"mask"> = {
  ...mask,
  json(area) {
    const whole = Mask.from(area);
    return { size: [whole.height, whole.width], polygons: maskPolygons(whole) };
  },
};
