// Activations, as functions and as modules for Sequential, and Dropout.
import * as ops from "../ops.js";
import type { Tensor } from "../tensor.js";
import { Module } from "./module.js";

/**
 * x Phi(x), exact by default; "tanh" is the approximation of GPT-2.
 *
 * Where libtorch 1.13 computes its gradient by oneDNN, it takes a gradient that is not contiguous for one that is, and returns what the
 * memory held. A view of one dimension makes whatever comes back contiguous.
 */
export function gelu(x: Tensor, approximate: "none" | "tanh" = "none"): Tensor {
  if (!x.requiresGrad) return ops.gelu(x, { approximate });
  return ops.gelu(x.reshape([-1]), { approximate }).view(x.shape);
}

/** x sigmoid(1.702 x), the GELU of OpenAI's CLIP. */
export function quickGelu(x: Tensor): Tensor {
  return x.mul(x.mul(1.702).sigmoid_());
}

/** max(x, 0). */
export function relu(x: Tensor): Tensor {
  return ops.relu(x);
}

/** x sigmoid(x), also called swish. */
export function silu(x: Tensor): Tensor {
  return ops.silu(x);
}

/** An activation's name in published configuration files. */
export type ActivationName = "gelu" | "quick_gelu" | "relu" | "silu";

/** The activation functions by name. */
export const activations: Readonly<Record<ActivationName, (x: Tensor) => Tensor>> = {
  gelu: (x) => gelu(x),
  quick_gelu: quickGelu,
  relu,
  silu,
};

/** `gelu` as a module. */
export class GELU extends Module {
  constructor(readonly approximate: "none" | "tanh" = "none") {
    super();
  }

  forward(x: Tensor): Tensor {
    return gelu(x, this.approximate);
  }
}

/** `quickGelu` as a module. */
export class QuickGELU extends Module {
  forward(x: Tensor): Tensor {
    return quickGelu(x);
  }
}

/** `relu` as a module. */
export class ReLU extends Module {
  forward(x: Tensor): Tensor {
    return relu(x);
  }
}

/** `silu` as a module. */
export class SiLU extends Module {
  forward(x: Tensor): Tensor {
    return silu(x);
  }
}

/** While training, zeroes each element with probability `p` and scales the rest by 1 / (1 - p). */
export class Dropout extends Module {
  constructor(readonly p = 0.5) {
    super();
    if (!(p >= 0 && p <= 1)) throw new RangeError(`Dropout: probability ${p} is not in 0..1`);
  }

  forward(x: Tensor): Tensor {
    return this.training && this.p > 0 ? ops.dropout(x, this.p, true) : x;
  }
}
