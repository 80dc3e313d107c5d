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
