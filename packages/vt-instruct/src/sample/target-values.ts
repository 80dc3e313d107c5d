// What is drawn of a true instance: the values of the units that speak of it.
import { type DepthMap, type UnitValues, unitsOf } from "@refvlm/vision";
import type { Target } from "./sample.js";

/**
 * The values of `units`, as far as they are known; depth, which must have been decoded, of the meant part alone. Whose
 * value has nothing to draw (somebody without a labelled joint) is told by the box.
 */
export function targetValues({ depth, ...target }: Target, units: readonly string[]): Partial<UnitValues> {
  const { box, mask } = target;
  const map = depth && "data" in depth ? { depth: mask ? within(depth, mask.data) : depth } : {};
  const asked = unitsOf({ ...target, ...map }).filter(({ shape }) => units.includes(shape.name));
  if (asked.some(({ shape, value }) => shape.drawing.isBlank?.(value))) return { box };
  return Object.fromEntries(asked.map(({ shape, value }) => [shape.name, value]));
}

/** Depth of a part of the picture. */
function within(depth: DepthMap, part: Uint8Array): DepthMap {
  return { ...depth, data: depth.data.map((value, i) => (part[i] ? value : 0)) };
}
