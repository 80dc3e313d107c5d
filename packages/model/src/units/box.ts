// Box decoder (section 4.3): DETR without a class head; every query is one <REF>, its last box is the answer.
import { zeros } from "@refvlm/torch";
import type { CxcywhBox, Frame } from "@refvlm/vision";
import { boxCost, boxPathLoss } from "../decoders/box-path.js";
import { QueryDecoder, type QueryOutputs } from "../decoders/query-decoder.js";
import { readings } from "../decoders/readings.js";
import { binaryLoss } from "../losses/cross-entropy.js";
import { matchGroups } from "../matching/grouped.js";
import {
  type DecoderContext,
  UnitDecoder,
  type UnitDecoderConfig,
  type UnitLoss,
  type UnitReading,
  type UnitResult,
  type UnitTargets,
} from "./unit-decoder.js";

/** Unit "box". Quality is the IoU with the true box. */
export class BoxDecoder extends UnitDecoder<QueryOutputs, CxcywhBox> {
  readonly unit = "box";
  readonly query: QueryDecoder;

  constructor(config: UnitDecoderConfig) {
    super();
    this.query = new QueryDecoder(config);
  }

  forward(context: DecoderContext): QueryOutputs {
    return this.query.forward(context);
  }

  loss({ boxes, quality }: QueryOutputs, { queries }: DecoderContext, targets: UnitTargets): UnitLoss {
    const matching = matchGroups(
      queries.groups.map(({ slots }) => slots),
      targets.counts,
      (slots, rows) => boxCost(boxes.at(-1)!, targets.boxes, slots, rows),
      quality.device,
    );
    if (matching.pairs === 0) return { total: zeros([], { device: quality.device }), parts: {} };
    const { total, l1, giou, iou } = boxPathLoss(boxes, targets.boxes, matching);
    const judged = binaryLoss(quality.flatten().indexSelect(0, matching.slots).to("float32"), iou);
    return {
      total: total.add(judged),
      parts: { l1: l1.detach(), giou: giou.detach(), iou: iou.mean(), quality: judged.detach() },
    };
  }

  readOut({ boxes, quality }: QueryOutputs, { queries }: DecoderContext): UnitReading<CxcywhBox>[] {
    const values = boxes.at(-1)!.detach().to("float32").toTypedArray() as Float32Array;
    return readings(queries, quality, (slot) => [...values.subarray(4 * slot, 4 * slot + 4)] as unknown as CxcywhBox);
  }

  place(value: CxcywhBox, frame: Frame): UnitResult {
    return { box: frame.fromUnitSquare(value) };
  }
}
