// The registry of unit drawings: a new visual unit is one file beside this one and one line here.
import { boxDrawing } from "./box.js";
import { depthDrawing } from "./depth.js";
import { keypointDrawing } from "./keypoint.js";
import { maskDrawing } from "./mask.js";
import { pointDrawing } from "./point.js";
import { promptDrawing } from "./prompt.js";
import type { UnitDrawing } from "./unit-drawing.js";

/** In the order in which they are drawn: areas first, lines on top of them, what the user pointed at last. */
export const drawings = {
  depth: depthDrawing,
  mask: maskDrawing,
  box: boxDrawing,
  keypoint: keypointDrawing,
  point: pointDrawing,
  prompt: promptDrawing,
} as const;

export type UnitName = keyof typeof drawings;

/** The value that a unit draws. */
export type UnitValue<Name extends UnitName> = (typeof drawings)[Name] extends UnitDrawing<infer Value> ? Value : never;

/** Any unit's drawing, for code that goes through all of them and must not know which they are. */
export function drawingOf(name: UnitName): UnitDrawing<unknown> {
  return drawings[name] as UnitDrawing<unknown>;
}
