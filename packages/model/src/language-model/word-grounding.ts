// Words that look: what the picture shows for each word of a question, read in the space of names that stage 0 has
// spanned, is added to the word's embedding. The language model then need not find out by itself which picture tokens
// fit "dog": it is told how well the best one fits and how much of it there is. Learning that from answers alone took
// a small network longer than everything else.
import { full, nn, stack, type Tensor } from "@refvlm/torch";
import type { DenseProposals } from "../decoders/proposals.js";
import { Mlp } from "../layers/mlp.js";

/** Hidden width of the map from evidence to embedding. */
const HIDDEN = 64;

export class WordGrounding extends nn.Module {
  /** Cosine from which a token counts as fitting, and how sharply. */
  readonly threshold: Tensor;
  readonly sharpness: Tensor;
  readonly evidence: Mlp;

  /** @param width C of the language model's embeddings */
  constructor(width: number) {
    super();
    this.threshold = nn.parameter(full([], 0.6));
    this.sharpness = nn.parameter(full([], 20));
    // Starts at zero: until it has learned, words are what they are.
    this.evidence = new Mlp(3, HIDDEN, width, 2, { zeroLast: true });
  }

  /**
   * What to add to the embeddings of words.
   *
   * A token fits by f = sigmoid(sharpness (cos - threshold)) * objectness. The evidence is the best fit, the best
   * cosine, and the sum of f over tokens, each divided by the number of tokens that its object covers: about the
   * number of such objects.
   *
   * @param wordKeys unit vectors in the space of the tokens' keys, [B, L, K]
   * @returns [B, L, C]
   */
  forward(wordKeys: Tensor, { keys, objectness, boxes }: DenseProposals): Tensor {
    const cosine = wordKeys.matmul(keys.transpose(1, 2)); // [B, L, T]
    const onObject = objectness.sigmoid().unsqueeze(1); // [B, 1, T]
    const fit = cosine.sub(this.threshold).mul(this.sharpness).sigmoid().mul(onObject); // [B, L, T]
    const area = boxes.select(-1, 2).mul(boxes.select(-1, 3)); // [B, T]
    const share = area.mul(keys.shape[1]).clampMin(1).reciprocal().detach().unsqueeze(2); // [B, T, 1]
    const amount = fit.matmul(share.to(fit.dtype)).squeeze(2); // [B, L]
    return this.evidence.forward(stack([fit.amax(-1), cosine.mul(onObject).amax(-1), amount], -1));
  }
}
