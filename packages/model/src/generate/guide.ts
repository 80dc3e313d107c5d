// What else than the language model speaks in a row's choices; generation itself knows nothing of it.
import type { Tensor } from "@refvlm/torch";

/** Follows one row, as its constraint does. All it gives lives as long as the step that asks. */
export interface TokenGuide {
  /** Takes the ids that are read next, in their order, and gives what their embeddings get: [T, C]; null for nothing. */
  added(ids: readonly number[]): Tensor | null;
  /** What the scores of the next token get, [V], given the state that it is chosen from, [C]; null for nothing. */
  bonus(state: Tensor): Tensor | null;
  /** The answer begins anew. */
  restart(): void;
}
