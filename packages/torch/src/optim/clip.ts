// Clipping of gradients by their common norm.
import { noGrad } from "../autograd.js";
import { _foreachMul_, _foreachNorm, stack } from "../ops.js";
import { scope } from "../scope.js";
import type { Tensor } from "../tensor.js";

/** The 2-norm of all gradients taken as one vector, 0 when there are none. */
export function gradNorm(params: Iterable<Tensor>): number {
  return noGrad(() => scope(() => normOf(gradsOf(params))));
}

/**
 * Scales all gradients by `min(1, maxNorm / (norm + 1e-6))` in place.
 * @returns the norm before clipping. When it is not finite the gradients stay as they are: skip that step.
 */
export function clipGradNorm(params: Iterable<Tensor>, maxNorm: number): number {
  return noGrad(() =>
    scope(() => {
      const grads = gradsOf(params);
      const norm = normOf(grads);
      const factor = maxNorm / (norm + 1e-6);
      if (factor < 1 && Number.isFinite(norm)) _foreachMul_(grads, factor);
      return norm;
    }),
  );
}

function gradsOf(params: Iterable<Tensor>): Tensor[] {
  return [...params].flatMap(({ grad }) => grad ?? []);
}

function normOf(grads: Tensor[]): number {
  return grads.length === 0 ? 0 : stack(_foreachNorm(grads)).norm().item();
}
