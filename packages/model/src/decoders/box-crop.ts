// What a map shows inside boxes, each at one size whatever the box's: RoIAlign (He et al. 2017) as two products of matrices.
import { arange, noGrad, type Tensor } from "@refvlm/torch";

/**
 * Samples a map at the cell centres of an n x n grid over each box; what lies outside the map is 0. Gradient reaches the map,
 * not the boxes.
 *
 * @param map [B, c, h, w]
 * @param boxes cxcywh on the padded square, [B, Q, 4]
 * @returns [B, Q, n * n, c], row-major
 */
export function cropsOf(map: Tensor, boxes: Tensor, n: number): Tensor {
  const [batch, channels, height, columns] = map.shape;
  const [, queries] = boxes.shape;
  const [across, down] = noGrad(() =>
    [columns, height].map((cells, axis) =>
      samplingWeights(boxes.select(-1, axis), boxes.select(-1, axis + 2), cells, n).to(map.dtype),
    ),
  ); // [B, Q, n, w] and [B, Q, n, h]
  const columnsRead = map
    .reshape([batch, channels * height, columns])
    .matmul(across.flatten(1, 2).transpose(1, 2)) // [B, c h, Q n]
    .reshape([batch, channels, height, queries, n])
    .permute([0, 3, 2, 4, 1]) // [B, Q, h, n, c]
    .reshape([batch, queries, height, n * channels]);
  return down.matmul(columnsRead).reshape([batch, queries, n * n, channels]);
}

/**
 * Shares of the cells of one axis in each of n samples along boxes: linear between cell centres, over a wider stretch where
 * a sample spans several cells. Centres and sides [B, Q] -> [B, Q, n, cells]
 */
function samplingWeights(centre: Tensor, side: Tensor, cells: number, n: number): Tensor {
  const { device } = centre;
  const steps = arange(0, n, 1, { dtype: "float32", device }).add(0.5).div(n).sub(0.5); // [n]
  const at = centre.unsqueeze(-1).add(side.unsqueeze(-1).mul(steps)).mul(cells); // [B, Q, n]
  const reach = side
    .mul(cells / n)
    .clampMin(1)
    .reshape([...side.shape, 1, 1]);
  const middles = arange(0, cells, 1, { dtype: "float32", device }).add(0.5); // [cells]
  const weights = at.unsqueeze(-1).sub(middles).abs().div(reach).neg().add(1).clampMin(0); // [B, Q, n, cells]
  return weights.div(weights.sum(-1, true).clampMin(1e-6));
}
