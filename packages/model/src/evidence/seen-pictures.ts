// What the bridges of evidence read of some pictures.
import type { ListedProposals } from "../decoders/listed-proposals.js";
import type { NameFit, PhraseEncoder } from "../decoders/name-fit.js";
import type { DenseProposals } from "../decoders/proposals.js";

/** Pictures as the bridges see them. */
export interface SeenPictures {
  /** All that is proposed, and the best of it. */
  dense: DenseProposals;
  list: ListedProposals;
  fit: NameFit;
  encode: PhraseEncoder;
}
