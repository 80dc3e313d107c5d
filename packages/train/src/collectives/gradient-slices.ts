// Gradients one behind the other in one long tensor: as replicas exchange them.
import type { Tensor } from "@refvlm/torch";

/** Views of a long tensor that are shaped as the parameters, one behind the other. */
export function slicesOf(whole: Tensor, parameters: readonly Tensor[]): Tensor[] {
  let start = 0;
  return parameters.map((parameter) => {
    const slice = whole.narrow(0, start, parameter.numel).view([...parameter.shape]);
    start += parameter.numel;
    return slice;
  });
}

/** Writes a parameter's gradient into its slice: zeros where it has none. */
export function putGradient(slice: Tensor, { grad }: Tensor): void {
  if (grad) slice.copy_(grad);
  else slice.zero_();
}

/** Gives a parameter the gradient in its slice. */
export function takeGradient(slice: Tensor, parameter: Tensor): void {
  const { grad, device, dtype } = parameter;
  if (grad) grad.copy_(slice);
  else parameter.grad = slice.to({ device, dtype, copy: true }).keep();
}
