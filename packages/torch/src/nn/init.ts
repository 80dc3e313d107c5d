// Initial values of parameters, with PyTorch's distributions and defaults. All change the tensor in place and return it.
import { noGrad } from "../autograd.js";
import type { Tensor } from "../tensor.js";

/** Sets every element to `value`. */
export function constant_(t: Tensor, value: number): Tensor {
  return noGrad(() => t.fill_(value));
}

/** Sets every element to 0. */
export function zeros_(t: Tensor): Tensor {
  return constant_(t, 0);
}

/** Sets every element to 1. */
export function ones_(t: Tensor): Tensor {
  return constant_(t, 1);
}

/** Draws from the normal distribution with this mean and standard deviation. */
export function normal_(t: Tensor, mean = 0, std = 1): Tensor {
  return noGrad(() => t.normal_(mean, std));
}

/** Draws evenly from [from, to). */
export function uniform_(t: Tensor, from = 0, to = 1): Tensor {
  return noGrad(() => t.uniform_(from, to));
}

/** Draws from a normal distribution cut off at `low` and `high` (absolute values), by the inverse of its integral. */
export function truncNormal_(t: Tensor, mean = 0, std = 1, low = -2, high = 2): Tensor {
  const integral = (x: number): number => 0.5 * (1 + erf(x / Math.SQRT2));
  const [from, to] = [integral((low - mean) / std), integral((high - mean) / std)];
  return noGrad(() =>
    t
      .uniform_(2 * from - 1, 2 * to - 1)
      .erfinv_()
      .mul_(std * Math.SQRT2)
      .add_(mean)
      .clamp_(low, high),
  );
}

/** Glorot and Bengio 2010: uniform in +-gain sqrt(6 / (fanIn + fanOut)). */
export function xavierUniform_(t: Tensor, gain = 1): Tensor {
  const { fanIn, fanOut } = fans(t);
  const bound = gain * Math.sqrt(6 / (fanIn + fanOut));
  return uniform_(t, -bound, bound);
}

/** Glorot and Bengio 2010: normal with standard deviation gain sqrt(2 / (fanIn + fanOut)). */
export function xavierNormal_(t: Tensor, gain = 1): Tensor {
  const { fanIn, fanOut } = fans(t);
  return normal_(t, 0, gain * Math.sqrt(2 / (fanIn + fanOut)));
}

/** Options of the Kaiming initialisations: `slope` of the leaky ReLU after it (0 = ReLU), and which fan to preserve. */
export interface KaimingOptions {
  slope?: number;
  mode?: "fanIn" | "fanOut";
}

/** He et al. 2015: uniform in +-sqrt(3) times the standard deviation of `kaimingNormal_`. */
export function kaimingUniform_(t: Tensor, options: KaimingOptions = {}): Tensor {
  const bound = Math.sqrt(3) * kaimingStd(t, options);
  return uniform_(t, -bound, bound);
}

/** He et al. 2015: normal with standard deviation sqrt(2 / (1 + slope^2)) / sqrt(fan). */
export function kaimingNormal_(t: Tensor, options: KaimingOptions = {}): Tensor {
  return normal_(t, 0, kaimingStd(t, options));
}

/** The default of Linear and convolution weights: uniform in +-1/sqrt(fanIn), as in PyTorch. */
export function fanInUniform_(t: Tensor, fanIn = fans(t).fanIn): Tensor {
  const bound = fanIn > 0 ? 1 / Math.sqrt(fanIn) : 0;
  return uniform_(t, -bound, bound);
}

function kaimingStd(t: Tensor, { slope = 0, mode = "fanIn" }: KaimingOptions): number {
  return Math.sqrt(2 / (1 + slope * slope) / fans(t)[mode]);
}

/** Inputs and outputs of one unit of a weight [out, in, ...kernel]. */
function fans(t: Tensor): { fanIn: number; fanOut: number } {
  if (t.ndim < 2) throw new RangeError(`fan in and out need a weight of 2 dimensions or more, got shape [${t.shape}]`);
  const field = t.shape.slice(2).reduce((product, extent) => product * extent, 1);
  return { fanIn: t.shape[1] * field, fanOut: t.shape[0] * field };
}

/** Error function by its series (small x) or the continued fraction of its complement, to about 1e-15. */
function erf(x: number): number {
  const z = Math.abs(x);
  if (z > 6) return Math.sign(x);
  if (z < 2.5) {
    let [term, sum] = [z, z];
    for (let n = 1; Math.abs(term) > 1e-17 * sum; n++) {
      term *= (-z * z) / n;
      sum += term / (2 * n + 1);
    }
    return (Math.sign(x) * 2 * sum) / Math.sqrt(Math.PI);
  }
  let fraction = z;
  for (let n = 60; n > 0; n--) fraction = z + n / 2 / fraction;
  return Math.sign(x) * (1 - Math.exp(-z * z) / Math.sqrt(Math.PI) / fraction);
}
