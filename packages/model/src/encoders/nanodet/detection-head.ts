// NanoDet's head: what each cell of a level shows, and the box around it. Sides are expectations over distances in cells
// (Li et al. 2020, Generalized Focal Loss, equation 3); names are told by keys in the space of the text tower.
import { arange, cat, nn, scope, type Tensor } from "@refvlm/torch";
import { centredOf } from "../../boxes.js";
import { DepthwiseSeparable, pointwise } from "./depthwise.js";

/** What the cells of several levels say for themselves, one level after the other, row by row. */
export interface DetectedCells {
  /** [B, T, width] */
  features: Tensor;
  /** In the space of the text tower, of any length: the product with a text says how well that fits, [B, T, K]. */
  keys: Tensor;
  /** cxcywh on the padded square, within it, [B, T, 4]. */
  boxes: Tensor;
  /** The points from which the boxes' sides are measured, x and y on the padded square, [T, 2]. */
  points: Tensor;
  /** Shape of each level. */
  grids: readonly { height: number; columns: number }[];
}

/**
 * What a text that means nothing the detector knows fits anywhere, as a logit: keys say by how much a name that it knows
 * fits better. Far below what it takes for a thing, so that it is honest about words that it has not learnt.
 */
export const UNNAMED_LOGIT = -6;

const KERNEL = 5;
const LAYERS = 2;
/** left, top, right, bottom */
const SIDES = 4;

/** The head of one level. */
export class DetectionHead extends nn.Module {
  readonly tower: nn.ModuleList<DepthwiseSeparable>;
  readonly keys: nn.Conv2d;
  readonly sides: nn.Conv2d;

  constructor(
    width: number,
    keySize: number,
    private readonly bins: number,
  ) {
    super();
    const layers = Array.from({ length: LAYERS }, () => new DepthwiseSeparable(width, width, KERNEL));
    this.tower = new nn.ModuleList(layers);
    this.keys = pointwise(width, keySize);
    this.sides = pointwise(width, SIDES * bins);
  }

  /**
   * @param map [B, width, h, w]
   * @param cell side of a cell on the padded square
   */
  forward(map: Tensor, cell: number): DetectedCells {
    return scope(() => {
      const seen = [...this.tower].reduce((x, layer) => layer.forward(x), map);
      const points = cellCorners(map, cell);
      return {
        features: tokens(seen),
        keys: tokens(this.keys.forward(seen)),
        boxes: this.boxes(tokens(this.sides.forward(seen)), points, cell),
        points,
        grids: [{ height: map.shape[2], columns: map.shape[3] }],
      };
    });
  }

  /** [B, T, 4 bins] -> cxcywh [B, T, 4] */
  private boxes(logits: Tensor, points: Tensor, cell: number): Tensor {
    const [batch, count] = logits.shape;
    const { device } = logits;
    const distances = arange(0, this.bins, 1, { dtype: "float32", device }).mul(cell); // [bins]
    const likely = logits.to("float32").reshape([batch, count, SIDES, this.bins]).softmax(-1);
    const sides = likely.mul(distances).sum(-1); // [B, T, 4]
    const corners = cat([points.sub(sides.narrow(-1, 0, 2)), points.add(sides.narrow(-1, 2, 2))], -1);
    return centredOf(corners.clamp(0, 1));
  }
}

/** All levels' cells as one sequence. */
export function joinedCells(levels: readonly DetectedCells[]): DetectedCells {
  const joined = (of: (cells: DetectedCells) => Tensor, axis: number) => cat(levels.map(of), axis);
  return {
    features: joined(({ features }) => features, 1),
    keys: joined(({ keys }) => keys, 1),
    boxes: joined(({ boxes }) => boxes, 1),
    points: joined(({ points }) => points, 0),
    grids: levels.flatMap(({ grids }) => grids),
  };
}

/** [B, c, h, w] -> [B, h w, c] */
const tokens = (map: Tensor): Tensor => map.flatten(2).transpose(1, 2);

/** Upper left corners of a map's cells, x and y, row by row, [h w, 2]. */
function cellCorners({ shape: [, , height, columns], device }: Tensor, cell: number): Tensor {
  const along = (count: number) => arange(0, count, 1, { dtype: "float32", device }).mul(cell);
  const x = along(columns).unsqueeze(0).expand([height, columns]).flatten();
  const y = along(height).unsqueeze(1).expand([height, columns]).flatten();
  return cat([x.unsqueeze(1), y.unsqueeze(1)], 1);
}
