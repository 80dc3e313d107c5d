// Plans that list what the evidence has: no name twice, nothing behind the last thing that counts, and where everything is asked
// for nothing left out. Descriptions tell of nothing else either. What the question means, and how things are told, the language
// model says.
import type { Allowed, TokenSet } from "@refvlm/trp/automaton";
import { type NameNode, type NameStep, says } from "../evidence/name-trie.js";
import type { PlanFollower } from "../evidence/plan-follower.js";
import { allows, type Restart, type TokenConstraint } from "../generate/constraint.js";

/** What a question lists. */
export interface Listing {
  /** Whether it names what it asks for. */
  asksByName: boolean;
  /** Whether it asks for everything. */
  asksForAll: boolean;
  /** Whether it lists the names of what it asks for. */
  asksForEach: boolean;
  /** Numbers of the names that sentences may not say; none where the question names anything. */
  absent(): ReadonlySet<number>;
  /** First tokens of what the question asks for in its own words and the plan has not told: "wine bottle" behind a wine glass. */
  asked(written: readonly string[]): ReadonlySet<number>;
  /** Numbers of the names that the plan has told, and of those that it may go on with. */
  told(written: readonly string[]): ReadonlySet<number>;
  open(written: readonly string[]): ReadonlySet<number>;
  /** Of a list that it asks for, numbers of the names that count and have not been told. */
  due(written: readonly string[]): ReadonlySet<number>;
}

/** Follows another constraint, and lets plans go on with what is open alone. */
export class ListedPlan implements TokenConstraint {
  #follower: PlanFollower;

  /** @param follow follows an answer from its beginning */
  constructor(
    private readonly inner: TokenConstraint,
    private readonly follow: () => PlanFollower,
    private readonly listing: Listing,
  ) {
    this.#follower = follow();
  }

  next(): Allowed | Restart {
    const step = this.inner.next();
    if ("restart" in step) {
      this.#follower = this.follow();
      return step;
    }
    const place = this.#follower.next;
    if (!("forced" in step) && place?.writes === "words") {
      const absent = this.listing.absent();
      return excluding(step, place.node, (each) => says(each, absent));
    }
    if ("forced" in step || (place?.writes !== "line" && place?.writes !== "name")) return step;
    const open = this.listing.open(place.written);
    if (place.writes === "line") {
      if (open.size === 0) return without(step, place.line);
      const { asksForAll, asksForEach } = this.listing;
      const goesOn = asksForAll || (asksForEach && this.listing.due(place.written).size > 0);
      return goesOn && allows(step, place.line) ? { forced: [place.line] } : step;
    }
    // What is asked for by name goes by the question's own word, but for a list: that is told by names alone.
    const { asksByName, asksForEach } = this.listing;
    if (open.size === 0 || (asksByName && !asksForEach)) {
      const told = this.listing.told(place.written);
      // Behind "dining table" a "dining" that leads to nothing else begins no name that is asked for.
      const { written } = place;
      let asked: ReadonlySet<number> | undefined;
      const leadsNowhere = (id: number, { names }: NameStep) =>
        open.size > 0 && names.every((name) => told.has(name)) && !(asked ??= this.listing.asked(written)).has(id);
      return excluding(step, place.node, (each, id) => says(each, told) || leadsNowhere(id, each));
    }
    const due = asksForEach ? this.listing.due(place.written) : open;
    const wanted = due.size > 0 ? due : open;
    const leads = ({ names }: NameStep) => names.some((name) => wanted.has(name));
    const only = [...place.node.next].flatMap(([id, next]) => (leads(next) && allows(step, id) ? [id] : []));
    return only.length > 0 ? { only } : step;
  }

  accept(id: number): void {
    this.inner.accept(id);
    this.#follower.read(id);
  }
}

/** The set without some of the tokens that go on with names. */
function excluding(step: TokenSet, { next }: NameNode, isExcluded: (step: NameStep, id: number) => boolean): TokenSet {
  return [...next].reduce<TokenSet>((set, [id, each]) => (isExcluded(each, id) ? without(set, id) : set), step);
}

/** The set without an id, where anything is left of it. */
export function without(step: TokenSet, id: number): TokenSet {
  if (!("only" in step)) return { ...step, except: [...step.except, id] };
  const only = step.only.filter((each) => each !== id);
  return only.length > 0 ? { only } : step;
}
