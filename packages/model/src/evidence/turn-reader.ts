// Reads a turn for the bridges: what each of its tokens names, what the answer's plan writes where, and the words of its question.
import type { Codec, EncodedTurn } from "@refvlm/trp";
import { type PlaceWords, placeWords, singlesOut } from "../place-words.js";
import { PlanFollower, type PlanPlace, PlanTokens } from "./plan-follower.js";
import { questionWords } from "./question-words.js";
import { TripletFollower } from "./triplet-follower.js";

/** A place of a plan, and the words of its question. */
export interface AskedPlace {
  place: PlanPlace;
  words: readonly string[];
}

interface TokenEvidence {
  /** What the token names: a word of the question, or the name that it stands behind in the plan. */
  texts: (string | null)[];
  /** What the token behind it writes. */
  places: (AskedPlace | null)[];
  /** Number of the triplet that the token stands right behind. */
  behind: (number | null)[];
}

/** One entry for each token of the turn, and what the question's words for places ask for. */
export interface TurnEvidence extends TokenEvidence {
  asks: PlaceWords;
}

export class TurnReader {
  readonly #tokens: PlanTokens;
  readonly #names: ReadonlySet<string>;

  /** Tokens of the listed names, as they stand in a sentence. */
  readonly nameIds: readonly (readonly number[])[];

  /** @param names that the network lists */
  constructor(
    readonly codec: Codec,
    names: readonly string[],
  ) {
    this.nameIds = names.map((name) => codec.encodeText(` ${name}`));
    this.#tokens = new PlanTokens(codec, names);
    this.#names = new Set(names.map((name) => name.toLowerCase()));
  }

  /** Words of the template are no evidence: an assistant is a person. */
  read({ ids, answerStart, asked: [from, to] }: Pick<EncodedTurn, "ids" | "answerStart" | "asked">): TurnEvidence {
    const wording = (tokens: number) => new Array<null>(tokens).fill(null);
    const asked = [...wording(from), ...this.#words(ids.slice(from, to)), ...wording(answerStart - to)];
    const words = distinct(this.#meant(asked));
    const follower = this.follow();
    const texts = [...asked];
    const places: (AskedPlace | null)[] = asked.map(() => null);
    const triplets = new TripletFollower(this.codec);
    const behind: (number | null)[] = asked.map(() => null);
    for (const id of ids.slice(answerStart)) {
      behind.push(triplets.behind);
      triplets.read(id);
      texts.push(follower.read(id));
      places.push(follower.next && { place: follower.next, words });
    }
    return { texts, places, behind, asks: placeWords(inOrder(asked)) };
  }

  /** Follows one answer. */
  follow(): PlanFollower {
    return new PlanFollower(this.#tokens);
  }

  /** Each word of a question once; a listed name is one word, and none where another one follows: "the orange truck" is a truck. */
  wordsOf(question: readonly number[]): string[] {
    return distinct(this.#meant(this.#words(question)));
  }

  /** What the words for places of a question ask for. */
  placesOf(question: readonly number[]): PlaceWords {
    return placeWords(inOrder(this.#words(question)));
  }

  /** Whether a question asks for one of several things by its place, size or rank. */
  singlesOut(question: readonly number[]): boolean {
    return singlesOut(this.wordsOf(question));
  }

  /** The words of tokens without listed names that describe the listed name right behind them. */
  #meant(words: readonly (string | null)[]): (string | null)[] {
    const isName = (word: string | null | undefined) => word !== null && word !== undefined && this.#names.has(word);
    return words.map((word, i) => {
      const behind = words.slice(i).find((other) => other !== word);
      return isName(word) && isName(behind) ? null : word;
    });
  }

  #words(question: readonly number[]): (string | null)[] {
    return questionWords(question, this.codec, this.#names);
  }
}

/** Words as they follow each other: all tokens of one have it. */
const inOrder = (words: readonly (string | null)[]) =>
  words.filter((word, i) => word !== null && word !== words[i - 1]) as string[];

const distinct = (words: readonly (string | null)[]) => [...new Set(words)].filter((word) => word !== null);
