// What generation asks of a grammar: the token automaton of the language is one, any other may be plugged in.

/** Follows one sequence token by token. */
export interface TokenConstraint {
  /**
   * What may come next. `forced` ids follow in any case and are appended without a choice (and without a forward pass
   * of their own); otherwise `allowed` lists the possible ids, null meaning every id.
   */
  next(): { forced: readonly number[] } | { allowed: Iterable<number> | null };
  /** Told of every id appended, chosen or forced. */
  accept(id: number): void;
}
