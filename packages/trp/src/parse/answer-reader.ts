// The grammar over texts and markers: the heart of the streaming parser (DESIGN section 3).
import type { Plan } from "../ast.js";
import { compareLine, lineName } from "../plan.js";
import { WORDING } from "../segments.js";
import { SPECIAL, type SpecialToken } from "../special-tokens.js";
import type { TrpEvent } from "./events.js";
import { type Cursor, type Lexemes, moved, START } from "./lexer.js";
import type { StreamLimits } from "./limits.js";
import { PlanReader } from "./plan-reader.js";
import type { Reporter } from "./reporter.js";
import { type TextBehind, type TripletContext, TripletReader } from "./triplet-reader.js";

type State = "start" | "plan" | "after-plan" | "body" | "after-phrase" | "triplet";

/** Takes what the lexer finds and emits events. Holds no more than its limits. */
export class AnswerReader implements Lexemes, TripletContext {
  private state: State = "start";
  private readonly phrases: { words: string; at: Cursor }[] = [];
  /** Characters of the words in the open phrases. */
  private phraseLength = 0;
  private planReader: PlanReader | undefined;
  private plan: Plan | null = null;
  private tripletCount = 0;
  private groupCount = 0;
  /** Of the phrase that closed last, while units may follow it. */
  private triplet: TripletReader | null = null;
  /** Text behind a phrase that may lead to its unit. */
  private held = "";
  private heldAt = START;

  constructor(
    readonly reporter: Reporter,
    readonly limits: StreamLimits,
    readonly emit: (event: TrpEvent) => void,
  ) {}

  nextGroup(): number {
    return this.groupCount++;
  }

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
    if (this.phrases.length > 0) {
      this.reporter.fail("unclosed", at, "", SPECIAL.phraseEnd, "closed what was open");
      this.closePhrases(at);
    }
    while (this.plan && this.tripletCount < this.plan.lines.length) this.checkLine(at);
  }

  private openPlan(at: Cursor): void {
    this.state = "plan";
    this.planReader = new PlanReader(at, this.reporter, this.limits.plan);
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
      this.openPhrase(at);
    } else if (marker === SPECIAL.phraseEnd && this.phrases.length > 0) {
      this.closePhrase(at, marker);
    } else if (marker === SPECIAL.ref) {
      this.reporter.fail("orphan-ref", at, marker, "text or <Phrase>", "left the reference out");
    } else if (marker === SPECIAL.unit) {
      this.reporter.fail("unit-without-phrase", at, marker, "text or <Phrase>", "left it and its references out");
      this.triplet = new TripletReader(null, at, this);
      this.openUnit(at);
    } else {
      this.reporter.fail("stray-marker", at, marker, "text or <Phrase>", "ignored it");
    }
  }

  private words(text: string, at: Cursor): void {
    const { phrases } = this;
    if (phrases.length > 0) {
      const room = this.limits.phrase - this.phraseLength;
      if (text.length > room) {
        this.tooManyWords(text, at, room);
        return;
      }
      phrases[phrases.length - 1].words += text;
      this.phraseLength += text.length;
    }
    this.emit({ type: "text", text, range: [at.offset, at.offset + text.length] });
  }

  private tooManyWords(text: string, at: Cursor, room: number): void {
    const fitting = text.slice(0, room);
    const end = moved(at, fitting);
    if (fitting !== "") this.words(fitting, at);
    const expected = `${SPECIAL.phraseEnd} within ${this.limits.phrase} characters`;
    this.reporter.fail("limit", end, text[room], expected, "closed the phrase before it");
    this.closePhrases(end);
    this.words(text.slice(room), end);
  }

  private openPhrase(at: Cursor): void {
    if (this.phrases.length === this.limits.depth) {
      const expected = `at most ${this.limits.depth} phrases inside each other`;
      this.reporter.fail("limit", at, SPECIAL.phrase, expected, "ignored it");
      return;
    }
    this.phrases.push({ words: "", at });
    this.emit({ type: "phrase-open", range: [at.offset, at.offset + SPECIAL.phrase.length] });
  }

  /** Closes what is open before this place. */
  private closePhrases(at: Cursor): void {
    while (this.phrases.length > 0) {
      this.closePhrase(at, "");
      this.leavePhrase();
    }
  }

  private closePhrase(at: Cursor, marker: string): void {
    const { words, at: start } = this.phrases.pop()!;
    if (words === "") {
      this.reporter.fail("empty-phrase", at, marker, "words in the phrase", "left the phrase out");
    }
    if (this.phrases.length === 0) this.phraseLength = 0;
    else this.phrases[this.phrases.length - 1].words += words;
    this.emit({ type: "phrase-close", text: words, range: [at.offset, at.offset + marker.length] });
    if (words === "") return;
    this.state = "after-phrase";
    this.triplet = new TripletReader(words, start, this);
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
    const written = triplet && { name: lineName(triplet.phrase!), units: triplet.units, count: triplet.count };
    for (const { message } of compareLine(line, this.plan.lines[line], written)) this.reporter.differs(at, message);
  }
}
