// Follows one answer token by token: markers by id, words by the streaming parser, and the states of its `<REF>`s.
import { type Plan, SPECIAL_TOKENS, type TrpEvent, TrpStream } from "@refvlm/trp";
import type { GeneratedToken } from "../generate/row.js";
import type { TokenizerCodec } from "../tokenizer/codec.js";
import type { AnswerEvent } from "./answer.js";

/** A `<REF>` that has been written; its state follows once the model has read it. */
export interface PendingRef {
  units: string[];
  phrase: string;
  group: number;
  instance: number;
  /** Geometric mean of the probabilities of the phrase's words. */
  probability: number;
  state?: Float32Array;
}

/** A closed triplet whose references can be decoded as soon as all have their states. */
interface OpenTriplet {
  refs: PendingRef[];
  closed: boolean;
}

export class AnswerReader {
  readonly refs: PendingRef[] = [];
  text = "";
  trp = "";
  plan: Plan | null = null;
  tokens = 0;
  readonly #stream = new TrpStream({ mode: "tolerant", textMarkers: false });
  readonly #markers: ReadonlyMap<number, string>;
  readonly #decoder: ReturnType<TokenizerCodec["stream"]>;
  readonly #waiting: OpenTriplet[] = [];
  #phraseStarts: number[] = [];
  #phraseProbability = 1;
  #logProbabilities: number[] = [];
  #stateless = 0;

  constructor(codec: TokenizerCodec) {
    this.#markers = new Map(SPECIAL_TOKENS.map((marker) => [codec.special(marker), marker]));
    this.#decoder = codec.stream();
  }

  /** What the parser had to mend so far. */
  get problems(): string[] {
    return this.#stream.problems.map(({ message }) => message);
  }

  /** Takes the next token. */
  token({ id, logProbability }: GeneratedToken): AnswerEvent[] {
    this.tokens++;
    this.#logProbabilities.push(logProbability);
    const marker = this.#markers.get(id);
    const piece = marker ?? this.#decoder.push(id);
    if (piece === "") return [];
    this.trp += piece;
    const parsed = marker ? this.#stream.push({ special: marker }) : this.#stream.push(piece);
    return [{ type: "piece", piece, marker: marker !== undefined }, ...parsed.flatMap((event) => this.#follow(event))];
  }

  /** Takes the state of the next `<REF>` in order. */
  state(state: Float32Array): void {
    const ref = this.refs[this.#stateless++];
    if (ref) ref.state = state;
  }

  /** Takes note that no token follows. */
  end(): AnswerEvent[] {
    const rest = this.#decoder.end();
    this.trp += rest;
    const parsed = [...(rest === "" ? [] : this.#stream.push(rest)), ...this.#stream.end()];
    for (const triplet of this.#waiting) triplet.closed = true;
    return parsed.flatMap((event) => this.#follow(event));
  }

  /** References of triplets that have closed and whose states are all there; each is given once. */
  ready(): PendingRef[] {
    const ready = this.#waiting.filter(({ closed, refs }) => closed && refs.every(({ state }) => state));
    for (const triplet of ready) this.#waiting.splice(this.#waiting.indexOf(triplet), 1);
    return ready.flatMap(({ refs }) => refs);
  }

  #follow(event: TrpEvent): AnswerEvent[] {
    switch (event.type) {
      case "text":
        this.text += event.text;
        return [{ type: "text", text: event.text }];
      case "plan":
        this.plan = event.plan;
        return [{ type: "plan", plan: event.plan }];
      case "phrase-open":
        this.#phraseStarts.push(this.#logProbabilities.length);
        return [];
      case "phrase-close": {
        const words = this.#logProbabilities.slice(this.#phraseStarts.pop() ?? 0, -1);
        const sum = words.reduce((total, value) => total + value, 0);
        this.#phraseProbability = Math.exp(sum / Math.max(1, words.length));
        return [];
      }
      case "unit":
        if (this.#waiting.at(-1)?.closed !== false) this.#waiting.push({ refs: [], closed: false });
        return [];
      case "ref": {
        const { units, phrase, group, instance } = event;
        const ref: PendingRef = { units, phrase, group, instance, probability: this.#phraseProbability };
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
