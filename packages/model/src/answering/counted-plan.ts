// Plans whose numbers are counted: where a decoder finds things by their names alone, `Num` is the number that it finds; where the
// evidence counts what is listed, `Num` is that number or one, as the language model understands the question.
import { type Codec, parseAnswer } from "@refvlm/trp";
import type { Allowed } from "@refvlm/trp/automaton";
import { PlanFollower, PlanTokens } from "../evidence/plan-follower.js";
import { allows, type Restart, type TokenConstraint } from "../generate/constraint.js";

/** How many things of a name a plan's line may be about, its units in words; undefined where nobody counts. */
export type Counting = (name: string, words: readonly string[]) => readonly number[] | undefined;

/** Follows another constraint, and writes the numbers of plans where they are counted and may be written. */
export class CountedPlan implements TokenConstraint {
  readonly #tokens: PlanTokens;
  #follower: PlanFollower;
  #ids: number[] = [];
  /** Of the line that is written. */
  #counts: readonly number[] | undefined | null = null;

  constructor(
    private readonly inner: TokenConstraint,
    private readonly codec: Codec,
    private readonly counting: Counting,
  ) {
    this.#tokens = new PlanTokens(codec, []);
    this.#follower = new PlanFollower(this.#tokens);
  }

  next(): Allowed | Restart {
    const step = this.inner.next();
    if ("restart" in step) {
      this.#follower = new PlanFollower(this.#tokens);
      this.#ids = [];
      this.#counts = null;
      return step;
    }
    const place = this.#follower.next;
    if ("forced" in step || place?.writes !== "number") return step;
    if (this.#counts === null) this.#counts = this.counting(place.name, this.#units());
    // What is named and not found is one thing without a place.
    const ids = (this.#counts ?? []).flatMap((count) => place.tokenOf(Math.max(1, count)) ?? []);
    const only = [...new Set(ids)].filter((id) => allows(step, id));
    return only.length > 1 ? { only } : only.length === 1 ? { forced: only } : step;
  }

  accept(id: number): void {
    this.inner.accept(id);
    this.#ids.push(id);
    this.#follower.read(id);
    if (this.#follower.next?.writes !== "number") this.#counts = null;
  }

  /** The words in `Unit:` of the line that is written. */
  #units(): string[] {
    const closed = `${this.codec.decode(this.#ids)}1\n</Task>`;
    return parseAnswer(closed, { mode: "tolerant" }).answer.plan?.lines.at(-1)?.units ?? [];
  }
}
