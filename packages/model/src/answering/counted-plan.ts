// Plans whose numbers are counted: where a decoder finds things by their names alone, `Num` is the number that it finds.
import { type Codec, parseAnswer } from "@refvlm/trp";
import type { Allowed } from "@refvlm/trp/automaton";
import { PlanFollower, PlanTokens } from "../evidence/plan-follower.js";
import { allows, type Restart, type TokenConstraint } from "../generate/constraint.js";

/** How many things of a name there are, by the decoders of units; undefined where none says. */
export type Counting = (name: string, words: readonly string[]) => number | undefined;

/** Follows another constraint, and writes the numbers of plans where they are counted and may be written. */
export class CountedPlan implements TokenConstraint {
  readonly #tokens: PlanTokens;
  #follower: PlanFollower;
  #ids: number[] = [];
  /** Of the line that is written. */
  #count: number | undefined | null = null;

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
      this.#count = null;
      return step;
    }
    const place = this.#follower.next;
    if ("forced" in step || place?.writes !== "number") return step;
    if (this.#count === null) this.#count = this.counting(place.name, this.#units());
    // What is named and not found is one thing without a place.
    const id = this.#count === undefined ? undefined : place.tokenOf(Math.max(1, this.#count));
    return id !== undefined && allows(step, id) ? { forced: [id] } : step;
  }

  accept(id: number): void {
    this.inner.accept(id);
    this.#ids.push(id);
    this.#follower.read(id);
    if (this.#follower.next?.writes !== "number") this.#count = null;
  }

  /** The words in `Unit:` of the line that is written. */
  #units(): string[] {
    const closed = `${this.codec.decode(this.#ids)}1\n</Task>`;
    return parseAnswer(closed, { mode: "tolerant" }).answer.plan?.lines.at(-1)?.units ?? [];
  }
}
