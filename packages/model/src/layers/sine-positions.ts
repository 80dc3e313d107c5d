// Sine codes of places: of the cells of a map (DETR's 2-D positions) and of boxes given as numbers (DAB-DETR).
import { arange, cat, ones, stack, type Tensor } from "@refvlm/torch";

/**
 * Code of single coordinates: [..., ] -> [..., features], sin and cos interleaved,
 * at frequencies 1 / temperature^(2 floor(i/2) / features). Coordinates are angles (multiply 0..1 by 2 pi first).
 */
export function sineCode(coordinates: Tensor, features: number, temperature = 10_000): Tensor {
  const { device } = coordinates;
  const even = arange(0, features, 2, { dtype: "float32", device });
  const frequencies = even.mul(-Math.log(temperature) / features).exp(); // [features/2]
  const angles = coordinates.unsqueeze(-1).mul(frequencies); // [..., features/2]
  return stack([angles.sin(), angles.cos()], -1).flatten(-2); // [..., features]
}

/**
 * Positions of the cells of a map: rows and columns counted from 1 inside the mask, scaled to (0, 2 pi] by the last
 * count; code of y in the first half of the channels, of x in the second.
 *
 * @param mask [B, H, W], 1 for a real cell, 0 for padding
 * @returns [B, width, H, W]
 */
export function maskedMapPositions(
  mask: Tensor,
  width: number,
  { normalise = true, temperature = 10_000 } = {},
): Tensor {
  const [, height, columns] = mask.shape;
  const real = mask.to("float32");
  let y = real.cumsum(1); // [B, H, W]
  let x = real.cumsum(2); // [B, H, W]
  if (normalise) {
    y = y.div(y.narrow(1, height - 1, 1).add(1e-6)).mul(2 * Math.PI);
    x = x.div(x.narrow(2, columns - 1, 1).add(1e-6)).mul(2 * Math.PI);
  }
  const code = (x: Tensor) => sineCode(x, width / 2, temperature);
  return cat([code(y), code(x)], -1).permute([0, 3, 1, 2]);
}

/** `maskedMapPositions` of a map without padding, as tokens in row-major order: [1, height * columns, width]. */
export function mapPositions(height: number, columns: number, width: number, device?: string): Tensor {
  return maskedMapPositions(ones([1, height, columns], { device }), width)
    .flatten(2)
    .transpose(1, 2); // [1, T, width]
}

/** Code of points, x and y in 0..1, in the channels of `mapPositions`: [..., 2] -> [..., width]. */
export function pointCode(points: Tensor, width: number): Tensor {
  return sineCode(points.flip([-1]).mul(2 * Math.PI), width / 2).flatten(-2);
}

/** Code of boxes: [..., 4] in 0..1 -> [..., 2 width], `width / 2` channels for each number. */
export function boxCode(boxes: Tensor, width: number): Tensor {
  return sineCode(boxes.mul(2 * Math.PI), width / 2).flatten(-2);
}

/** Centres (x, y) of the cells of a map in 0..1, row-major: [height * columns, 2]. */
export function cellCentres(height: number, columns: number, device?: string): Tensor {
  const centres = (n: number) => arange(0, n, 1, { dtype: "float32", device }).add(0.5).div(n);
  const y = centres(height).unsqueeze(1).expand([height, columns]);
  const x = centres(columns).unsqueeze(0).expand([height, columns]);
  return stack([x, y], -1).reshape([-1, 2]);
}
