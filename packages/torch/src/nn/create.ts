// How layers make their parameters: filled with initial values, or as shapes without memory for weights still to come.
import { empty } from "../ops.js";
import type { Tensor } from "../tensor.js";
import { parameter } from "./module.js";

let withMemory = true;

/**
 * Builds a module whose layers' parameters have shapes but no memory, so that a large network costs nothing before its
 * weights are loaded with `loadStateDict(state, { assign: true })`.
 */
export function onMeta<M>(build: () => M): M {
  const before = withMemory;
  withMemory = false;
  try {
    return build();
  } finally {
    withMemory = before;
  }
}

/** A float32 parameter of this shape with the values of `fill` (skipped inside `onMeta`). */
export function createParameter(shape: readonly number[], fill: (t: Tensor) => unknown): Tensor {
  const t = parameter(empty([...shape], { device: withMemory ? "cpu" : "meta" }));
  if (withMemory) fill(t);
  return t;
}
