// The streaming parser: pieces or tokens in, events out, without a look back over the text (DESIGN section 3).
import type { Plan } from "./ast.js";
import { type Problem, TrpError } from "./errors.js";
import type { TrpEvent } from "./events.js";
import { type Cursor, type Lexemes, Lexer, moved } from "./lexer.js";
import { compareLine, lineName } from "./plan.js";
import { PlanReader } from "./plan-reader.js";
import { Reporter } from "./reporter.js";
import { WORDING } from "./segments.js";
import { SPECIAL, SPECIAL_TOKENS, type SpecialToken } from "./special-tokens.js";
import { type TextBehind, TripletReader } from "./triplet-reader.js";

export interface StreamOptions {
  /** `strict` (the default) throws at the first breach of the grammar; `tolerant` mends it and reports a problem. */
  mode?: "strict" | "tolerant";
  /** False where markers come as `{ special }` only, as generation does: a typed "<REF>" is then text. */
  textMarkers?: boolean;
}

/**
 * Reads an answer as it comes. Pieces may be cut at any point; apart from where text events are cut, the events are
 * the same. Memory is bounded by the plan and the longest phrase.
 */
export class TrpStream {
  private readonly out: TrpEvent[] = [];
  private readonly reporter: Reporter;
  private readonly lexer: Lexer;
  private readonly reader: AnswerReader;
  private ended = false;

  constructor({ mode = "strict", textMarkers = true }: StreamOptions = {}) {
    this.reporter = new Reporter(mode === "strict");
    this.reader = new AnswerReader(this.reporter, (event) => this.out.push(event));
    this.lexer = new Lexer(this.reader, textMarkers);
  }

  /** What was wrong so far. Disagreements of plan and body come in both modes. */
  get problems(): readonly Problem[] {
    return this.reporter.problems;
  }

  /**
   * Takes the next piece of text, or a marker known by its id.
   * @throws TrpSyntaxError in strict mode; TrpError for an unknown marker or after `end`
   */
  push(piece: string | { special: string }): TrpEvent[] {
    if (this.ended) throw new TrpError("the answer has ended: make a new TrpStream for the next one");
    if (typeof piece === "string") {
      this.lexer.push(piece);
    } else {
      const marker = SPECIAL_TOKENS.find((each) => each === piece.special);
      if (!marker) throw new TrpError(`"${piece.special}" is no marker; markers are ${SPECIAL_TOKENS.join(" ")}`);
      this.lexer.special(marker);
    }
    return this.out.splice(0);
  }

  /**
   * Ends the answer: what was held back comes out, what is open is reported and closed.
   * @throws TrpSyntaxError in strict mode, where something is open
   */
  end(): TrpEvent[] {
    this.ended = true;
    this.lexer.end();
    this.reader.end(this.lexer.cursor);
    return this.out.splice(0);
  }
}

type State = "start" | "plan" | "after-plan" | "body" | "after-phrase" | "triplet";

/** The grammar over texts and markers. */
class AnswerReader implements Lexemes {
  private state: State = "start";
  private readonly phrases: { words: string; at: Cursor }[] = [];
  private planReader: PlanReader | undefined;
  private plan: Plan | null = null;
  private tripletCount = 0;
  private groupCount = 0;
  /** Of the phrase that closed last, while units may follow it. */
  private triplet: TripletReader | null = null;
  /** Text behind a phrase that may lead to its unit. */
  private held = "";
  private heldAt: Cursor = { offset: 0, line: 1, column: 1 };

  constructor(
    private readonly reporter: Reporter,
    private readonly emit: (event: TrpEvent) => void,
  ) {}

  onText(text: string, at: Cursor): void {
    if (this.state === "plan") {
      this.planReader!.push(text);
    } else if (this.state === "after-plan") {
      this.lineBreakBehindPlan(text, at);
    } else if (this.state === "after-phrase") {
      if (this.held === "") this.heldAt = at;
      this.held += text;
      if (!this.mayLeadToUnit()) this.leavePhrase();
    } else if (this.state === "triplet") {
      const behind = this.triplet!.text(text, at);
      if (behind) this.leaveTriplet(behind);
    } else {
      this.state = "body";
      this.words(text, at);
    }
  }

  onMarker(marker: SpecialToken, at: Cursor): void {
    if (this.state === "plan") {
      if (marker === SPECIAL.taskEnd) this.closePlan(at, marker);
      else this.reporter.fail("stray-marker", at, marker, "plan text or </Task>", "ignored it");
    } else if (this.state === "triplet" && this.triplet!.marker(marker, at)) {
      return;
    } else if (this.state === "start" && marker === SPECIAL.task) {
      this.openPlan(at);
    } else if (this.state === "after-phrase" && marker === SPECIAL.unit) {
      this.openUnit(at);
    } else {
      if (this.state === "triplet") this.leaveTriplet(this.triplet!.breakOff(at));
      if (this.state === "after-plan") this.failLineBreak(at, marker);
      this.leavePhrase();
      this.bodyMarker(marker, at);
    }
  }

  end(at: Cursor): void {
    if (this.state === "plan") {
      this.reporter.fail("unclosed", at, "", SPECIAL.taskEnd, "closed the plan");
      this.closePlan(at, "");
    } else if (this.state === "after-plan") {
      this.failLineBreak(at, "");
    } else if (this.state === "triplet") {
      this.reporter.fail("unclosed", at, "", this.triplet!.expected(), "closed the triplet");
      this.leaveTriplet(this.triplet!.breakOff(at));
    }
    this.leavePhrase();
    while (this.phrases.length > 0) {
      this.reporter.fail("unclosed", at, "", SPECIAL.phraseEnd, "closed the phrase");
      this.closePhrase(at, "");
      this.leavePhrase();
    }
    while (this.plan && this.tripletCount < this.plan.lines.length) this.checkLine(at);
  }

  private openPlan(at: Cursor): void {
    this.state = "plan";
    this.planReader = new PlanReader(at, this.reporter);
  }

  private closePlan(at: Cursor, marker: string): void {
    this.plan = this.planReader!.end(at, marker);
    this.state = "after-plan";
    if (marker === "") this.state = "body";
    this.emit({ type: "plan", plan: this.plan, range: this.plan.range! });
  }

  private lineBreakBehindPlan(text: string, at: Cursor): void {
    this.state = "body";
    if (!text.startsWith(WORDING.planEnd)) {
      this.failLineBreak(at, text[0]);
      this.words(text, at);
    } else if (text !== WORDING.planEnd) {
      this.words(text.slice(1), moved(at, WORDING.planEnd));
    }
  }

  private failLineBreak(at: Cursor, found: string): void {
    this.reporter.fail("broken-plan", at, found, "a line break behind </Task>", "read on without it");
  }

  private bodyMarker(marker: SpecialToken, at: Cursor): void {
    this.state = "body";
    if (marker === SPECIAL.phrase) {
      this.phrases.push({ words: "", at });
      this.emit({ type: "phrase-open", range: [at.offset, at.offset + marker.length] });
    } else if (marker === SPECIAL.phraseEnd && this.phrases.length > 0) {
      this.closePhrase(at, marker);
    } else if (marker === SPECIAL.ref) {
      this.reporter.fail("orphan-ref", at, marker, "text or <Phrase>", "left the reference out");
    } else if (marker === SPECIAL.unit) {
      this.reporter.fail("unit-without-phrase", at, marker, "text or <Phrase>", "left it and its references out");
      this.triplet = this.newTriplet(null, at);
      this.openUnit(at);
    } else {
      this.reporter.fail("stray-marker", at, marker, "text or <Phrase>", "ignored it");
    }
  }

  private words(text: string, at: Cursor): void {
    const open = this.phrases.at(-1);
    if (open) open.words += text;
    this.emit({ type: "text", text, range: [at.offset, at.offset + text.length] });
  }

  private closePhrase(at: Cursor, marker: string): void {
    const { words } = this.phrases.pop()!;
    if (words === "") {
      this.reporter.fail("empty-phrase", at, marker || "the end", "words in the phrase", "left the phrase out");
    }
    const outer = this.phrases.at(-1);
    if (outer) outer.words += words;
    this.emit({ type: "phrase-close", text: words, range: [at.offset, at.offset + marker.length] });
    if (words === "") return;
    this.state = "after-phrase";
    this.triplet = this.newTriplet(words, at);
  }

  private newTriplet(phrase: string | null, at: Cursor): TripletReader {
    const { reporter, emit } = this;
    return new TripletReader(phrase, at, { reporter, emit, nextGroup: () => this.groupCount++ });
  }

  /** One "(" leads to a phrase's unit; foreign text is given room for more, also behind the triplet. */
  private mayLeadToUnit(): boolean {
    return this.reporter.strict ? this.held === WORDING.open : /^[\s(,]{0,8}$/.test(this.held);
  }

  private openUnit(at: Cursor): void {
    const { held, triplet } = this;
    this.held = "";
    this.state = "triplet";
    if (triplet!.phrase !== null && (held !== WORDING.open || triplet!.count > 0)) {
      const action = "took the unit for the phrase before it";
      this.reporter.fail("missing-parenthesis", at, held + SPECIAL.unit, `"(" and <Unit> behind a phrase`, action);
    }
    triplet!.openUnit(at);
  }

  private leaveTriplet({ text, at, broken }: TextBehind): void {
    this.state = "after-phrase";
    if (this.reporter.strict || broken || this.triplet!.phrase === null) this.leavePhrase();
    if (text === "") return;
    if (broken) this.words(text, at);
    else this.onText(text, at);
  }

  /** No further unit follows: what was held back is text, and the triplet, if there was one, is done. */
  private leavePhrase(): void {
    if (this.state !== "after-phrase") return;
    const { held, triplet } = this;
    this.state = "body";
    this.held = "";
    this.triplet = null;
    if (triplet && triplet.count > 0) this.checkLine(triplet.at, triplet);
    if (held !== "") this.words(held, this.heldAt);
  }

  /** Compares the next line of the plan, if there is a plan, with a triplet or with the end of the answer. */
  private checkLine(at: Cursor, triplet?: TripletReader): void {
    const line = this.tripletCount++;
    if (!this.plan) return;
    const written = triplet && { name: lineName(triplet.phrase!), units: [...triplet.units], count: triplet.count };
    for (const { message } of compareLine(line, this.plan.lines[line], written)) this.reporter.differs(at, message);
  }
}
