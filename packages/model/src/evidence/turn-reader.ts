// Reads a turn for the bridges: what each of its tokens names, what the answer's plan writes where, and what its question asks.
import type { Codec, EncodedTurn } from "@refvlm/trp";
import type { VisualPrompt } from "@refvlm/vision";
import { placeWords, singlesOut } from "../place-words.js";
import type { Asks } from "../router.js";
import { type AskedQuestion, asksOf, type EarlierQuestion } from "./asked-question.js";
import type { Descriptions } from "./descriptions.js";
import type { EvidenceConfig } from "./evidence-config.js";
import { leansBack } from "./leaning.js";
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

/** One entry for each token of the turn, what its question asks, and the names of the answer's plan, in small letters. */
export interface TurnEvidence extends TokenEvidence, EarlierQuestion {}

/** What a question comes with. */
export interface QuestionPlace {
  prompts?: readonly VisualPrompt[];
  /** The turn before it that it sees. */
  before?: EarlierQuestion | null;
}

export class TurnReader {
  readonly #tokens: PlanTokens;
  readonly #numberOf: ReadonlyMap<string, number>;
  readonly #names: ReadonlySet<string>;
  readonly #attributes: readonly string[];
  /** Texts that are one word. */
  readonly #listed: ReadonlySet<string>;

  /** Tokens of the listed names, as they stand in a sentence. */
  readonly nameIds: readonly (readonly number[])[];

  /** @param listed names and attributes that the network lists @param descriptions reads phrases with them */
  constructor(
    readonly codec: Codec,
    { names, attributes }: Pick<EvidenceConfig, "names" | "attributes">,
    readonly descriptions: Descriptions,
  ) {
    this.nameIds = names.map((name) => codec.encodeText(` ${name}`));
    this.#tokens = new PlanTokens(codec, names);
    this.#numberOf = new Map(names.map((name, number) => [name.toLowerCase(), number]));
    this.#names = new Set(this.#numberOf.keys());
    this.#attributes = attributes.map((attribute) => attribute.toLowerCase());
    this.#listed = new Set([...this.#names, ...this.#attributes]);
  }

  /** Words of the template are no evidence: an assistant is a person. */
  read(
    { ids, answerStart, asked: [from, to] }: Pick<EncodedTurn, "ids" | "answerStart" | "asked">,
    place: QuestionPlace = {},
  ): TurnEvidence {
    const wording = (tokens: number) => new Array<null>(tokens).fill(null);
    const said = ids.slice(from, to);
    const question = this.question(said, place);
    const { words } = question;
    const asked = [...wording(from), ...this.#described(this.#words(said)), ...wording(answerStart - to)];
    const follower = this.follow(question);
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
    return { texts, places, behind, question, told: follower.written.map((name) => name.toLowerCase()) };
  }

  /** Follows the answer to a question. */
  follow({ before }: Pick<AskedQuestion, "before">): PlanFollower {
    return new PlanFollower(this.#tokens, before?.told);
  }

  /** What a question asks. @param ids its tokens */
  question(ids: readonly number[], { prompts = [], before = null }: QuestionPlace = {}): AskedQuestion {
    const all = this.#words(ids);
    const words = distinct(this.#meant(all));
    const names = words.filter((word) => this.#names.has(word));
    const attribute = this.#attributes.findIndex((each) => words.includes(each));
    return {
      words,
      names,
      ...placeWords(inOrder(all)),
      attribute: attribute < 0 ? null : attribute,
      prompts,
      before: names.length + prompts.length === 0 && leansBack(words) ? before : null,
    };
  }

  /** What a question asks of things that its answer calls so. @param told names of the answer's plan, in small letters */
  asks(question: AskedQuestion, phrase: string, told: readonly string[]): Asks {
    const { name, attribute } = this.descriptions.read(phrase);
    const asked = asksOf(question, name ?? phrase, told, (name) => this.#numberOf.get(name));
    return attribute === null ? asked : { ...asked, attribute };
  }

  /** Whether a question asks for one of several things by its place, size or rank, which no evidence of presence tells. */
  singlesOut({ words, before }: AskedQuestion): boolean {
    return singlesOut(words) || (before !== null && this.singlesOut(before.question));
  }

  /** What tells a thing apart says of which one: behind "dog" the words "green disc" stand for a dog on one. */
  #described(words: readonly (string | null)[]): (string | null)[] {
    let name: string | null = null;
    return words.map((word) => {
      if (word !== null && this.#names.has(word)) name = word;
      return word !== null && name !== null && this.#attributes.includes(word) ? `${name} on the ${word}` : word;
    });
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
    return questionWords(question, this.codec, this.#listed);
  }
}

/** Words as they follow each other: all tokens of one have it. */
const inOrder = (words: readonly (string | null)[]) =>
  words.filter((word, i) => word !== null && word !== words[i - 1]) as string[];

const distinct = (words: readonly (string | null)[]) => [...new Set(words)].filter((word) => word !== null);
