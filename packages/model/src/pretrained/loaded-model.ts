// A loaded model: a network with everything it needs to be asked.
import type { PromptTemplate } from "@refvlm/trp";
import type { RefVlmNetwork } from "../network.js";
import type { TokenizerCodec } from "../tokenizer/codec.js";

/** A network with what it needs to be asked. */
export interface LoadedModel {
  network: RefVlmNetwork;
  /** Of the language model. */
  codec: TokenizerCodec;
  /** Wording of conversations. */
  template: PromptTemplate;
}
