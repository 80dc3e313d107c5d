// The token automaton: every answer written under it parses, keeps its plan and ends (DESIGN section 3).

import type { Codec } from "../conversation/codec.js";
import { decodedUnits, type NewUnits } from "../conversation/new-units.js";
import { TrpError } from "../errors.js";
import { SPECIAL } from "../special-tokens.js";
import { findUnit, isUnitName, type Unit } from "../units.js";
import { type BodyContext, startBody } from "./body.js";
import { type AutomatonLimits, defaultLimits, type Grammar } from "./grammar.js";
import { planStart } from "./plan.js";
import type { Allowed, TokenState } from "./states.js";
import { TextTokens } from "./text-tokens.js";

export interface AutomatonOptions {
  codec: Codec;
  /** Entries of the vocabulary: ids are below it. */
  vocabSize: number;
  /** Units that have a decoder. Without any unit, old or new, answers are words. */
  units: readonly Unit[];
  /** Words that the prompt introduces; as many references as the unit that they stand for may have. */
  newUnits?: NewUnits;
  limits?: Partial<AutomatonLimits>;
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
  private readonly first: TokenState;

  /** @throws TrpError when a unit's name is not a word, or a limit leaves no room for an answer */
  constructor({ codec, vocabSize, newUnits = {}, limits = {}, ...options }: AutomatonOptions) {
    const { bareConcepts = false, distinctNames = false } = options;
    const units = [...new Set([...options.units.map(({ name }) => name), ...Object.keys(newUnits)])];
    for (const unit of units) {
      if (!isUnitName(unit)) throw new TrpError(`unit ${JSON.stringify(unit)} must be one word`);
    }
    const all = { ...defaultLimits, ...limits };
    for (const [name, value] of Object.entries(all)) {
      if (!Number.isSafeInteger(value) || value < 1)
        throw new TrpError(`limit "${name}" must be a whole number from 1`);
    }
    const cache = new Map<string, readonly number[]>();
    const grammar: Grammar = {
      codec,
      text: new TextTokens(codec, vocabSize),
      units,
      limits: all,
      bareConcepts,
      distinctNames,
      ids: (text) => cache.get(text) ?? cache.set(text, codec.encodeText(text)).get(text)!,
      special: (marker) => codec.special(marker),
      countLimit: (names) =>
        decodedUnits(names, newUnits).some((unit) => findUnit(unit, options.units)?.plurality === "one")
          ? 1
          : all.instances,
      body: (lines) => startBody(context, lines),
    };
    const context: BodyContext = {
      grammar,
      phrase: codec.special(SPECIAL.phrase),
      phraseEnd: codec.special(SPECIAL.phraseEnd),
    };
    this.first = planStart(grammar);
  }

  /** The state before the answer's first token. */
  start(): TokenState {
    return this.first;
  }

  /** Follows one sequence, for callers that keep no states. */
  follow(): AnswerConstraint {
    return new AnswerConstraint(this.first);
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
