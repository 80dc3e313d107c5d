// A tokenizer.json as the codec of the language: text stays text, markers and places exist only as ids of their own.
import { readFileSync } from "node:fs";
import { Tokenizer } from "@huggingface/tokenizers";
import { type Codec, SPECIAL_TOKENS, type SpecialToken } from "@refvlm/trp";
import { bytesOfOrdinary, type Piece, PieceDecoder, pieceTable, type ShownSpecials } from "./piece-decoder.js";
import { checkedTokenizerJson, contains, textOnly, withMarkers } from "./tokenizer-json.js";

/** Places for pictures and visual prompts; negative, so that no vocabulary can hold them. */
export const IMAGE_ID = -200;
export const PROMPT_ID = -300;

const beginNames = ["<s>", "<|begin_of_text|>", "<|startoftext|>", "<|endoftext|>"];
const endNames = ["</s>", "<|end_of_text|>", "<|endoftext|>", "<|im_end|>"];

/** Where a text stands. SentencePiece puts a space before the first word of a sequence, and only there. */
export interface PlaceOptions {
  /** The text opens the sequence: encoding adds the model's first space, decoding takes it off. Default false. */
  atStart?: boolean;
}

/** Codec over any BPE tokenizer.json: byte-level (nano, Qwen, LLaMA 3) or SentencePiece with byte fallback (LLaMA 2). */
export class TokenizerCodec implements Codec {
  readonly imageId = IMAGE_ID;
  readonly promptId = PROMPT_ID;
  readonly bosId: number;
  readonly eosId: number;
  readonly #inside: Tokenizer;
  readonly #first: Tokenizer;
  readonly #specials: Map<string, number>;
  readonly #pieces: Piece[];
  readonly #stripsFirstSpace: boolean;

  /** @param json content of a tokenizer.json; markers that it lacks get the next free ids */
  constructor(json: unknown, source = "tokenizer.json") {
    const parsed = checkedTokenizerJson(json, source);
    const complete = withMarkers(parsed);
    this.#inside = new Tokenizer(textOnly(complete, { prefix: false }), {});
    this.#first = new Tokenizer(textOnly(complete, { prefix: true }), {});
    this.#specials = new Map(complete.added_tokens.filter((t) => t.special).map((t) => [t.content, t.id]));
    this.#pieces = pieceTable(complete, new Set(SPECIAL_TOKENS));
    this.#stripsFirstSpace = contains(complete.decoder, "Strip") || contains(complete.decoder, "Metaspace");
    this.bosId = this.#named(beginNames, source);
    this.eosId = this.#named(endNames, source);
  }

  /** Entries of the vocabulary, markers included: what the language model's embedding must hold. */
  get size(): number {
    return this.#pieces.length;
  }

  /** Ids of plain text; special strings in it are ordinary characters. Concatenative unless `atStart`. */
  encodeText(text: string, { atStart = false }: PlaceOptions = {}): number[] {
    if (text === "") return [];
    return (atStart ? this.#first : this.#inside).encode(text, { add_special_tokens: false }).ids;
  }

  /** The id of a structure marker. */
  special(marker: SpecialToken): number {
    return this.#specials.get(marker)!;
  }

  /** UTF-8 bytes of one ordinary id; none for markers, control ids and ids outside the vocabulary. */
  bytesOf(id: number): Uint8Array {
    return bytesOfOrdinary(this.#pieces[id]);
  }

  /** Text of ids; markers as they are written, control ids as nothing (unless `specials` says otherwise). */
  decode(ids: readonly number[], options: PlaceOptions & { specials?: ShownSpecials } = {}): string {
    const decoder = new PieceDecoder(this.#pieces, { specials: options.specials, eager: false });
    const text = ids.map((id) => decoder.push(id)).join("") + decoder.end();
    return options.atStart && this.#stripsFirstSpace ? text.replace(/^ /, "") : text;
  }

  /** A decoder that gives text while ids arrive. */
  stream(): PieceDecoder {
    return new PieceDecoder(this.#pieces);
  }

  #named(names: readonly string[], source: string): number {
    const name = names.find((candidate) => this.#specials.has(candidate));
    if (name === undefined)
      throw new Error(`${source}: added_tokens holds none of ${names.join(", ")} as a special token`);
    return this.#specials.get(name)!;
  }
}

/**
 * Reads a tokenizer.json.
 * @throws Error naming the file when it is missing, not JSON, or not a tokenizer
 */
export function loadTokenizer(path: string): TokenizerCodec {
  let json: unknown;
  try {
    json = JSON.parse(readFileSync(path, "utf8"));
  } catch (error) {
    throw new Error(`${path}: cannot be read as a tokenizer.json: ${(error as Error).message}`);
  }
  return new TokenizerCodec(json, path);
}
