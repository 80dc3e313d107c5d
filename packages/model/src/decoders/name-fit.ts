// How well texts fit proposals: for each pair of them an independent yes or no (as SigLIP's loss, Zhai et al. 2023), so that a
// name which nothing fits is told from one that something does.
import { full, nn, type Tensor } from "@refvlm/torch";
import type { Proposals } from "./proposals.js";

/** Texts as unit vectors [N, K] in the space of the proposals' keys. */
export type PhraseEncoder = (phrases: readonly string[]) => Tensor;

export class NameFit extends nn.Module {
  scale: Tensor;
  bias: Tensor;

  /** @param start what a cosine is worth, and what nothing special is worth: a cosine of 0.6 is where a text begins to fit */
  constructor(start = { scale: 20, bias: -12 }) {
    super();
    this.scale = nn.parameter(full([], start.scale));
    this.bias = nn.parameter(full([], start.bias));
  }

  /** scale <text, key> + bias: texts [B or none, L, K] and keys [B, T, K] -> [B, L, T] */
  logits(texts: Tensor, keys: Tensor): Tensor {
    return texts.matmul(keys.transpose(1, 2)).mul(this.scale).add(this.bias);
  }

  /**
   * P(proposal is what the text names) = sigmoid(scale <text, key> + bias) * P(object).
   * @param texts in the space of the keys, [L, K] for all pictures or [B, L, K]
   * @returns [B, L, T]
   */
  forward(texts: Tensor, { keys, objectness }: Pick<Proposals, "keys" | "objectness">): Tensor {
    return this.logits(texts, keys).sigmoid().mul(objectness.sigmoid().unsqueeze(1));
  }
}
