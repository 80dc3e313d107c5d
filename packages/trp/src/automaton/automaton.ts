// The token automaton: every answer written under it parses, keeps its plan and ends (DESIGN section 3).

import type { Codec } from "../conversation/codec.js";
import { decodedUnits, type NewUnits } from "../conversation/new-units.js";
import { TrpError } from "../errors.js";
import { findUnit, isUnitName, type Unit } from "../units.js";
import { type AutomatonLimits, defaultLimits, Grammar } from "./grammar.js";
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

/**
 * Token automaton over the grammar. Fixed texts are tokenised segment by segment, exactly as `encodeConversation`
 * does, and come out as forced ids. States are immutable: any number of sequences can share one automaton.
 */
export class AnswerAutomaton {
  /** Tokens of the shortest answer, its end token not counted. */
  readonly shortest: number;
  private readonly grammar: Grammar;
  private readonly begin: (grammar: Grammar, room: number, wordsOnly: boolean) => TokenState;

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
    this.grammar = new Grammar({
      ...{ codec, units, bareConcepts, distinctNames, limits: all, text: new TextTokens(codec, vocabSize) },
      countLimit: (names) =>
        decodedUnits(names, newUnits).some((unit) => findUnit(unit, options.units)?.plurality === "one")
          ? 1
          : all.instances,
    });
    this.begin = plan ? planStart : unplannedStart;
    this.shortest = plan ? shortestAnswer(this.grammar) : 0;
  }

  /**
   * The state before the answer's first token.
   * @param room most tokens that the answer may have, its end token not counted: a token is allowed while the shortest
   *   closing behind it, all that is planned included, still fits
   * @param wordsOnly whether nothing is decoded: the plan is "Unit decode (False)."
   * @throws TrpError when even the shortest answer has more
   */
  start(room = Number.POSITIVE_INFINITY, wordsOnly = false): TokenState {
    if (!(room >= this.shortest))
      throw new TrpError(`an answer has at least ${this.shortest} tokens, but may have ${room} only`);
    return this.begin(this.grammar, room, wordsOnly);
  }

  /** Follows one sequence, for callers that keep no states; as `start`. */
  follow(room?: number, wordsOnly?: boolean): AnswerConstraint {
    return new AnswerConstraint(this.start(room, wordsOnly));
  }
}

/** One sequence on its way through the automaton. */
export class AnswerConstraint {
  constructor(private state: TokenState) {}

  get done(): boolean {
    return this.state.done;
  }

  /** What may come next. */
  next(): Allowed {
    return this.state.allowed();
  }

  /**
   * Told of every id appended, chosen or forced.
   * @throws TrpError when the id is not allowed
   */
  accept(id: number): void {
    this.state = this.state.advance(id);
  }
}
