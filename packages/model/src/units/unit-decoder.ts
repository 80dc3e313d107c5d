// The seam of visual units: what a decoder gets, what it must answer, and how it is trained (section 4.3).
import { nn, type Tensor } from "@refvlm/torch";
import type { Box, Frame, Mask } from "@refvlm/vision";
import type { PyramidMemory } from "../decoders/pyramid-memory.js";
import type { Pointing } from "../decoders/query-selection.js";
import type { PointingTargets } from "../losses/pointing.js";
import type { UnitQueries } from "../router.js";

/** Sizes that unit decoders are built with. */
export interface UnitDecoderConfig {
  width: number;
  layers: number;
  heads: number;
  feedForwardSize: number;
  maskSize: number;
}

/** Everything a unit decoder sees; B rows, one for each sample with queries of the unit. */
export interface DecoderContext {
  queries: UnitQueries;
  pointing: Pointing;
  /** Starting content of the queries, [B, Q, d]. */
  content: Tensor;
  memory: PyramidMemory;
  /** Pixel embeddings at stride 4, [B, M, h, w]; made when first asked for. */
  pixelEmbeddings(): Tensor;
}

/** Targets of a unit, one group after the other in the order of `queries.groups`. */
export interface UnitTargets extends PointingTargets {
  /** cxcywh on the padded square, [K, 4]. */
  boxes: Tensor;
  /** False where boxes stand in for unknown masks: enough to point, not to learn masks. */
  masksKnown: boolean;
}

/** A loss and its unweighted terms for the log (no gradient). */
export interface UnitLoss {
  total: Tensor;
  parts: Record<string, Tensor>;
}

/** What a decoder says for one <REF>, on the padded square. */
export interface UnitReading<Value> {
  sample: number;
  /** Index in the sample's list of <REF>s. */
  ref: number;
  value: Value;
  /** Predicted quality in 0..1, to be multiplied by the token's probability. */
  score: number;
}

/** The same in original pixels. */
export interface UnitResult {
  box?: Box;
  mask?: Mask;
}

/** A decoder of one visual unit. External decoders implement the same. */
export abstract class UnitDecoder<Outputs = unknown, Value = unknown> extends nn.Module {
  /** The unit's name in `<Unit>`. */
  abstract readonly unit: string;

  /** Decodes all queries of the unit at once. */
  abstract override forward(context: DecoderContext): Outputs;

  /** Matches inside groups and compares. */
  abstract loss(outputs: Outputs, context: DecoderContext, targets: UnitTargets): UnitLoss;

  /** One reading for each <REF>, in the order of `queries.groups`. */
  abstract readOut(outputs: Outputs, context: DecoderContext): UnitReading<Value>[];

  /** A reading's value in the pixels of the original picture. */
  abstract place(value: Value, frame: Frame): UnitResult;
}
