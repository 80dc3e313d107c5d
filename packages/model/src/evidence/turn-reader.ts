// Reads a turn for the bridges: what each of its tokens names, what the answer's plan writes where, and which listed names the
// question says.
import type { Codec, EncodedTurn } from "@refvlm/trp";
import { PlanFollower, type PlanPlace, PlanTokens } from "./plan-follower.js";
import { questionWords } from "./question-words.js";
import { TripletFollower } from "./triplet-follower.js";

/** A place of a plan, and the numbers of the listed names that its question says. */
export interface AskedPlace {
  place: PlanPlace;
  said: ReadonlySet<number>;
}

/** One entry for each token of the turn. */
export interface TurnEvidence {
  /** What the token names: a word of the question, or the name that it stands behind in the plan. */
  texts: (string | null)[];
  /** What the token behind it writes. */
  places: (AskedPlace | null)[];
  /** Number of the triplet that the token stands right behind. */
  behind: (number | null)[];
}

export class TurnReader {
  readonly #tokens: PlanTokens;
  readonly #numberOf: ReadonlyMap<string, number>;

  /** Tokens of the listed names, as they stand in a sentence. */
  readonly nameIds: readonly (readonly number[])[];

  /** @param names that the network lists */
  constructor(
    readonly codec: Codec,
    names: readonly string[],
  ) {
    this.nameIds = names.map((name) => codec.encodeText(` ${name}`));
    this.#tokens = new PlanTokens(codec, names);
    this.#numberOf = new Map(names.map((name, number) => [name.toLowerCase(), number]));
  }

  read({ ids, answerStart }: Pick<EncodedTurn, "ids" | "answerStart">): TurnEvidence {
    const words = this.#words(ids.slice(0, answerStart));
    const said = this.#said(words);
    const follower = this.follow();
    const texts: (string | null)[] = words;
    const places: (AskedPlace | null)[] = words.map(() => null);
    const triplets = new TripletFollower(this.codec);
    const behind: (number | null)[] = words.map(() => null);
    for (const id of ids.slice(answerStart)) {
      behind.push(triplets.behind);
      triplets.read(id);
      texts.push(follower.read(id));
      places.push(follower.next && { place: follower.next, said });
    }
    return { texts, places, behind };
  }

  /** Follows one answer. */
  follow(): PlanFollower {
    return new PlanFollower(this.#tokens);
  }

  /** Numbers of the listed names that a question says. */
  saidBy(question: readonly number[]): ReadonlySet<number> {
    return this.#said(this.#words(question));
  }

  #words(question: readonly number[]): (string | null)[] {
    return questionWords(question, this.codec, new Set(this.#numberOf.keys()));
  }

  #said(words: readonly (string | null)[]): ReadonlySet<number> {
    return new Set(words.flatMap((word) => (word === null ? [] : (this.#numberOf.get(word) ?? []))));
  }
}
