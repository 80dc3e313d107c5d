// A part of a drawn person's body: shapes that hide each other in a fixed order, and what of the skeleton they show.
import type { Shape } from "./shapes.js";

/** Parts are painted from the farthest to the nearest. */
export interface Part {
  /** Towards the viewer. */
  readonly z: number;
  /** Painted in this order. */
  readonly shapes: readonly Shape[];
  /** Indices of the joints that are seen where this part is seen. */
  readonly shows: readonly number[];
}
