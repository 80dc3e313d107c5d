// A tokenizer that lies among a network's weights, as the bytes of its tokenizer.json: neither comes without the other.
import { nn, type Tensor, tensor, zeros } from "@refvlm/torch";
import { TextTokenizer } from "./text-tokenizer.js";
import type { TokenizerJson } from "./tokenizer-json.js";

/** The bytes under which a tokenizer is stored, uint8 [n]. */
export function tokenizerBytes(json: TokenizerJson): Tensor {
  return tensor(new TextEncoder().encode(JSON.stringify(json)));
}

export class StoredTokenizer extends nn.Module {
  /** uint8 [n] */
  bytes: Tensor;
  #read: { of: Tensor; tokenizer: TextTokenizer } | undefined;

  /** @param size of the tokenizer.json in bytes */
  constructor(size: number) {
    super();
    this.bytes = nn.buffer(zeros([size], { dtype: "uint8" }));
  }

  /**
   * Ids without begin and end; special strings are ordinary characters.
   * @throws Error where the bytes are no tokenizer
   */
  forward(text: string): number[] {
    if (this.#read?.of !== this.bytes) this.#read = { of: this.bytes, tokenizer: tokenizerOf(this.bytes) };
    return this.#read.tokenizer.encodeText(text);
  }
}

function tokenizerOf(bytes: Tensor): TextTokenizer {
  const text = new TextDecoder().decode(bytes.toTypedArray() as Uint8Array);
  try {
    return new TextTokenizer(JSON.parse(text), "the tokenizer among the weights");
  } catch (error) {
    if (error instanceof SyntaxError) throw new Error("the tokenizer among the weights is no JSON", { cause: error });
    throw error;
  }
}
