// GroundingDINO's language-guided query selection (Liu et al. 2023, section 3.3): the tokens that fit a word best become queries.
import { cat, nn, noGrad, scope, type Tensor } from "@refvlm/torch";
import { Mlp } from "../../layers/mlp.js";
import { cellCentres } from "../../layers/sine-positions.js";
import type { Encoded } from "./encoder.js";
import type { PictureTokens } from "./picture-tokens.js";
import type { TextTokens } from "./text-tokens.js";

/** Side of a token's first box on the finest map, in parts of the picture; on each coarser one it is twice as long. */
const SIDE = 0.05;
/** Tokens whose box reaches beyond these parts of the picture do not propose. */
const [LEAST, MOST] = [0.01, 0.99];

/** How well each of [B, N, d] fits each word: [B, N, T], -Infinity where there is no word. */
export function wordFit(x: Tensor, text: Tensor, { real }: Pick<TextTokens, "real">): Tensor {
  return x.bmm(text.transpose(1, 2)).maskedFill(real.logicalNot().unsqueeze(1), Number.NEGATIVE_INFINITY);
}

/** The best tokens, best first. */
export interface Proposed {
  /** How well each token fits the word that it fits best, [B, S]. */
  scores: Tensor;
  /** int64 [B, Q] */
  tokens: Tensor;
  /** cxcywh in 0..1 of the picture, float32 [B, Q, 4]; no gradient. */
  boxes: Tensor;
}

export class Proposals extends nn.Module {
  readonly output: nn.Linear;
  readonly outputNorm: nn.LayerNorm;
  readonly boxHead: Mlp;

  constructor(width: number) {
    super();
    this.output = new nn.Linear(width, width);
    this.outputNorm = new nn.LayerNorm(width);
    this.boxHead = new Mlp(width, width, 4, 3);
  }

  /** @param count queries; all tokens where there are fewer */
  forward({ picture, text }: Encoded, tokens: PictureTokens, words: TextTokens, count: number): Proposed {
    return scope(() => {
      const { boxes, usable } = tokenBoxes(tokens);
      const kept = picture.maskedFill(usable.logicalNot(), 0); // [B, S, d]
      const states = this.outputNorm.forward(this.output.forward(kept));
      const scores = wordFit(states, text, words).amax(-1); // [B, S]
      const [, best] = scores.topk(Math.min(count, scores.shape[1]), -1);
      const at = (x: Tensor) => x.gather(1, best.unsqueeze(-1).expand([...best.shape, x.shape[2]]));
      const refined = this.boxHead.forward(at(states)).to("float32").add(at(boxes)).sigmoid();
      return { scores, tokens: best, boxes: refined.detach() };
    });
  }
}

/** The first box of each token before the sigmoid, [B, S, 4], infinite where it is not usable, bool [B, S, 1]. */
function tokenBoxes({ grids, filled, padding }: PictureTokens): { boxes: Tensor; usable: Tensor } {
  return noGrad(() => {
    const { device } = filled;
    const levels = grids.map(({ height, columns }, level) => {
      const cells = cellCentres(height, columns, device);
      const centres = cells.unsqueeze(0).div(filled.narrow(1, level, 1)); // [B, h w, 2]
      const sides = centres.mul(0).add(SIDE * 2 ** level);
      return cat([centres, sides], -1);
    });
    const boxes = cat(levels, 1); // [B, S, 4]
    const inside = boxes.gt(LEAST).logicalAnd(boxes.lt(MOST)).all(-1, true); // [B, S, 1]
    const usable = padding ? inside.logicalAnd(padding.logicalNot().unsqueeze(-1)) : inside;
    const raw = boxes.log().sub(boxes.neg().add(1).log());
    return { boxes: raw.maskedFill(usable.logicalNot(), Number.POSITIVE_INFINITY), usable };
  });
}
