// The unit "point" (DESIGN section 5): the centre of a <REF>'s pointing attention. Pointing is trained for every unit; all
// that is its own is how sure it is.
import { nn, type Tensor, zeros } from "@refvlm/torch";
import type { Frame, Point } from "@refvlm/vision";
import { z } from "zod";
import type { PyramidMemory } from "../decoders/pyramid-memory.js";
import { type Prediction, predictionsOf } from "../decoders/query-decoder.js";
import { cellCentres } from "../layers/sine-positions.js";
import { BOX_WEIGHTS } from "../losses/box.js";
import { qualityLoss } from "../losses/cross-entropy.js";
import { gatherRows, type Matching } from "../matching/grouped.js";
import type { LabelledInstances } from "./labelled-instances.js";
import {
  type DecoderContext,
  UnitDecoder,
  type UnitDecoderKind,
  type UnitDecoderSizes,
  type UnitLoss,
} from "./unit-decoder.js";

export interface PointOutputs {
  /** (x, y) on the padded square, no gradient: [B, Q, 2]. */
  points: Tensor;
  /** Logits, [B, Q]. */
  quality: Tensor;
}

export interface PointTruth {
  /** Which cells of the padded square are right, [K, n, n]. */
  coverage: Tensor;
  known: readonly boolean[];
}

/** Quality is how much of the cell that it hits belongs to the instance, relative to the instance's best cell. */
export class PointDecoder extends UnitDecoder<PointOutputs, PointTruth, Point> {
  readonly qualityHead: nn.Linear;
  readonly #grid: number;

  constructor({ width, grid }: UnitDecoderSizes) {
    super();
    this.#grid = grid;
    this.qualityHead = new nn.Linear(width, 1);
  }

  forward({ pointing, content, ...context }: DecoderContext): PointOutputs {
    const { attention, listed } = pointing!;
    const centres = listed?.narrow(-1, 0, 2) ?? tokenCentres(context.pyramid()); // [B, T, 2] or [T, 2]
    return { points: attention.matmul(centres), quality: this.qualityHead.forward(content).squeeze(-1) };
  }

  truth(instances: LabelledInstances): PointTruth {
    return { coverage: instances.coverage(this.#grid), known: instances.placed };
  }

  where({ coverage }: PointTruth): Tensor {
    return coverage;
  }

  /** Distance from the instance's centre, as equation 4 weighs the distance of boxes. */
  cost({ points }: PointOutputs, { coverage }: PointTruth, slots: Tensor, rows: Tensor): Tensor {
    const cells = coverage.flatten(1); // [K, S]
    const [, n] = coverage.shape;
    const centres = cells.matmul(cellCentres(n, n, cells.device)).div(cells.sum(1, true).clampMin(1e-6)); // [K, 2]
    const predicted = gatherRows(points.flatten(0, 1), slots).unsqueeze(2); // [G, N, 1, 2]
    return predicted.sub(gatherRows(centres, rows).unsqueeze(1)).abs().sum(-1).mul(BOX_WEIGHTS.l1);
  }

  loss({ points, quality }: PointOutputs, _: DecoderContext, truth: PointTruth, matching: Matching): UnitLoss {
    const known = matching.among(truth.known);
    if (known.pairs === 0) return { total: zeros([], { device: quality.device }), parts: {} };
    const { slots, targets } = known;
    const [, n] = truth.coverage.shape;
    const cell = points
      .flatten(0, 1)
      .indexSelect(0, slots)
      .mul(n)
      .floor()
      .clamp(0, n - 1)
      .to("int64"); // [P, 2]
    const place = cell.select(1, 1).mul(n).add(cell.select(1, 0)); // [P]
    const cells = truth.coverage.flatten(1).indexSelect(0, targets); // [P, S]
    const reached = cells.gather(1, place.unsqueeze(1)).div(cells.amax(1, true).clampMin(1e-6)).squeeze(1); // [P]
    const total = qualityLoss(quality, slots, reached);
    return { total, parts: { hit: reached.mean(), quality: total.detach() } };
  }

  predictions({ points, quality }: PointOutputs, { queries }: DecoderContext): Prediction<Point>[] {
    const values = points.to("float32").toTypedArray() as Float32Array;
    return predictionsOf(queries, quality, (slot) => [values[2 * slot], values[2 * slot + 1]]);
  }

  toPixels(value: Point, frame: Frame) {
    const [x, y] = frame.pointFromUnitSquare(value);
    return { point: [Math.min(Math.max(x, 0), frame.width), Math.min(Math.max(y, 0), frame.height)] as Point };
  }
}

export const point = {
  unit: "point",
  settings: z.strictObject({}),
  needsPointing: true,
  build: (sizes) => new PointDecoder(sizes),
} satisfies UnitDecoderKind;

/** Centres of the tokens that are pointed at, those of the finest map: [T, 2]. */
function tokenCentres({ grids: [{ height, columns }], centres }: PyramidMemory): Tensor {
  return centres.narrow(0, 0, height * columns);
}
