// A set of token ids as the shorter list: the few that are in, or the few that are not.

/**
 * `only` these ids, or every id from 0 up to `below` (exclusive) `except` these. What is common, any text at all, is so a
 * short list whatever the size of the vocabulary. Ids may be listed twice. Lists are shared: never write to them.
 */
export type TokenSet = { only: readonly number[] } | { except: readonly number[]; below: number };

/** The ids below a bound that are accepted. */
export function tokenSet(below: number, accepts: (id: number) => boolean): TokenSet {
  const only: number[] = [];
  const except: number[] = [];
  for (let id = 0; id < below; id++) (accepts(id) ? only : except).push(id);
  return only.length < except.length ? { only } : { except, below };
}

/** The set and these ids as well. */
export function including(set: TokenSet, ids: readonly number[]): TokenSet {
  if (ids.length === 0) return set;
  if ("only" in set) return { only: [...set.only, ...ids] };
  return { except: set.except.filter((id) => !ids.includes(id)), below: set.below };
}

/** The set without these ids. */
export function excluding(set: TokenSet, ids: readonly number[]): TokenSet {
  if (ids.length === 0) return set;
  if ("only" in set) return { only: set.only.filter((id) => !ids.includes(id)) };
  return { except: [...set.except, ...ids], below: set.below };
}

/** Every id of a set, each once, in order. Long for most sets: for reading and for tests. */
export function tokenIds(set: TokenSet): number[] {
  if ("only" in set) return [...new Set(set.only)].sort((a, b) => a - b);
  const except = new Set(set.except);
  return Array.from({ length: set.below }, (_, id) => id).filter((id) => !except.has(id));
}
