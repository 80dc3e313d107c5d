// The paper's queries (section 4.3): a <REF> state, projected, is a query; its reference box is the whole picture, as DETR
// starts. And the seam of what may start them otherwise.
import { nn, type Tensor, tensor } from "@refvlm/torch";
import type { Frame } from "@refvlm/vision";
import type { DetectedCells } from "../encoders/nanodet/detection-head.js";
import type { UnitQueries } from "../router.js";
import type { ListedProposals } from "./listed-proposals.js";
import type { DenseProposals } from "./proposals.js";

/** Where queries point. */
export interface Pointing {
  /** Scores of the tokens before any suppression, [B, Q, T]; differentiable. */
  logits: Tensor;
  /** Attention around each query's peak, sums to 1, no gradient, [B, Q, T]. */
  attention: Tensor;
  /** cxcywh, no gradient, [B, Q, 4]. */
  referenceBoxes: Tensor;
  /** How well their phrases fit what they point at among listed proposals, 0..1, no gradient: [B, Q]. */
  fits?: Tensor;
  /** Where they point among listed proposals, the boxes of those: cxcywh, no gradient, [B, T, 4]. */
  listed?: Tensor;
}

/** What queries start from. */
export interface StartedQueries {
  /** Where they point; null without query selection. */
  pointing: Pointing | null;
  /** Boxes that they start at: cxcywh on the padded square, no gradient, [B, Q, 4]. */
  referenceBoxes: Tensor;
  /** [B, Q, d] */
  content: Tensor;
}

/** Turns <REF> states into queries. */
export interface QueryStart<Proposals extends DenseProposals | null = DenseProposals | null> {
  /**
   * What the tokens of the finest map that queries read [B, d, h, w] propose, or the detector's cells where there is one, for
   * which no map is needed; null where nobody asks them.
   */
  propose(map: Tensor | null, detected: DetectedCells | null): Proposals;
  /**
   * Where queries point; null where nobody does.
   * @param queries states over the proposals of the same B pictures
   * @param proposals of whole maps, or the list of the best
   * @param phraseKeys unit vectors of the queries' phrases, [B, Q, K]; null to go by the states alone
   * @param frames of the queries' pictures, where those are known
   */
  point(
    queries: UnitQueries,
    proposals: Proposals | ListedProposals,
    phraseKeys: Tensor | null,
    frames: readonly Frame[],
  ): Pointing | null;
  start(queries: UnitQueries, proposals: Proposals | ListedProposals, pointing: Pointing | null): StartedQueries;
}

/** cxcywh of the whole padded square. */
const WHOLE = [0.5, 0.5, 1, 1];

export class QueryProjection extends nn.Module implements QueryStart<null> {
  readonly content: nn.Linear;

  constructor({ hiddenSize, width }: { hiddenSize: number; width: number }) {
    super();
    this.content = new nn.Linear(hiddenSize, width);
  }

  /** States [B, Q, C] -> queries [B, Q, d] */
  forward(states: Tensor): Tensor {
    return this.content.forward(states);
  }

  propose(): null {
    return null;
  }

  point(): null {
    return null;
  }

  start({ hiddenStates, groupIds }: UnitQueries): StartedQueries {
    const whole = tensor(WHOLE, { device: hiddenStates.device }).expand([...groupIds.shape, 4]);
    return { pointing: null, referenceBoxes: whole, content: this.forward(hiddenStates) };
  }
}
