// Alignments of a predicted depth map with its truth, for models that know depth up to scale, or scale and shift.

/** How predictions are fitted to the truth before they are measured. */
export const depthAlignments = ["none", "median", "leastSquares", "leastSquaresInverse"] as const;
export type DepthAlignment = (typeof depthAlignments)[number];

/**
 * Fits the depths `p` [n] to the truth `g` [n], both over valid pixels alone.
 * - `median`: p * median(g) / median(p);
 * - `leastSquares`: s * p + t with the least sum of (s * p + t - g)^2;
 * - `leastSquaresInverse`: 1 / (s / p + t), the same for inverse depths; at most `maxDepth`.
 */
export function alignDepth(
  p: Float64Array,
  g: Float64Array,
  alignment: DepthAlignment,
  maxDepth: number,
): Float64Array {
  return fits[alignment](p, g, maxDepth);
}

const fits: Record<DepthAlignment, (p: Float64Array, g: Float64Array, maxDepth: number) => Float64Array> = {
  none: (p) => p,
  median: (p, g) => {
    const scale = median(g) / median(p);
    return p.map((depth) => depth * scale);
  },
  leastSquares: (p, g) => {
    const [scale, shift] = fitLine(p, g);
    return p.map((depth) => scale * depth + shift);
  },
  leastSquaresInverse: (p, g, maxDepth) => {
    const inverse = p.map((depth) => 1 / depth);
    const [scale, shift] = fitLine(
      inverse,
      g.map((depth) => 1 / depth),
    );
    return inverse.map((value) => 1 / Math.max(scale * value + shift, 1 / maxDepth));
  },
};

/** The middle value, or the mean of the two in the middle. */
function median(values: Float64Array): number {
  const sorted = values.slice().sort();
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2;
}

/** Scale and shift of the line through the points with the least squared distance; 1 and a shift where x is constant. */
function fitLine(x: Float64Array, y: Float64Array): readonly [scale: number, shift: number] {
  const [meanX, meanY] = [average(x), average(y)];
  let [xx, xy] = [0, 0];
  for (let i = 0; i < x.length; i++) {
    xx += (x[i]! - meanX) ** 2;
    xy += (x[i]! - meanX) * (y[i]! - meanY);
  }
  const isConstant = x.every((value) => value === x[0]);
  const scale = isConstant ? 1 : xy / xx;
  return [scale, meanY - scale * meanX];
}

function average(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
