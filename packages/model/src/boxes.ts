// Geometry of boxes held in tensors: corners, IoU, GIoU, coverage of a grid. All coordinates in 0..1 of the padded square.
import { arange, cat, type Tensor } from "@refvlm/torch";

const EPSILON = 1e-7;

/** (cx, cy, w, h) -> (x1, y1, x2, y2): [..., 4] -> [..., 4]. */
export function cornersOf(cxcywh: Tensor): Tensor {
  const centre = cxcywh.narrow(-1, 0, 2);
  const half = cxcywh.narrow(-1, 2, 2).mul(0.5);
  return cat([centre.sub(half), centre.add(half)], -1);
}

/** (x1, y1, x2, y2) -> (cx, cy, w, h): [..., 4] -> [..., 4]. */
export function centredOf(corners: Tensor): Tensor {
  const low = corners.narrow(-1, 0, 2);
  const high = corners.narrow(-1, 2, 2);
  return cat([low.add(high).mul(0.5), high.sub(low)], -1);
}

/** Points (x, y) in 0..1 of boxes, [..., J, 2] of cxcywh [..., 4], on the padded square: [..., J, 2]. */
export function placedIn(inside: Tensor, cxcywh: Tensor): Tensor {
  const [centre, sides] = [0, 2].map((from) => cxcywh.narrow(-1, from, 2).unsqueeze(-2)); // [..., 1, 2]
  return inside.sub(0.5).mul(sides).add(centre);
}

/** IoU and GIoU of boxes given by their corners, [..., 4] against [..., 4] with broadcasting -> [...] each. */
export function overlaps(a: Tensor, b: Tensor): { iou: Tensor; giou: Tensor } {
  const { intersection, union, aLow, aHigh, bLow, bHigh } = shared(a, b);
  const hull = area(aLow.minimum(bLow), aHigh.maximum(bHigh));
  const iou = intersection.div(union.add(EPSILON));
  return { iou, giou: iou.sub(hull.sub(union).div(hull.add(EPSILON))) };
}

/** IoU alone; as `overlaps`. */
export function iouOf(a: Tensor, b: Tensor): Tensor {
  const { intersection, union } = shared(a, b);
  return intersection.div(union.add(EPSILON));
}

/**
 * Share of each cell of an n x n grid that a box covers: cxcywh [K, 4] -> [K, n * n], row-major. Stands in for a mask
 * where only a box is known.
 */
export function boxCoverage(cxcywh: Tensor, n: number): Tensor {
  const edges = arange(0, n, 1, { dtype: "float32", device: cxcywh.device }); // left edges of cells, in cells
  const corners = cornersOf(cxcywh).mul(n); // [K, 4]
  const along = (axis: number) => {
    const low = corners.narrow(1, axis, 1).maximum(edges); // [K, n]
    return corners
      .narrow(1, axis + 2, 1)
      .minimum(edges.add(1))
      .sub(low)
      .clamp(0, 1);
  };
  return along(1).unsqueeze(2).mul(along(0).unsqueeze(1)).flatten(1); // [K, n * n]
}

function shared(a: Tensor, b: Tensor) {
  const [aLow, aHigh] = [a.narrow(-1, 0, 2), a.narrow(-1, 2, 2)];
  const [bLow, bHigh] = [b.narrow(-1, 0, 2), b.narrow(-1, 2, 2)];
  const intersection = area(aLow.maximum(bLow), aHigh.minimum(bHigh));
  const union = area(aLow, aHigh).add(area(bLow, bHigh)).sub(intersection);
  return { intersection, union, aLow, aHigh, bLow, bHigh };
}

function area(low: Tensor, high: Tensor): Tensor {
  const sides = high.sub(low).clampMin(0);
  return sides.select(-1, 0).mul(sides.select(-1, 1));
}
