// The visual units: a new one is one file beside this one and one line here.
import { box } from "./box.js";
import { depth } from "./depth.js";
import { keypoint } from "./keypoint.js";
import { mask, maskAsPolygons } from "./mask.js";
import { point } from "./point.js";
import type { UnitName, UnitShape, UnitShapes, UnitValues } from "./unit-shape.js";

export { depthColour, depthRange } from "./depth.js";
export { thousandths } from "./json-values.js";
export * from "./unit-shape.js";

/** In the order in which they are drawn: areas first, lines on top of them. A program's own: `{ ...unitShapes, ellipse }`. */
export const unitShapes = { depth, mask, box, keypoint, point } satisfies UnitShapes;

/** The same units with masks as polygons in JSON. */
export const polygonShapes = { ...unitShapes, mask: maskAsPolygons } satisfies UnitShapes;

/** The shape of the unit that goes by a word, if it is one. */
export function unitShape(word: string, shapes: UnitShapes = unitShapes): UnitShape | undefined {
  return Object.hasOwn(shapes, word) ? shapes[word as UnitName] : undefined;
}

/** The units that an object has a value of, with their values, in the order of `shapes`. */
export function unitsOf(
  values: Partial<UnitValues>,
  shapes: UnitShapes = unitShapes,
): { shape: UnitShape; value: UnitValues[UnitName] }[] {
  return Object.values(shapes).flatMap((shape) => {
    const value = values[shape.name];
    return value === undefined ? [] : [{ shape, value }];
  });
}

/** The units that an object has a value of as JSON, each under its name. */
export function unitsToJson(values: Partial<UnitValues>, shapes?: UnitShapes): Record<string, unknown> {
  return Object.fromEntries(unitsOf(values, shapes).map(({ shape, value }) => [shape.name, shape.json(value)]));
}

/** The values of units that stand in JSON under their names; other keys are left out. @throws UnitError */
export function unitsFromJson(
  json: Readonly<Record<string, unknown>>,
  shapes: UnitShapes = unitShapes,
): Partial<UnitValues> {
  const known = Object.values(shapes).filter(({ name }) => json[name] !== undefined);
  return Object.fromEntries(known.map((shape) => [shape.name, shape.fromJson(json[shape.name])]));
}
