// Every free function on tensors, generated or written by hand, for the layers inside this package.
import "./methods.js";
import "./generated/methods.js";

export { fromTypedArray, indices, type NestedData, type TensorOptions, tensor } from "./create.js";
export * from "./generated/functions.js";
export { full, type ToOptions } from "./methods.js";
