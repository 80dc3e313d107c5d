// Denial (DESIGN section 5, "Score"): the language model says what is meant, the evidence whether it is there. Where the picture
// shows nothing that fits the names of a plan, the plan is taken back and the answer begins anew in words alone; where the
// answer denies what the picture shows, the denial is taken back and the answer begins anew with a plan.
import { decodedUnits, findUnit, type NewUnits, parseAnswer, SPECIAL } from "@refvlm/trp";
import type { Allowed, AnswerConstraint, Decided } from "@refvlm/trp/automaton";
import { allows, type Restart, type TokenConstraint } from "../generate/constraint.js";
import type { TokenizerCodec } from "../tokenizer/codec.js";
import { askedPhrases } from "./asked-phrases.js";
import { DENIAL_BEGINS, DENIAL_ENDS, DenialWords, SEVERAL_BEGIN } from "./denial-words.js";
import { without } from "./listed-plan.js";

/** What the evidence says of names. */
export interface PresenceCheck {
  /** Whether any of the things may be there. */
  isThere(names: readonly string[]): boolean;
  /** Whether the question asks for a thing by this name, or by a word that means it. */
  isAsked(name: string): boolean;
  /** The names, of those that the network lists, that words of the question mean: person and people of "toddler". */
  asked(): readonly string[];
  /** What the user asks, in words. */
  question: string;
  /** Whether that leans on what the answer before named, which is not denied now. */
  leans: boolean;
  /** Whether the question asks where something is, so that nothing but that or its denial is an answer. */
  asksWhere: boolean;
}

/** A sentence in which networks with evidence deny, and which things the picture must show for it to be taken back. */
interface Denial {
  beginnings: readonly string[];
  end: string;
  /** @param text of the whole sentence; null for one that only begins like that */
  names(text: string): string[] | null;
}

/** "There is no dog and no cat in the picture." */
export const absence: Denial = {
  beginnings: [DENIAL_BEGINS, SEVERAL_BEGIN],
  end: DENIAL_ENDS,
  names: (text) =>
    text
      .replace(/^There (?:is|are) no /, "")
      .slice(0, -DENIAL_ENDS.length)
      .split(/(?:, | and | or )no /),
};

/** "That is a chair, not a frisbee.": of what the user points at, whatever its name, units can be given. */
export const dispute: Denial = {
  beginnings: ["That is ", "Those are "],
  end: ".",
  names: (text) => text.match(/^(?:That is|Those are) (.+), not /)?.slice(1) ?? null,
};

/** What no question about a place is answered with. */
const A_NUMBER = /^(?:\d|(?:zero|one|two|three|four|five|six|seven|eight|nine|ten)\b)/i;

/** How an answer begins anew. */
interface Anew {
  decided: Decided;
  /** The names that its plan may have. */
  names?: readonly string[];
  /** Whether what is denied now is to be quoted from the question. */
  quotes?: boolean;
}

/** Follows the automaton; once the plan is whole it is checked, and so is an answer that denies. */
export class CheckedPlan implements TokenConstraint {
  readonly #planEnd: number;
  readonly #no: number;
  #answer: AnswerConstraint;
  #ids: number[] = [];
  /** Where the answer's words begin; null while its plan is open. */
  #words: number | null = null;
  #decided = false;
  /** The denial that the answer begins with, if it has to; and whether it says what comes next. */
  #denial: DenialWords | null = null;
  #isDenying = false;

  /**
   * @param begin begins the answer, and begins it anew
   * @param denials that the evidence takes back; none of a network that has not learnt to deny in these words
   * @param newUnits words of the plan that stand for units
   */
  constructor(
    private readonly begin: (decided?: Decided, names?: readonly string[]) => AnswerConstraint,
    private readonly codec: TokenizerCodec,
    private readonly check: PresenceCheck,
    private readonly denials: readonly Denial[],
    private readonly newUnits: NewUnits = {},
  ) {
    this.#planEnd = codec.special(SPECIAL.taskEnd);
    [this.#no] = codec.encodeText(" no");
    this.#answer = begin();
  }

  /** Whether nothing is taken back any more. */
  get decided(): boolean {
    return this.#decided;
  }

  next(): Allowed | Restart {
    const anew = this.#decided ? undefined : this.#takenBack();
    if (anew) {
      const { decided, names, quotes = false } = anew;
      this.#decided = true;
      this.#answer = this.begin(decided, names);
      this.#ids = [];
      this.#words = null;
      // A network with evidence has learnt to deny in these words; it might say anything of what it has no word for.
      if (decided === "words" && this.denials.length > 0)
        this.#denial = new DenialWords(this.codec, quotes ? this.check.question : null);
      return { restart: true };
    }
    const step = this.#answer.next();
    this.#isDenying = false;
    if (this.#denial && !("forced" in step)) {
      const only = this.#denial.next().filter((id) => allows(step, id));
      this.#isDenying = only.length > 0;
      if (only.length > 0) return only.length === 1 ? { forced: only } : { only };
      this.#denial = null;
    }
    if (!("forced" in step) && this.#wouldContradict()) return without(step, this.#no);
    if (this.#decided || this.#words !== null || !("forced" in step)) return step;
    const end = step.forced.indexOf(this.#planEnd); // what is forced behind the plan waits for the check
    return end < 0 ? step : { forced: step.forced.slice(0, end + 1) };
  }

  /** As that of the answer; one that begins anew is not closed by it. */
  close(): void {
    this.#answer.close();
  }

  accept(id: number): void {
    this.#answer.accept(id);
    if (this.#isDenying) this.#denial!.accept(id);
    this.#ids.push(id);
    if (id === this.#planEnd) this.#words = this.#ids.length;
  }

  /** The answer's words so far. */
  get #text(): string {
    return this.#words === null ? "" : this.codec.decode(this.#ids.slice(this.#words)).trimStart();
  }

  /** "There is", behind which "no" would deny what nobody asked for, or what the answer has told already. */
  #wouldContradict(): boolean {
    if (this.denials.length === 0 || this.#denial) return false;
    const text = this.#text;
    if (!/\bthere (?:is|are)$/i.test(text)) return false;
    const phrases = askedPhrases(this.check.question);
    return phrases.length > 0 ? phrases.every((phrase) => text.includes(phrase)) : this.check.asked().length === 0;
  }

  /** How the answer begins anew; undefined while it stands. */
  #takenBack(): Anew | undefined {
    if (this.#words === null) return undefined;
    if (this.#ids.length > this.#words) return this.#deniesWrongly();
    const { plan } = parseAnswer(this.codec.decode(this.#ids), { mode: "tolerant" }).answer;
    const lines = plan?.lines ?? [];
    this.#decided = lines.length > 0 || this.denials.length === 0;
    const planned = lines.flatMap(({ units }) => decodedUnits(units, this.newUnits));
    // A unit of the picture itself, as depth, always is there.
    const ofPicture = planned.some((unit) => findUnit(unit)?.plurality === "one");
    const names = lines.map(({ name }) => name);
    if (names.length === 0 || ofPicture) return undefined;
    if (this.#asksForOthers(names)) return this.#whatIsAsked();
    if (this.check.isThere(names)) return undefined;
    return names.some((name) => this.check.isAsked(name)) ? { decided: "words" } : this.#whatIsAsked();
  }

  /** Whether the question asks where other things are than these. */
  #asksForOthers(names: readonly string[]): boolean {
    const { asksWhere, question } = this.check;
    if (this.denials.length === 0) return false;
    return asksWhere && askedPhrases(question).length > 0 && !names.some((name) => this.check.isAsked(name));
  }

  /**
   * Where an answer is about a thing that nobody asked for: about what is asked for, whether that is there or not. Who asks for a
   * description asks for nothing by name, so there is nothing to deny.
   */
  #whatIsAsked(): Anew | undefined {
    const names = this.check.asked();
    if (this.check.isThere(names)) return { decided: "units", names };
    return askedPhrases(this.check.question).length > 0 ? { decided: "words", quotes: true } : undefined;
  }

  /** What is denied by its name alone, "no dog left of the cat" may be right where there is a dog; or what nobody asked for. */
  #deniesWrongly(): Anew | undefined {
    const text = this.#text;
    const isBegun = (beginning: string) => beginning.startsWith(text) || text.startsWith(beginning);
    const denial = this.denials.find(({ beginnings }) => beginnings.some(isBegun));
    if (denial && this.check.leans && denial.beginnings.some((beginning) => text.startsWith(beginning.trimEnd())))
      return this.#whatIsAsked();
    this.#decided = !denial || text.includes(denial.end);
    if (!denial && this.check.asksWhere && A_NUMBER.test(text)) return this.#whatIsAsked();
    if (!denial || !text.endsWith(denial.end)) return undefined;
    const names = denial.names(text)?.filter((name) => name !== "") ?? [];
    const asked = names.filter((name) => this.check.isAsked(name));
    if (names.length > asked.length && asked.length === 0) return this.#whatIsAsked();
    return this.check.isThere(asked) ? { decided: "units" } : undefined;
  }
}
