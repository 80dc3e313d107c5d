// What the text tower reads: phrases and single words as its ids, whoever's tokenizer the language model has.
import { Tokenizer } from "@huggingface/tokenizers";
import type { Codec } from "@refvlm/trp";
import { checkedTokenizerJson, textOnly, vocabularySize } from "./tokenizer-json.js";

/** Text to the ids of a text tower. */
export type TextCodec = Pick<Codec, "encodeText">;

/** The text tower's own tokenizer, from any tokenizer.json: CLIP's as published is one. */
export class TextTokenizer implements TextCodec {
  /** Entries of the vocabulary: what the text tower's embedding must hold. */
  readonly size: number;
  readonly #tokenizer: Tokenizer;

  /**
   * @param json content of a tokenizer.json
   * @throws Error naming `source` when it is not one
   */
  constructor(json: unknown, source = "text-tokenizer.json") {
    const checked = checkedTokenizerJson(json, source);
    this.size = vocabularySize(checked);
    this.#tokenizer = new Tokenizer(textOnly(checked, { prefix: false }), {});
  }

  /** Ids without begin and end; special strings are ordinary characters. */
  encodeText(text: string): number[] {
    return text.trim() === "" ? [] : this.#tokenizer.encode(text, { add_special_tokens: false }).ids;
  }
}

/** Turns one id of the language model into the text tower's ids of the same text. */
export type WordReader = (id: number) => readonly number[];

/**
 * Reads words of conversations for the text tower: the language model's tokenizer says what an id's text is, the text
 * tower's what ids that text has. Where both are one, an id is itself, even if it is a part of a character only.
 * Answers are kept, so a word costs once.
 */
export function wordReader(codec: Codec, textCodec: TextCodec): WordReader {
  if (textCodec === codec) return (id) => [id];
  const known = new Map<number, readonly number[]>();
  return (id) => {
    const ids = known.get(id) ?? textCodec.encodeText(codec.decode([id]));
    known.set(id, ids);
    return ids;
  };
}
