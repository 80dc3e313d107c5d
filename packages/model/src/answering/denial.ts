// Denial (DESIGN section 5, "Score"): the language model says what is meant, the evidence whether it is there. Where the picture
// shows nothing that fits the names of a plan, the plan is taken back and the answer begins anew in words alone; where the
// answer denies what the picture shows, the denial is taken back and the answer begins anew with a plan.
import { decodedUnits, findUnit, type NewUnits, parseAnswer, SPECIAL } from "@refvlm/trp";
import type { Allowed, AnswerConstraint, Decided } from "@refvlm/trp/automaton";
import { allows, type Restart, type TokenConstraint } from "../generate/constraint.js";
import type { TokenizerCodec } from "../tokenizer/codec.js";

/** Says of names whether any of the things may be there. */
export type PresenceCheck = (names: readonly string[]) => boolean;

/** A sentence that denies things by their names, and how it begins and ends. */
const [DENIAL, DENIAL_END] = [/^There (?:is|are) /, " in the picture."];
const BEGINNINGS = ["There is no ", "There are no "];

/** Follows the automaton; once the plan is whole it is checked, and so is an answer that denies. */
export class CheckedPlan implements TokenConstraint {
  readonly #planEnd: number;
  #answer: AnswerConstraint;
  #ids: number[] = [];
  /** Where the answer's words begin; null while its plan is open. */
  #words: number | null = null;
  #decided = false;
  /** Tokens with which what is still to be said begins. */
  #begun: number[] = [];

  /**
   * @param begin begins the answer, and begins it anew
   * @param takesDenialsBack whether the evidence also says that something is there
   * @param newUnits words of the plan that stand for units
   */
  constructor(
    private readonly begin: (decided?: Decided) => AnswerConstraint,
    private readonly codec: TokenizerCodec,
    private readonly check: PresenceCheck,
    private readonly takesDenialsBack: boolean,
    private readonly newUnits: NewUnits = {},
  ) {
    this.#planEnd = codec.special(SPECIAL.taskEnd);
    this.#answer = begin();
  }

  /** Whether nothing is taken back any more. */
  get decided(): boolean {
    return this.#decided;
  }

  next(): Allowed | Restart {
    const anew = this.#decided ? undefined : this.#takenBack();
    if (anew) {
      this.#decided = true;
      this.#answer = this.begin(anew);
      // A network with evidence has learnt to deny in these words; it might say anything of what it has no word for.
      if (anew === "words" && this.takesDenialsBack) this.#begun = this.codec.encodeText(BEGINNINGS[0].trimEnd());
      return { restart: true };
    }
    const step = this.#answer.next();
    const [next] = this.#begun;
    if (next !== undefined && !("forced" in step) && allows(step, next)) {
      this.#begun = this.#begun.slice(1);
      return { forced: [next] };
    }
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
    if (this.#decided) return;
    this.#ids.push(id);
    if (id === this.#planEnd) this.#words = this.#ids.length;
  }

  /** How the answer begins anew; undefined while it stands. */
  #takenBack(): Decided | undefined {
    if (this.#words === null) return undefined;
    if (this.#ids.length > this.#words) return this.#deniesWhatIsThere();
    const { plan } = parseAnswer(this.codec.decode(this.#ids), { mode: "tolerant" }).answer;
    const lines = plan?.lines ?? [];
    this.#decided = lines.length > 0 || !this.takesDenialsBack;
    const planned = lines.flatMap(({ units }) => decodedUnits(units, this.newUnits));
    // A unit of the picture itself, as depth, always is there.
    const ofPicture = planned.some((unit) => findUnit(unit)?.plurality === "one");
    return lines.length > 0 && !ofPicture && !this.check(lines.map(({ name }) => name)) ? "words" : undefined;
  }

  /** What is denied by its name alone: "no dog left of the cat" may be right where there is a dog. */
  #deniesWhatIsThere(): "units" | undefined {
    const text = this.codec.decode(this.#ids.slice(this.#words!)).trimStart();
    const denies = BEGINNINGS.some((beginning) => beginning.startsWith(text) || text.startsWith(beginning));
    this.#decided = !denies || text.includes(DENIAL_END);
    if (!denies || !text.endsWith(DENIAL_END)) return undefined;
    const names = text
      .slice(0, -DENIAL_END.length)
      .replace(DENIAL, "")
      .split(/(?:^|, | and | or )no /);
    return this.check(names.filter((name) => name !== "")) ? "units" : undefined;
  }
}
