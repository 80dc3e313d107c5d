// How well a name fits a proposal, as a probability (the sigmoid of SigLIP, Zhai et al. 2023, section 3.2): scale and bias on
// the cosine of name and key. Where a softmax only says which name fits best, this also says that none does.
import { full, nn, type Tensor } from "@refvlm/torch";
import type { Proposals } from "./proposals.js";

/** At the start a cosine of .6 is even odds, so a space that knows nothing yet claims nothing. */
const START = { scale: 20, bias: -12 };

/** Texts as unit vectors [N, K] in the space of the proposals' keys. */
export type PhraseEncoder = (phrases: readonly string[]) => Tensor;

export class NameFit extends nn.Module {
  readonly logScale: Tensor;
  readonly bias: Tensor;

  /** @param start what a cosine is worth, and what nothing special is worth */
  constructor(start = START) {
    super();
    this.logScale = nn.parameter(full([], Math.log(start.scale)));
    this.bias = nn.parameter(full([], start.bias));
  }

  /**
   * Logit of each name fitting each proposal: scale cos(key, name) + bias.
   * @param keys unit vectors of proposals, [..., T, K]
   * @param names unit vectors of names in the same space, [..., N, K]
   * @returns [..., T, N]
   */
  forward(keys: Tensor, names: Tensor): Tensor {
    return keys.matmul(names.transpose(-1, -2)).mul(this.logScale.exp()).add(this.bias);
  }

  /**
   * P(proposal is what the text names) = sigmoid(logit) * P(object).
   * @param texts in the space of the keys, [L, K] for all pictures or [B, L, K]
   * @returns [B, L, T]
   */
  probability(texts: Tensor, { keys, objectness }: Pick<Proposals, "keys" | "objectness">): Tensor {
    return this.forward(keys, texts).transpose(1, 2).sigmoid().mul(objectness.sigmoid().unsqueeze(1));
  }
}
