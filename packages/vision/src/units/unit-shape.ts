// The seam of visual units on this floor: what a unit is, in original pixels (DESIGN 1.1). No tensors, runs in a browser.
import type { Box } from "../boxes.js";
import type { DepthMap } from "../depth-map.js";
import type { Point } from "../frame.js";
import type { Keypoint } from "../keypoints.js";
import type { Mask } from "../mask.js";
import type { UnitDrawing } from "../overlay/unit-drawing.js";

/**
 * The value of each unit under its name, which is the same word in `<Unit>`, in samples and in JSON. A program adds a
 * unit of its own with `declare module "@refvlm/vision" { interface UnitValues { ellipse: Ellipse } }`.
 */
export interface UnitValues {
  box: Box;
  mask: Mask;
  keypoint: readonly Keypoint[]; // all 17 joints
  depth: DepthMap;
  point: Point;
}

export type UnitName = keyof UnitValues;

/** What a visual unit is: how many instances it has, and how a value is written, read, listed and drawn. */
export interface UnitShape<K extends UnitName = UnitName> {
  readonly name: K;
  /** `many`: a group may hold any number of references; `one`: exactly one. */
  readonly plurality: "one" | "many";
  /** Plain data for JSON; pixels to thousandths. */
  json(value: UnitValues[K]): unknown;
  /** The value that `json` wrote. @throws UnitError for data that is none */
  fromJson(json: unknown): UnitValues[K];
  /** The headings of what a table says of it. */
  readonly columns: readonly string[];
  /** A text for each column. */
  cells(value: UnitValues[K]): string[];
  readonly drawing: UnitDrawing<UnitValues[K]>;
}

/** Shapes by the names of their units, in the order in which they are drawn. */
export type UnitShapes = { readonly [K in UnitName]?: UnitShape<K> };

/** Data that is not the value of its unit. */
export class UnitError extends Error {
  override name = "UnitError";

  /** @param must what the value must be */
  static of(unit: string, json: unknown, must: string): UnitError {
    const shown = JSON.stringify(json) ?? String(json);
    return new UnitError(`a ${unit} must be ${must}, not ${shown.length > 80 ? `${shown.slice(0, 80)}…` : shown}`);
  }
}
