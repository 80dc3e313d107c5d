// Automatic differentiation: modes and gradients of given tensors. `Tensor.backward` is in tensor.ts.
import { native } from "./loader.js";
import { Tensor } from "./tensor.js";

function refuseAsync(result: unknown, name: string): void {
  if (typeof (result as { then?: unknown } | null)?.then === "function") {
    throw new TypeError(
      `${name}() takes a synchronous function: the mode would leak into other code at the first await`,
    );
  }
}

function withGrad<T>(on: boolean, name: string, body: () => T): T {
  const before = native.setGradEnabled(on);
  try {
    const result = body();
    refuseAsync(result, name);
    return result;
  } finally {
    native.setGradEnabled(before);
  }
}

/** Runs a synchronous function without recording operations. */
export function noGrad<T>(body: () => T): T {
  return withGrad(false, "noGrad", body);
}

/** Runs a synchronous function with recording on, inside `noGrad`. */
export function enableGrad<T>(body: () => T): T {
  return withGrad(true, "enableGrad", body);
}

/** Whether operations are recorded now. */
export function isGradEnabled(): boolean {
  return native.isGradEnabled();
}

/** As `noGrad`, a little faster; tensors made inside can never take part in autograd. */
export function inferenceMode<T>(body: () => T): T {
  native.enterInferenceMode();
  try {
    const result = body();
    refuseAsync(result, "inferenceMode");
    return result;
  } finally {
    native.leaveInferenceMode();
  }
}

export interface GradOptions {
  /** d(loss)/d(output) for each output; may be left out for single elements. */
  gradOutputs?: readonly (Tensor | null)[];
  /** Keep the recorded graph for another call. Default: `createGraph`. */
  retainGraph?: boolean;
  /** Record the gradient computation itself, for higher derivatives. */
  createGraph?: boolean;
  /** Give null for inputs that the outputs do not depend on, rather than throwing. */
  allowUnused?: boolean;
}

/** Gradients of the sum of `outputs` with respect to `inputs`, without touching any `.grad`. */
export function grad(
  outputs: Tensor | readonly Tensor[],
  inputs: readonly Tensor[],
  options?: GradOptions & { allowUnused?: false },
): Tensor[];
export function grad(
  outputs: Tensor | readonly Tensor[],
  inputs: readonly Tensor[],
  options: GradOptions,
): (Tensor | null)[];
export function grad(
  outputs: Tensor | readonly Tensor[],
  inputs: readonly Tensor[],
  { gradOutputs, createGraph = false, retainGraph = createGraph, allowUnused = false }: GradOptions = {},
): (Tensor | null)[] {
  const list = outputs instanceof Tensor ? [outputs] : outputs;
  const seeds = gradOutputs ?? list.map(() => null);
  const found = native.grad(
    Int32Array.from(list, (tensor) => tensor.handle),
    Int32Array.from(inputs, (tensor) => tensor.handle),
    Int32Array.from(seeds, (tensor) => tensor?.handle ?? -1),
    retainGraph,
    createGraph,
    allowUnused,
  );
  return found.map((handle) => (handle === null ? null : new Tensor(handle)));
}

/** As `tensor.backward()` for several outputs at once. */
export function backward(
  outputs: readonly Tensor[],
  gradients?: readonly (Tensor | null)[],
  { retainGraph = false, createGraph = false }: { retainGraph?: boolean; createGraph?: boolean } = {},
): void {
  native.backward(
    Int32Array.from(outputs, (tensor) => tensor.handle),
    Int32Array.from(gradients ?? outputs.map(() => null), (tensor) => tensor?.handle ?? -1),
    retainGraph || createGraph,
    createGraph,
  );
}
