// Follows one answer token by token: markers by id, words by the streaming parser, and the states of its `<REF>`s.
import { ListFollower, type Plan, SPECIAL_TOKENS, type TrpEvent, TrpStream } from "@refvlm/trp";
import type { GeneratedToken } from "../generate/row.js";
import type { TokenizerCodec } from "../tokenizer/codec.js";
import type { AnswerEvent } from "./answer.js";
import { geometricMean, PlanConfidence } from "./plan-confidence.js";

/** A `<REF>` that has been written; its state follows once the model has read it. */
export interface PendingRef {
  units: string[];
  phrase: string;
  /** Counts the answer's phrases that have units. */
  triplet: number;
  /** Counts the answer's freeform lists: that in which the phrase stands. */
  list: number;
  /** Counts the answer's groups. */
  group: number;
  /** Counts inside the phrase. */
  index: number;
  /** Counts inside the group. */
  instance: number;
  /** Geometric mean of the probabilities of the phrase's words, or of its plan line where that left no choice. */
  probability: number;
  state?: Float32Array;
}

/** A closed triplet whose references can be decoded as soon as all have their states. */
interface OpenTriplet {
  refs: PendingRef[];
  closed: boolean;
}

export class AnswerBuilder {
  readonly refs: PendingRef[] = [];
  text = "";
  trp = "";
  plan: Plan | null = null;
  tokens = 0;
  readonly #stream = new TrpStream({ mode: "tolerant", textMarkers: false });
  readonly #markers: ReadonlyMap<number, string>;
  readonly #decoder: ReturnType<TokenizerCodec["stream"]>;
  readonly #waiting: OpenTriplet[] = [];
  readonly #planConfidence = new PlanConfidence();
  #phraseStarts: number[] = [];
  /** Of the phrase that closed last; null where its words were forced. */
  #phraseProbability: number | null = null;
  #probability = 1;
  /** One for each token; null where it was forced. */
  #logProbabilities: (number | null)[] = [];
  #triplets = 0;
  readonly #lists = new ListFollower();
  #list = 0;
  #stateless = 0;

  constructor(codec: TokenizerCodec) {
    this.#markers = new Map(SPECIAL_TOKENS.map((marker) => [codec.special(marker), marker]));
    this.#decoder = codec.stream();
  }

  /** What the parser had to mend so far. */
  get problems(): string[] {
    return this.#stream.problems.map(({ message }) => message);
  }

  /** Geometric mean of the probabilities of what the model chose; 1 where it had no choice. */
  get probability(): number {
    return geometricMean(this.#logProbabilities.filter((value) => value !== null)) ?? 1;
  }

  /** Takes the next token. */
  token({ id, logProbability, forced }: GeneratedToken): AnswerEvent[] {
    this.tokens++;
    const chosen = forced ? null : logProbability;
    this.#logProbabilities.push(chosen);
    const marker = this.#markers.get(id);
    const text = marker ? this.#decoder.end() : this.#decoder.push(id);
    if (this.plan === null) this.#planConfidence.token(text, chosen);
    return [...this.#piece(text), ...(marker ? this.#piece(marker, { special: marker }) : [])];
  }

  /** Takes the state of the next `<REF>` in order. */
  state(state: Float32Array): void {
    const ref = this.refs[this.#stateless++];
    if (ref) ref.state = state;
  }

  /** Takes note that no token follows. */
  end(): AnswerEvent[] {
    const rest = this.#piece(this.#decoder.end());
    const parsed = this.#stream.end();
    for (const triplet of this.#waiting) triplet.closed = true;
    return [...rest, ...parsed.flatMap((event) => this.#follow(event))];
  }

  /** References of triplets that have closed and whose states are all there; each is given once. */
  ready(): PendingRef[] {
    const ready = this.#waiting.filter(({ closed, refs }) => closed && refs.every(({ state }) => state));
    for (const triplet of ready) this.#waiting.splice(this.#waiting.indexOf(triplet), 1);
    return ready.flatMap(({ refs }) => refs);
  }

  /** References before some of the answer's, of things that those cannot be: of the same lists. */
  before(refs: readonly PendingRef[]): PendingRef[] {
    const lists = new Set(refs.map(({ list }) => list));
    return this.refs.slice(0, this.refs.indexOf(refs[0])).filter(({ list }) => lists.has(list));
  }

  #piece(piece: string, lexeme: string | { special: string } = piece): AnswerEvent[] {
    if (piece === "") return [];
    this.trp += piece;
    const parsed = this.#stream.push(lexeme);
    return [{ type: "piece", piece, marker: lexeme !== piece }, ...parsed.flatMap((event) => this.#follow(event))];
  }

  #follow(event: TrpEvent): AnswerEvent[] {
    switch (event.type) {
      case "text":
        this.text += event.text;
        this.#lists.text(event.text);
        return [{ type: "text", text: event.text }];
      case "plan":
        this.plan = event.plan;
        return [{ type: "plan", plan: event.plan }];
      case "phrase-open":
        this.#phraseStarts.push(this.#logProbabilities.length);
        this.#lists.phraseOpen();
        return [];
      case "phrase-close": {
        const words = this.#logProbabilities.slice(this.#phraseStarts.pop() ?? 0, -1);
        this.#phraseProbability = geometricMean(words.filter((value) => value !== null));
        this.#lists.phraseClose();
        return [];
      }
      case "unit":
        if (this.#waiting.at(-1)?.closed !== false) {
          this.#waiting.push({ refs: [], closed: false });
          this.#probability = this.#phraseProbability ?? this.#planConfidence.line(this.#triplets) ?? 1;
          this.#triplets++;
          this.#list = this.#lists.triplet();
        }
        return [];
      case "ref": {
        const { units, phrase, group, index, instance } = event;
        const triplet = this.#triplets - 1;
        const place = { triplet, list: this.#list, group, index, instance };
        const ref: PendingRef = { units, phrase, ...place, probability: this.#probability };
        this.refs.push(ref);
        this.#waiting.at(-1)?.refs.push(ref);
        return [];
      }
      case "triplet-close": {
        const triplet = this.#waiting.at(-1);
        if (triplet) triplet.closed = true;
        return [];
      }
    }
  }
}
