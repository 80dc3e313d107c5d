// Losses of depth maps up to scale and shift (Ranftl et al. 2020, "MiDaS"). Sums run in float64: the determinant
// subtracts close numbers.
import type { Tensor } from "@refvlm/torch";

/** Scale s and shift t, float64 [B] each, that minimise sum m (s d + t - z)^2; 0 for a picture without valid pixels. */
export function fitScaleShift(depth: Tensor, target: Tensor, mask: Tensor): { scale: Tensor; shift: Tensor } {
  const [d, z, m] = [depth, target, mask].map((x) => x.to("float64").flatten(1)); // [B, S]
  const md = m.mul(d);
  const [a00, a01, a11] = [md.mul(d).sum(1), md.sum(1), m.sum(1)];
  const [b0, b1] = [md.mul(z).sum(1), m.mul(z).sum(1)];
  const determinant = a00.mul(a11).sub(a01.square());
  const solvable = determinant.ne(0);
  const inverse = solvable.to("float64").div(determinant.maskedFill(solvable.logicalNot(), 1));
  return {
    scale: a11.mul(b0).sub(a01.mul(b1)).mul(inverse),
    shift: a00.mul(b1).sub(a01.mul(b0)).mul(inverse),
  };
}

/**
 * Scale-and-shift-invariant loss: data term sum m r^2 / (2 sum m) with r = s d + t - z, plus `gradientWeight` times the
 * gradient term over four scales. depth, target, mask (0/1): [B, h, w] -> [].
 */
export function scaleShiftInvariantLoss(depth: Tensor, target: Tensor, mask: Tensor, gradientWeight = 0.5): Tensor {
  const { data, gradient } = scaleShiftInvariantTerms(depth, target, mask);
  return data.add(gradient.mul(gradientWeight));
}

/** The two terms of `scaleShiftInvariantLoss`. */
export function scaleShiftInvariantTerms(
  depth: Tensor,
  target: Tensor,
  mask: Tensor,
): { data: Tensor; gradient: Tensor } {
  const { scale, shift } = fitScaleShift(depth, target, mask);
  const perPicture = (x: Tensor) => x.reshape([-1, 1, 1]);
  const m = mask.to("float64");
  const residual = depth.to("float64").mul(perPicture(scale)).add(perPicture(shift)).sub(target.to("float64")).mul(m);
  const data = residual.square().sum().div(m.sum().mul(2).clampMin(1));
  let gradient = steepness(residual, m);
  for (const step of [2, 4, 8]) gradient = gradient.add(steepness(everyNth(residual, step), everyNth(m, step)));
  return { data: data.to(depth.dtype), gradient: gradient.to(depth.dtype) };
}

/**
 * Mean over valid pixels of |d' - z'|, where x' = (x - median) / mean |x - median| for each picture.
 * depth, target, mask (0/1): [B, h, w] -> [].
 */
export function alignedDepthError(depth: Tensor, target: Tensor, mask: Tensor): Tensor {
  const valid = mask.flatten(1).to("bool"); // [B, S]
  const weights = valid.to(depth.dtype);
  const difference = aligned(depth.flatten(1), valid, weights)
    .sub(aligned(target.flatten(1), valid, weights))
    .abs();
  return difference.mul(weights).sum().div(weights.sum().clampMin(1));
}

function aligned(x: Tensor, valid: Tensor, weights: Tensor): Tensor {
  const count = weights.sum(1, true); // [B, 1]
  const [sorted] = x.maskedFill(valid.logicalNot(), Infinity).sort(1);
  const middle = count.sub(1).clampMin(0).mul(0.5).floor().to("int64"); // the lower of two middle values
  const median = sorted.gather(1, middle).maskedFill(count.eq(0), 0); // [B, 1]
  const centred = x.sub(median);
  const spread = centred.abs().mul(weights).sum(1, true).div(count.clampMin(1)).clampMin(1e-6);
  return centred.div(spread);
}

/** Sum of |differences| of neighbours that are both valid, along x and y, over the number of valid pixels. */
function steepness(residual: Tensor, mask: Tensor): Tensor {
  const along = (dim: number) => {
    const size = residual.shape[dim] - 1;
    const both = mask.narrow(dim, 1, size).mul(mask.narrow(dim, 0, size));
    return residual
      .narrow(dim, 1, size)
      .sub(residual.narrow(dim, 0, size))
      .abs()
      .mul(both)
      .sum();
  };
  return along(2).add(along(1)).div(mask.sum().clampMin(1));
}

function everyNth(x: Tensor, n: number): Tensor {
  return x.slice(1, 0, null, n).slice(2, 0, null, n);
}
