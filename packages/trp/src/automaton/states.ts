// States of a token automaton as immutable values: a fixed row of ids, a choice between rows, the end.
import { TrpError } from "../errors.js";
import type { TokenSet } from "./token-set.js";

/**
 * What may come next: `forced` ids follow in any case, in this order and without a forward pass each; of a set one is
 * chosen. Nothing is forced at the end. Lists are shared: never write to them.
 */
export type Allowed = { forced: readonly number[] } | TokenSet;

/** A point in an answer; rows of a batch each hold their own. */
export interface TokenState {
  /** The answer is complete, its end token included. */
  readonly done: boolean;
  allowed(): Allowed;
  /**
   * The state behind one more id.
   * @throws TrpError when the id is not allowed here
   */
  advance(id: number): TokenState;
}

/**
 * A fixed row of ids, and what follows it. Neighbouring fixed rows are joined, so that they share a forward pass.
 * @param room tokens that the answer may still have, the row's included
 * @param next given the room behind the row
 */
export function forced(ids: readonly number[], room: number, next: (room: number) => TokenState): TokenState {
  return row(ids, next(room - ids.length));
}

function row(ids: readonly number[], after: TokenState): TokenState {
  if (ids.length === 0) return after;
  return after instanceof Forced ? new Forced([...ids, ...after.ids], after.after) : new Forced(ids, after);
}

/** One way to go on. */
export interface Option {
  ids: readonly number[];
  /** Tokens of the shortest way from behind these ids to the end. */
  least: number;
  /** Given the room behind these ids. */
  next(room: number): TokenState;
}

/**
 * A choice between those rows of ids whose shortest closing fits the room, made id by id; what all rows share is forced.
 * @throws TrpError when no row fits, or the tokenizer cannot tell two rows apart
 */
export function choice(options: readonly Option[], room: number): TokenState {
  const fitting = options.filter(({ ids, least }) => ids.length + least <= room);
  if (fitting.length === 0) throw new TrpError("the grammar has no way to go on: raise the limits or load a unit");
  return among(fitting, room);
}

function among(options: readonly Option[], room: number): TokenState {
  if (options.length === 1) return forced(options[0].ids, room, options[0].next);
  const [first] = options;
  let shared = 0;
  while (options.every(({ ids }) => shared < ids.length && ids[shared] === first.ids[shared])) shared += 1;
  if (options.some(({ ids }) => ids.length === shared)) {
    throw new TrpError("the tokenizer gives one fixed text of the grammar as the beginning of another");
  }
  const rest = options.map((option) => ({ ...option, ids: option.ids.slice(shared) }));
  return row(first.ids.slice(0, shared), new Choice(rest, room - shared));
}

/** The end of an answer. */
export const done: TokenState = {
  done: true,
  allowed: () => ({ forced: [] }),
  advance: (id) => refuse(id),
};

/** Says that an id was not allowed. */
export function refuse(id: number): never {
  throw new TrpError(`token ${id} is not allowed here: choose among allowed()`);
}

class Forced implements TokenState {
  readonly done = false;

  constructor(
    readonly ids: readonly number[],
    readonly after: TokenState,
    private readonly at = 0,
  ) {}

  allowed(): Allowed {
    return { forced: this.at === 0 ? this.ids : this.ids.slice(this.at) };
  }

  advance(id: number): TokenState {
    if (id !== this.ids[this.at]) refuse(id);
    return this.at + 1 === this.ids.length ? this.after : new Forced(this.ids, this.after, this.at + 1);
  }
}

class Choice implements TokenState {
  readonly done = false;

  constructor(
    private readonly options: readonly Option[],
    private readonly room: number,
  ) {}

  allowed(): Allowed {
    return { only: [...new Set(this.options.map(({ ids }) => ids[0]))] };
  }

  advance(id: number): TokenState {
    const left = this.options.filter(({ ids }) => ids[0] === id);
    if (left.length === 0) refuse(id);
    return among(
      left.map((option) => ({ ...option, ids: option.ids.slice(1) })),
      this.room - 1,
    );
  }
}
