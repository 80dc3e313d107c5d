// Vectors brought to length 1, so that their products are cosines.
import type { Tensor } from "@refvlm/torch";

/** x / |x| along the last dimension; zeros stay zeros. */
export function unitVectors(x: Tensor): Tensor {
  return x.mul(x.square().sum(-1, true).add(1e-8).rsqrt());
}
