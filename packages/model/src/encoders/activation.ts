// The activations of published CLIP towers.
import type { Tensor } from "@refvlm/torch";
import { z } from "zod";

export const activationName = z.enum(["quick_gelu", "gelu"]);
export type ActivationName = z.infer<typeof activationName>;

const activations: Record<ActivationName, (x: Tensor) => Tensor> = {
  /** x * sigmoid(1.702 x), OpenAI's CLIP. */
  quick_gelu: (x) => x.mul(x.mul(1.702).sigmoid()),
  /** The exact, erf-based GELU. */
  gelu: (x) => x.gelu(),
};

/** The activation of that name. */
export function activation(name: ActivationName): (x: Tensor) => Tensor {
  return activations[name];
}
