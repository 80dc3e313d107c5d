// Words as GroundingDINO's transformer reads them: BERT's states, and which words belong together.
import type { Tensor } from "@refvlm/torch";

/** What of a caption is told beside its words: phrases do not see each other. */
export interface CaptionLayout {
  /** Place of each word in its phrase, int64 [B, T]. */
  places: Tensor;
  /** Whether a word may see another: those of its phrase, bool [B, T, T]. */
  allowed: Tensor;
  /** Whether a word is one, and no padding, bool [B, T]. */
  real: Tensor;
}

export interface TextTokens extends CaptionLayout {
  /** [B, T, d] */
  values: Tensor;
}
