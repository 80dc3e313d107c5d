// The streaming parser: pieces or tokens in, events out, without a look back over the text (DESIGN section 3).

import { TrpError } from "../errors.js";
import { SPECIAL_TOKENS, type SpecialToken } from "../special-tokens.js";
import { AnswerReader } from "./answer-reader.js";
import type { TrpEvent } from "./events.js";
import { Lexer } from "./lexer.js";
import { type StreamLimits, streamLimits } from "./limits.js";
import type { Problem } from "./problems.js";
import { Reporter } from "./reporter.js";

export interface StreamOptions {
  /** `strict` (the default) throws at the first breach of the grammar; `tolerant` mends it and reports a problem. */
  mode?: "strict" | "tolerant";
  /** False where markers come as `{ special }` only, as generation does: a typed "<REF>" is then text. */
  textMarkers?: boolean;
  /** How much the stream may hold. What goes beyond is a breach of the grammar. */
  limits?: Partial<StreamLimits>;
}

/**
 * Reads an answer as it comes. Pieces may be cut at any point; apart from where text events are cut, the events are
 * the same. Memory is bounded by the limits and the piece, however long the answer is.
 */
export class TrpStream {
  private readonly reporter: Reporter;
  private readonly lexer: Lexer;
  private readonly reader: AnswerReader;
  private events: TrpEvent[] = [];
  private readonly list = (event: TrpEvent): void => void this.events.push(event);
  private take = this.list;
  private ended = false;

  /** @throws TrpError when a limit is no whole number from 1 */
  constructor({ mode = "strict", textMarkers = true, limits }: StreamOptions = {}) {
    const all = streamLimits(limits);
    this.reporter = new Reporter(mode === "strict", all.problems);
    this.reader = new AnswerReader(this.reporter, all, (event) => this.take(event));
    this.lexer = new Lexer(this.reader, textMarkers);
  }

  /** What was wrong so far, up to the limit. Disagreements of plan and body come in both modes. */
  get problems(): readonly Problem[] {
    return this.reporter.problems;
  }

  /** How many problems there were, those beyond the limit included. */
  get problemCount(): number {
    return this.reporter.count;
  }

  /**
   * Takes the next piece of text, or a marker known by its id, and returns the events that it brings.
   * @throws TrpSyntaxError in strict mode; TrpError for an unknown marker or after `end`
   */
  push(piece: string | { special: string }): TrpEvent[] {
    this.read(piece, this.list);
    return this.listed();
  }

  /**
   * As `push`, with each event handed over at once: twice as fast for pieces beyond 100 KB, whose events make a long list.
   * @throws TrpSyntaxError in strict mode; TrpError for an unknown marker or after `end`
   */
  read(piece: string | { special: string }, take: (event: TrpEvent) => void): void {
    if (this.ended) throw new TrpError("the answer has ended: make a new TrpStream for the next one");
    this.take = take;
    if (typeof piece === "string") {
      this.lexer.push(piece);
    } else {
      const { special } = piece;
      if (!isMarker(special)) throw new TrpError(`"${special}" is no marker; markers are ${SPECIAL_TOKENS.join(" ")}`);
      this.lexer.special(special);
    }
  }

  /**
   * Ends the answer: what was held back comes out, what is open is reported and closed.
   * @throws TrpSyntaxError in strict mode, where something is open
   */
  end(): TrpEvent[] {
    this.take = this.list;
    this.ended = true;
    this.lexer.end();
    this.reader.end(this.lexer.cursor);
    return this.listed();
  }

  private listed(): TrpEvent[] {
    const { events } = this;
    this.events = [];
    return events;
  }
}

function isMarker(text: string): text is SpecialToken {
  return SPECIAL_TOKENS.includes(text as SpecialToken);
}
