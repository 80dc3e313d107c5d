// Denial (DESIGN section 5, "Score"): where the picture shows nothing that fits the names of a plan, the plan is taken back and
// the answer begins anew in words alone. The language model says what is meant, the evidence whether it is there.
import { decodedUnits, findUnit, type NewUnits, parseAnswer, SPECIAL } from "@refvlm/trp";
import type { Allowed, AnswerConstraint } from "@refvlm/trp/automaton";
import type { Restart, TokenConstraint } from "../generate/constraint.js";
import type { TokenizerCodec } from "../tokenizer/codec.js";

/** Says of planned names whether any of the things may be there. */
export type PresenceCheck = (names: readonly string[]) => boolean;

/** Follows the automaton; once the plan is whole it is checked. */
export class CheckedPlan implements TokenConstraint {
  readonly #planEnd: number;
  #answer: AnswerConstraint;
  #ids: number[] = [];
  #open = true;

  /**
   * @param begin begins the answer, and begins it anew in words only
   * @param newUnits words of the plan that stand for units
   */
  constructor(
    private readonly begin: (wordsOnly?: boolean) => AnswerConstraint,
    private readonly codec: TokenizerCodec,
    private readonly check: PresenceCheck,
    private readonly newUnits: NewUnits = {},
  ) {
    this.#planEnd = codec.special(SPECIAL.taskEnd);
    this.#answer = begin();
  }

  next(): Allowed | Restart {
    if (this.#open && this.#ids.at(-1) === this.#planEnd) {
      this.#open = false;
      if (this.#isAbsent()) {
        this.#answer = this.begin(true);
        return { restart: true };
      }
    }
    const step = this.#answer.next();
    if (!this.#open || !("forced" in step)) return step;
    const end = step.forced.indexOf(this.#planEnd); // what is forced behind the plan waits for the check
    return end < 0 ? step : { forced: step.forced.slice(0, end + 1) };
  }

  /** As that of the answer; one that begins anew is not closed by it. */
  close(): void {
    this.#answer.close();
  }

  accept(id: number): void {
    this.#answer.accept(id);
    if (this.#open) this.#ids.push(id);
  }

  /** Nothing that is planned is there. A unit of the picture itself, as depth, always is. */
  #isAbsent(): boolean {
    const { plan } = parseAnswer(this.codec.decode(this.#ids), { mode: "tolerant" }).answer;
    const lines = plan?.lines ?? [];
    const planned = lines.flatMap(({ units }) => decodedUnits(units, this.newUnits));
    const ofPicture = planned.some((unit) => findUnit(unit)?.plurality === "one");
    return lines.length > 0 && !ofPicture && !this.check(lines.map(({ name }) => name));
  }
}
