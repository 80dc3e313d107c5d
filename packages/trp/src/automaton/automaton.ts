// The token automaton: every answer written under it parses, keeps its plan and ends (DESIGN section 3).

import type { Codec } from "../conversation/codec.js";
import { decodedUnits, type NewUnits } from "../conversation/new-units.js";
import { TrpError } from "../errors.js";
import { findUnit, isUnitName, type Unit } from "../units.js";
import { type AutomatonLimits, type Decided, defaultLimits, Grammar, type GrammarOptions } from "./grammar.js";
import { planStart, shortestAnswer } from "./plan.js";
import type { Allowed, TokenState } from "./states.js";
import { TextTokens } from "./text-tokens.js";
import { unplannedStart } from "./unplanned.js";

export interface AutomatonOptions {
  codec: Codec;
  /** Entries of the vocabulary: ids are below it. */
  vocabSize: number;
  /** Units that have a decoder. Without any unit, old or new, answers are words. */
  units: readonly Unit[];
  /** Words that the prompt introduces; as many references as the unit that they stand for may have. */
  newUnits?: NewUnits;
  limits?: Partial<AutomatonLimits>;
  /** Whether answers begin with a plan, which binds them; by default they do. What follows is about plans. */
  plan?: boolean;
  /** Phrases without units may stand among planned ones; then names are written by the model, not forced. */
  bareConcepts?: boolean;
  /** No two lines of a plan have the same name: instances of one name are counted, not listed again and again. */
  distinctNames?: boolean;
}

/** What answers are limited to. */
export interface ClosedSet {
  /** The names that planned lines may have. Default: any. */
  names?: readonly string[];
  /** Units, among those of the automaton. Default: all. */
  units?: readonly string[];
}

/**
 * Token automaton over the grammar. Fixed texts are tokenised segment by segment, exactly as `encodeConversation`
 * does, and come out as forced ids. States are immutable: any number of sequences can share one automaton.
 */
export class AnswerAutomaton {
  /** Tokens of the shortest answer, its end token not counted. */
  readonly shortest: number;
  private readonly grammar: Grammar;
  private readonly begin: (grammar: Grammar, room: number, decided?: Decided) => TokenState;
  /** What the grammar is made of. */
  private readonly parts: GrammarOptions;

  /** @throws TrpError when a unit's name is not a word, or a limit leaves no room for an answer */
  constructor({ codec, vocabSize, newUnits = {}, limits = {}, ...options }: AutomatonOptions) {
    const { plan = true, bareConcepts = false, distinctNames = false } = options;
    const units = [...new Set([...options.units.map(({ name }) => name), ...Object.keys(newUnits)])];
    for (const unit of units) {
      if (!isUnitName(unit)) throw new TrpError(`unit ${JSON.stringify(unit)} must be one word`);
    }
    const all = { ...defaultLimits, ...limits };
    for (const [name, value] of Object.entries(all)) {
      if (!Number.isSafeInteger(value) || value < 1)
        throw new TrpError(`limit "${name}" must be a whole number from 1`);
    }
    this.parts = {
      ...{ codec, units, bareConcepts, distinctNames, limits: all, text: new TextTokens(codec, vocabSize) },
      countLimit: (names) =>
        decodedUnits(names, newUnits).some((unit) => findUnit(unit, options.units)?.plurality === "one")
          ? 1
          : all.instances,
    };
    this.grammar = new Grammar(this.parts);
    this.begin = plan ? planStart : unplannedStart;
    this.shortest = plan ? shortestAnswer(this.grammar) : 0;
  }

  /**
   * The state before the answer's first token.
   * @param room most tokens that the answer may have, its end token not counted: a token is allowed while the shortest
   *   closing behind it, all that is planned included, still fits
   * @param decided what has been decided before: that nothing is decoded, "Unit decode (False).", or that something is
   * @param closed what this answer is limited to; names bind plans, so answers without one have none to bind
   * @throws TrpError when even the shortest answer has more, and for a name that cannot stand in a plan
   */
  start(room = Number.POSITIVE_INFINITY, decided?: Decided, closed?: ClosedSet): TokenState {
    return this.begun(closed ? this.within(closed) : this.grammar, room, decided);
  }

  /** Follows one sequence, for callers that keep no states; as `start`. */
  follow(room = Number.POSITIVE_INFINITY, decided?: Decided, closed?: ClosedSet): AnswerConstraint {
    const grammar = closed ? this.within(closed) : this.grammar;
    return new AnswerConstraint((left) => this.begun(grammar, left, decided), room);
  }

  private begun(grammar: Grammar, room: number, decided?: Decided): TokenState {
    if (!(room >= this.shortest))
      throw new TrpError(`an answer has at least ${this.shortest} tokens, but may have ${room} only`);
    return this.begin(grammar, room, decided);
  }

  private within({ names, units = this.parts.units }: ClosedSet): Grammar {
    return new Grammar({ ...this.parts, names, units: this.parts.units.filter((unit) => units.includes(unit)) });
  }
}

/** One sequence on its way through the automaton. */
export class AnswerConstraint {
  private state: TokenState;
  private readonly ids: number[] = [];
  private closing: "asked" | "done" | null = null;

  /** @param begin the state before the first token, given the room */
  constructor(
    private readonly begin: (room: number) => TokenState,
    private readonly room: number,
  ) {
    this.state = begin(room);
  }

  get done(): boolean {
    return this.state.done;
  }

  /** From the next choice on nothing may come but the shortest way to the end; what is planned is still written. */
  close(): void {
    this.closing ??= "asked";
  }

  /** What may come next. */
  next(): Allowed {
    if (this.closing === "asked" && !this.done) this.state = this.closed();
    return this.state.allowed();
  }

  /**
   * Told of every id appended, chosen or forced.
   * @throws TrpError when the id is not allowed
   */
  accept(id: number): void {
    this.state = this.state.advance(id);
    this.ids.push(id);
  }

  /** The same place where there is no more room than the shortest way to the end needs. */
  private closed(): TokenState {
    this.closing = "done";
    const written = this.ids.length;
    let [tooSmall, fits] = [written - 1, written + 1];
    while (fits < this.room && !this.at(fits)) [tooSmall, fits] = [fits, written + 2 * (fits - written)];
    fits = Math.min(fits, this.room);
    while (fits - tooSmall > 1) {
      const middle = (tooSmall + fits) >> 1;
      if (this.at(middle)) fits = middle;
      else tooSmall = middle;
    }
    return this.at(fits)!;
  }

  /** Where the tokens so far lead in an answer with this much room; null where they do not fit. */
  private at(room: number): TokenState | null {
    try {
      return this.ids.reduce((state, id) => state.advance(id), this.begin(room));
    } catch (error) {
      if (error instanceof TrpError) return null;
      throw error;
    }
  }
}
