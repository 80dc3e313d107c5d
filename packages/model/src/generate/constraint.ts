// What generation asks of a grammar: the token automaton of the language is one, any other may be plugged in.
import type { Allowed, TokenSet } from "@refvlm/trp/automaton";

/** All that was written is taken back: the constraint begins the answer anew. */
export interface Restart {
  restart: true;
}

/** Follows one sequence token by token. */
export interface TokenConstraint {
  /**
   * What may come next, asked before every choice. `forced` ids follow in any case and are appended without a choice and
   * without a forward pass of their own; otherwise one id is chosen: `only` among a few, or any below a bound `except` a few.
   */
  next(): Allowed | Restart;
  /** Told of every id appended, chosen or forced. */
  accept(id: number): void;
}

/** Whether a choice may be this token. */
export function allows(set: TokenSet, id: number): boolean {
  return "only" in set ? set.only.includes(id) : !set.except.includes(id);
}
