// LLaMA, Vicuna, Qwen2 and their kin as Hugging Face publishes them: a language model alone.
import type { Family, KeyRule } from "./family.js";

/** A whole language model under its published names; old files hold the rotary frequencies, too. */
export const llamaKeys: readonly KeyRule[] = [
  [/\.rotary_emb\.inv_freq$/, null],
  [/^(?=model\.(embed_tokens|layers|norm)\.|lm_head\.)/, "language_model."],
];

export const llama: Family = {
  name: "llama",
  layouts: [{ signature: /^model\.embed_tokens\.weight$/, rules: llamaKeys }],
  describe: (config) => ({ "language-model": config }),
};
