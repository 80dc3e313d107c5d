// The unit "box" by what is proposed: the box of the proposal that a <REF> points at, as a detector found it. Nothing of its own
// is learnt; what learns is pointing.
import { type Tensor, zeros } from "@refvlm/torch";
import type { CxcywhBox, Frame } from "@refvlm/vision";
import { z } from "zod";
import { type Prediction, predictionsOf } from "../decoders/query-decoder.js";
import { type BoxTruth, boxCost, boxTruth } from "./box.js";
import type { LabelledInstances } from "./labelled-instances.js";
import {
  type DecoderContext,
  UnitDecoder,
  type UnitDecoderKind,
  type UnitDecoderSizes,
  type UnitLoss,
} from "./unit-decoder.js";

/** Where queries point, and how well their phrases fit what is there. */
export interface ProposedBoxes {
  /** cxcywh on the padded square, [B, Q, 4]. */
  boxes: Tensor;
  /** Logits, [B, Q]. */
  quality: Tensor;
}

/** A fit is kept so far from 0 and 1. */
const SUREST = 1e-4;

/** Quality is the probability that the proposal is what the phrase names; 1/2 where nothing is listed. */
export class ProposedBox extends UnitDecoder<ProposedBoxes, BoxTruth, CxcywhBox> {
  readonly #grid: number;

  constructor({ grid }: UnitDecoderSizes) {
    super();
    this.#grid = grid;
  }

  forward({ pointing, queries }: DecoderContext): ProposedBoxes {
    const { referenceBoxes, fits } = pointing!;
    const { shape, device } = queries.groupIds;
    const quality =
      fits
        ?.detach()
        .clamp(SUREST, 1 - SUREST)
        .logit() ?? zeros([...shape], { device });
    return { boxes: referenceBoxes, quality };
  }

  truth(instances: LabelledInstances): BoxTruth {
    return boxTruth(instances, this.#grid);
  }

  where({ coverage }: BoxTruth): Tensor {
    return coverage;
  }

  cost({ boxes }: ProposedBoxes, truth: BoxTruth, slots: Tensor, rows: Tensor): Tensor {
    return boxCost(boxes, truth, slots, rows);
  }

  loss({ quality }: ProposedBoxes): UnitLoss {
    return { total: zeros([], { device: quality.device }), parts: {} };
  }

  predictions({ boxes, quality }: ProposedBoxes, { queries }: DecoderContext): Prediction<CxcywhBox>[] {
    const values = boxes.to("float32").toTypedArray() as Float32Array;
    return predictionsOf(queries, quality, (slot) => values.slice(4 * slot, 4 * slot + 4) as unknown as CxcywhBox);
  }

  toPixels(value: CxcywhBox, frame: Frame) {
    return { box: frame.fromUnitSquare(value) };
  }
}

export const proposal = {
  unit: "box",
  settings: z.strictObject({}),
  needsPointing: true,
  readsPyramid: false,
  build: (sizes) => new ProposedBox(sizes),
} satisfies UnitDecoderKind;
