// The words of a denial that is written because the picture's evidence asks for it: "There is no unicorn in the picture." What is
// denied is what was asked for, so that of a thing that the network has no name for the words are the question's own.
import type { TokenizerCodec } from "../tokenizer/codec.js";
import { askedPhrases } from "./asked-phrases.js";

/** How a denial of one thing begins and ends; networks with evidence have learnt to deny in these words. */
export const DENIAL_BEGINS = "There is no ";
export const SEVERAL_BEGIN = "There are no ";
export const DENIAL_ENDS = " in the picture.";

/** Regular plurals: "penguins", not "glass", "bus" or "tennis". */
const PLURAL = /[^sui]s$/;

/** Follows one denial token by token; where the question has several phrases, the language model chooses among them. */
export class DenialWords {
  /** Tokens that may still follow, one row for each way to go on. */
  #rows: readonly (readonly number[])[];

  /** @param question whose phrases alone may be denied; null to leave what is denied to the network */
  constructor(codec: TokenizerCodec, question: string | null) {
    const phrases = question === null ? [] : askedPhrases(question);
    const texts = phrases.map((phrase) => [PLURAL.test(phrase) ? SEVERAL_BEGIN : DENIAL_BEGINS, phrase, DENIAL_ENDS]);
    this.#rows = (texts.length > 0 ? texts : [[DENIAL_BEGINS]]).map(([begin, phrase, end]) => [
      ...codec.encodeText(begin.trimEnd()),
      ...(phrase === undefined ? [] : [...codec.encodeText(` ${phrase}`), ...codec.encodeText(end)]),
    ]);
  }

  /** Tokens one of which comes next; none where anything may. */
  next(): readonly number[] {
    return [...new Set(this.#rows.flatMap(([id]) => id ?? []))];
  }

  accept(id: number): void {
    this.#rows = this.#rows.flatMap(([first, ...rest]) => (first === id ? [rest] : []));
  }
}
