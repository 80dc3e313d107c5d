// Answers without a plan, for the ablation of VD-CoT: words and phrases, and behind any phrase the units that it may ground.
import { WORDING } from "../segments.js";
import { SPECIAL } from "../special-tokens.js";
import type { Grammar } from "./grammar.js";
import { type Allowed, choice, done, forced, type Option, refuse, type TokenState } from "./states.js";
import { isFinished, missingIn } from "./text-tokens.js";
import { excluding, including } from "./token-set.js";

/** A place where words may stand. */
interface Place {
  /** For each open phrase, innermost last, whether anything stands in it. */
  open: readonly boolean[];
  /** Of the text being written, as `TextTokens` has it. */
  tail: string;
  /** Tokens that may still be written freely. */
  budget: number;
  /** Tokens that the answer may still have. */
  room: number;
  /** Triplets and instances that the answer may still have. */
  triplets: number;
  instances: number;
  /** Whether a phrase has just closed. */
  behindPhrase: boolean;
}

/** @param room tokens that the answer may have */
export function unplannedStart(grammar: Grammar, room: number): TokenState {
  const { textTokens: budget, lines: triplets, instances } = grammar.limits;
  return placeState(grammar, { open: [], tail: "", budget, room, triplets, instances, behindPhrase: false });
}

/** A place: words, or the closing where there is no more of the limits or the room for them. */
function placeState(grammar: Grammar, place: Place): TokenState {
  const { open, tail, budget } = place;
  const closable = isFinished(tail) && open.at(-1) !== false;
  if (!closable || (budget > 0 && missing(place) >= 0)) return new WordsState(grammar, place);
  const closing = [...open.map(() => grammar.special(SPECIAL.phraseEnd)), grammar.codec.eosId];
  return forced(closing, 0, () => done);
}

/** Most bytes that a next token of text may leave missing; below 0 where no text fits. */
function missing({ open, room }: Place): number {
  return room - 1 - open.length;
}

/** Words, phrases, the units of a phrase that has just closed, and the end. */
class WordsState implements TokenState {
  readonly done = false;

  constructor(
    private readonly grammar: Grammar,
    private readonly place: Place,
  ) {}

  allowed(): Allowed {
    const { grammar, place } = this;
    const also: number[] = [];
    if (this.mayOpen()) also.push(grammar.special(SPECIAL.phrase));
    if (this.mayClose()) also.push(grammar.special(SPECIAL.phraseEnd));
    if (this.mayEnd()) also.push(grammar.codec.eosId);
    if (this.mayGround()) also.push(this.openId());
    const words = grammar.text.after(place.tail, missing(place));
    // What begins as units do would not be told from them.
    return including(place.behindPhrase ? excluding(words, [this.openId()]) : words, also);
  }

  advance(id: number): TokenState {
    const { grammar, place } = this;
    const { open, budget, room } = place;
    const behind = { ...place, tail: "", budget: budget - 1, room: room - 1, behindPhrase: false };
    if (id === grammar.special(SPECIAL.phrase) && this.mayOpen())
      return placeState(grammar, { ...behind, open: [...filled(open), false] });
    if (id === grammar.special(SPECIAL.phraseEnd) && this.mayClose())
      return placeState(grammar, { ...behind, budget, open: open.slice(0, -1), behindPhrase: true });
    if (id === grammar.codec.eosId && this.mayEnd()) return done;
    if (id === this.openId() && place.behindPhrase) return this.mayGround() ? this.units(room - 1) : refuse(id);
    const tail = grammar.text.follow(place.tail, id);
    if (tail === null || missingIn(tail) > missing(place)) refuse(id);
    return placeState(grammar, { ...behind, tail, open: filled(open) });
  }

  private mayOpen(): boolean {
    const { open, tail, budget } = this.place;
    if (this.grammar.units.length === 0) return false;
    // A word and the end of the phrase.
    return isFinished(tail) && budget > 1 && open.length < this.grammar.limits.depth && missing(this.place) >= 2;
  }

  private mayClose(): boolean {
    const { open, tail } = this.place;
    return isFinished(tail) && open.at(-1) === true;
  }

  private mayEnd(): boolean {
    return isFinished(this.place.tail) && this.place.open.length === 0;
  }

  private mayGround(): boolean {
    const { grammar, place } = this;
    if (!place.behindPhrase || place.triplets < 1 || place.instances < 1 || grammar.units.length === 0) return false;
    const lengths = grammar.units.map((unit) => grammar.tripletLength({ units: [unit], count: 1 }));
    return Math.min(...lengths) + place.open.length <= place.room;
  }

  /** The first id of the opening parenthesis. */
  private openId(): number {
    return this.grammar.ids(WORDING.open)[0];
  }

  /** Behind that id: the groups of a triplet. */
  private units(room: number): TokenState {
    const { grammar, place } = this;
    const next = (count: number, left: number) =>
      placeState(grammar, {
        ...place,
        room: left,
        triplets: place.triplets - 1,
        instances: place.instances - count,
        behindPhrase: false,
      });
    const groups = new Groups(grammar, place.open.length, place.instances, next);
    return forced([...grammar.ids(WORDING.open).slice(1), grammar.special(SPECIAL.unit)], room, (left) =>
      groups.units([], [], null, left),
    );
  }
}

/** The open phrases, with something in the innermost. */
function filled(open: readonly boolean[]): readonly boolean[] {
  return open.length === 0 ? open : [...open.slice(0, -1), true];
}

/** Writes the groups of one triplet: the first names its instances, a later one of other units takes some up. */
class Groups {
  /**
   * @param rest length of the shortest closing behind the triplet
   * @param instances most instances
   * @param next given how many instances there are, and the room behind the triplet
   */
  constructor(
    private readonly grammar: Grammar,
    private readonly rest: number,
    private readonly instances: number,
    private readonly next: (count: number, room: number) => TokenState,
  ) {}

  /**
   * A unit, and behind it a further one or the group's references.
   * @param before units of earlier groups
   * @param count instances of the first group, null in it
   */
  units(before: readonly string[], chosen: readonly string[], count: number | null, room: number): TokenState {
    const { grammar } = this;
    const used = [...before, ...chosen];
    const left = grammar.units.filter((unit) => !used.includes(unit));
    const more = used.length + 1 < grammar.limits.unitsPerLine && left.length > 1;
    const least = this.shortestRef(count) + this.closing;
    const options = left.flatMap((unit): Option[] => {
      const units = [...chosen, unit];
      const ids = grammar.ids(unit);
      const most = Math.min(this.instances, grammar.countLimit(units));
      const end: Option = {
        ids: [...ids, grammar.special(SPECIAL.unitEnd)],
        least,
        next: (behind) => this.refs([...before, ...units], count, 0, most, behind),
      };
      if (!more) return [end];
      const others = left.filter((other) => other !== unit).map((other) => grammar.ids(other).length + 1 + least);
      const comma = [...ids, ...grammar.ids(WORDING.comma)];
      const further = {
        ids: comma,
        least: Math.min(...others),
        next: (behind: number) => this.units(before, units, count, behind),
      };
      return [end, further];
    });
    return choice(options, room);
  }

  /**
   * A reference; behind a group's first one also the group's end. References of the first group count on from 0, those
   * of a later one go up among the instances that there are.
   * @param from the lowest index that may come
   */
  private refs(units: readonly string[], count: number | null, from: number, most: number, room: number): TokenState {
    const { grammar, closing } = this;
    const indices = count === null ? (from < most ? [from] : []) : range(from, count);
    const options = indices.map(
      (index): Option => ({
        ids: grammar.refIds(index, index + 1),
        least: closing,
        next: (left) => this.refs(units, count, index + 1, most, left),
      }),
    );
    return choice(from === 0 ? options : [...options, ...this.ends(units, count ?? from)], room);
  }

  /** The end of the triplet, and a further group where units are left. */
  private ends(units: readonly string[], count: number): Option[] {
    const { grammar, rest } = this;
    const close: Option = { ids: grammar.ids(WORDING.close), least: rest, next: (left) => this.next(count, left) };
    const others = grammar.units.filter((unit) => !units.includes(unit));
    if (others.length === 0 || units.length >= grammar.limits.unitsPerLine) return [close];
    const shortest = Math.min(...others.map((unit) => grammar.ids(unit).length));
    const group: Option = {
      ids: [...grammar.ids(WORDING.comma), grammar.special(SPECIAL.unit)],
      least: shortest + 1 + this.shortestRef(count) + this.closing,
      next: (left) => this.units(units, [], count, left),
    };
    return [close, group];
  }

  /** Length of the shortest way on behind a reference. */
  private get closing(): number {
    return this.grammar.ids(WORDING.close).length + this.rest;
  }

  /** Length of the shortest reference that a group may begin with. */
  private shortestRef(count: number | null): number {
    const lengths = range(0, count ?? 1).map((index) => this.grammar.refsLength(index, index + 1));
    return Math.min(...lengths);
  }
}

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, i) => from + i);
}
