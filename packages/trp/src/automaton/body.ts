// The automaton's second half: the body, which the plan binds.

import { lineName } from "../plan.js";
import { WORDING } from "../segments.js";
import { SPECIAL } from "../special-tokens.js";
import type { Grammar, PlannedLine } from "./grammar.js";
import { Nesting, type OpenPhrase } from "./nesting.js";
import { type Allowed, choice, done, forced, refuse, type TokenState } from "./states.js";
import { isFinished, missingIn } from "./text-tokens.js";
import { including } from "./token-set.js";
import { TripletWriter } from "./triplet.js";

/** An open phrase whose words the model writes: those so far as bytes, and whether anything stands in it. */
interface FreePhrase {
  words: string;
  empty: boolean;
}

/** A place in the body where words may stand. */
interface Place {
  /** The plan's line that is written next. */
  next: number;
  /** Innermost last; none unless there may be bare concepts. */
  open: readonly FreePhrase[];
  /** Of the text being written, as `TextTokens` has it. */
  tail: string;
  /** Tokens that may still be written freely. */
  budget: number;
  /** Tokens that the answer may still have. */
  room: number;
  empty: boolean;
}

/** The bodies of answers with one plan. */
export class Body {
  readonly phrase: number;
  readonly phraseEnd: number;
  private readonly nesting: Nesting;
  /** Length of all lines from each on, one behind the other, with a comma before each. */
  private readonly lengths: readonly number[];

  constructor(
    readonly grammar: Grammar,
    readonly lines: readonly PlannedLine[],
  ) {
    this.phrase = grammar.special(SPECIAL.phrase);
    this.phraseEnd = grammar.special(SPECIAL.phraseEnd);
    this.nesting = new Nesting(lines, grammar.limits.depth);
    const lengths = [0];
    for (const line of lines.toReversed())
      lengths.unshift(lengths[0] + grammar.ids(WORDING.comma).length + grammar.inBody(line));
    this.lengths = lengths;
  }

  start(room: number): TokenState {
    return this.at({ next: 0, open: [], tail: "", budget: this.grammar.limits.textTokens, room, empty: true });
  }

  /** A place: words, or the closing where there is no more of the limits or the room for them. */
  at(place: Place): TokenState {
    const { open, tail, budget } = place;
    const closable = isFinished(tail) && !open.at(-1)?.empty;
    const full = budget <= 0 || this.missing(place) < 0;
    return closable && full ? this.finish(place) : new BodyState(this, place);
  }

  /** Most bytes that a next token of text may leave missing; below 0 where no text fits. */
  missing({ next, open, room }: Place): number {
    return room - 1 - open.length - this.lengths[next];
  }

  /** Says whether a phrase may open at a place. */
  mayOpen(place: Place): boolean {
    const { next, open, budget, tail } = place;
    const { bareConcepts, limits } = this.grammar;
    if (!isFinished(tail) || budget <= 1) return false;
    if (!bareConcepts) return next < this.lines.length;
    return open.length < limits.depth && this.missing(place) >= 2; // a word and the end of the phrase
  }

  /** Behind `<Phrase>`. */
  opened(before: Place): TokenState {
    const place = { ...before, tail: "", budget: before.budget - 1, room: before.room - 1, empty: false };
    if (this.grammar.bareConcepts) return this.at({ ...place, open: [...place.open, { words: "", empty: true }] });
    const openings = this.nesting.openings(place.next);
    const fitting = openings.filter(
      ([{ line }]) => line === place.next || this.nestedLength(line, place) <= place.room,
    );
    return this.planned(fitting, place);
  }

  /** Inside planned phrases: their words and the phrases in them. */
  private planned(open: readonly (readonly OpenPhrase[])[], place: Place): TokenState {
    const { grammar, nesting, lines } = this;
    if (open[0].length === 0) return this.at(place);
    const line = lines[place.next];
    const options = nesting.moves(open, place.next).map((move) => {
      const ids = move.words === line.name ? line.nameIds : move.words === "" ? [] : grammar.ids(textOf(move.words));
      if (move.opens)
        return {
          ids: [...ids, this.phrase],
          least: 0, // what opens has been found to fit
          next: (room: number) => this.planned(move.open, { ...place, room }),
        };
      const behind = (room: number) => this.planned(move.open, { ...place, next: place.next + 1, room });
      const nested = move.open[0].length > 0;
      const rest = nested ? 0 : this.lengths[place.next + 1];
      const triplet = new TripletWriter(grammar, line, rest, behind);
      return {
        ids: [...ids, this.phraseEnd],
        least: nested ? 0 : grammar.tripletLength(line) + rest,
        next: (room: number) => triplet.start(room),
      };
    });
    return choice(options, place.room);
  }

  /** At most so long are a line's phrase with all lines up to it inside, and the closing behind it: words by bytes. */
  private nestedLength(line: number, { next }: Place): number {
    const inside = this.lines.slice(next, line + 1);
    const triplets = inside.reduce((sum, each) => sum + this.grammar.longestTriplet(each), 0);
    return this.lines[line].name.length + 2 * inside.length + triplets + this.lengths[line + 1];
  }

  /** Behind the `</Phrase>` of a phrase that the model wrote: the next line's gets its units, any other is a bare concept. */
  closed(before: Place): TokenState {
    const { place, line } = this.withoutInnermost({ ...before, room: before.room - 1 });
    if (!line) return this.at(place);
    const rest = place.open.length + this.lengths[place.next];
    return new TripletWriter(this.grammar, line, rest, (room) => this.at({ ...place, room })).start(place.room);
  }

  private withoutInnermost(before: Place): { place: Place; line: PlannedLine | undefined } {
    const { words } = before.open.at(-1)!;
    const open = withWords(before.open.slice(0, -1), words);
    const line = this.lines[before.next];
    const isNext = line !== undefined && lineName(words) === line.name;
    const place = { ...before, open, tail: "", next: isNext ? before.next + 1 : before.next };
    return { place, line: isNext ? line : undefined };
  }

  /** The free part is over: closes what is open, writes the lines that are left, ends. */
  private finish(before: Place): TokenState {
    const { grammar, phrase, phraseEnd } = this;
    let at = before;
    const ids: number[] = [];
    while (at.open.length > 0) {
      const { place, line } = this.withoutInnermost(at);
      ids.push(phraseEnd, ...(line ? grammar.tripletIds(line) : []));
      at = place;
    }
    for (const [i, line] of this.lines.slice(at.next).entries()) {
      if (i > 0 || !at.empty) ids.push(...grammar.ids(WORDING.comma));
      ids.push(phrase, ...line.nameIds, phraseEnd, ...grammar.tripletIds(line));
    }
    return forced([...ids, grammar.codec.eosId], 0, () => done);
  }
}

/** Words, phrases, and the end where the plan is kept. */
class BodyState implements TokenState {
  readonly done = false;

  constructor(
    private readonly body: Body,
    private readonly place: Place,
  ) {}

  allowed(): Allowed {
    const { body, place } = this;
    const also: number[] = [];
    if (body.mayOpen(place)) also.push(body.phrase);
    if (this.mayClose()) also.push(body.phraseEnd);
    if (this.mayEnd()) also.push(body.grammar.codec.eosId);
    return including(body.grammar.text.after(place.tail, body.missing(place)), also);
  }

  advance(id: number): TokenState {
    const { body, place } = this;
    const { text, codec } = body.grammar;
    if (id === body.phrase && body.mayOpen(place)) return body.opened(place);
    if (id === body.phraseEnd && this.mayClose()) return body.closed(place);
    if (id === codec.eosId && this.mayEnd()) return done;
    const tail = text.follow(place.tail, id);
    if (tail === null || missingIn(tail) > body.missing(place)) refuse(id);
    return body.at({
      ...place,
      tail,
      open: withWords(place.open, text.bytesOf(id)),
      budget: place.budget - 1,
      room: place.room - 1,
      empty: false,
    });
  }

  private mayClose(): boolean {
    const { open, tail } = this.place;
    return isFinished(tail) && open.length > 0 && !open.at(-1)!.empty;
  }

  private mayEnd(): boolean {
    const { open, next, tail } = this.place;
    return isFinished(tail) && open.length === 0 && next === this.body.lines.length;
  }
}

/** The open phrases with more words in the innermost. */
function withWords(open: readonly FreePhrase[], words: string): readonly FreePhrase[] {
  return open.length === 0 ? open : [...open.slice(0, -1), { words: open.at(-1)!.words + words, empty: false }];
}

/** The text of whole characters given as bytes. */
function textOf(bytes: string): string {
  const escaped = Array.from(bytes, (byte) => `%${byte.charCodeAt(0).toString(16).padStart(2, "0")}`);
  return decodeURIComponent(escaped.join(""));
}
