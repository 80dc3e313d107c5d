// LLaVA-1.5 in its three layouts: liuhaotian's, llava-hf's on disk, and the one that transformers 5 saves.
import { clipLeftovers } from "./clip.js";
import { type Description, type Family, type KeyRule, section } from "./family.js";
import { llamaKeys } from "./llama.js";

/** The two linear layers around a GELU. */
const projector = (prefix: string): KeyRule[] => [
  [new RegExp(`^${prefix}linear_1\\.`), "projector.linear1."],
  [new RegExp(`^${prefix}linear_2\\.`), "projector.linear2."],
];

export const llava: Family = {
  name: "llava",
  layouts: [
    // liuhaotian/llava-v1.5-*; files of the projector alone are named so, too
    {
      signature: /^model\.mm_projector\.0\.weight$/,
      rules: [
        ...clipLeftovers,
        [/^model\.mm_projector\.0\./, "projector.linear1."],
        [/^model\.mm_projector\.2\./, "projector.linear2."],
        [/^model\.vision_tower\.(?=vision_tower\.)/, ""],
        ...llamaKeys,
      ],
    },
    // llava-hf/llava-1.5-*-hf
    {
      signature: /^language_model\.model\.embed_tokens\.weight$/,
      rules: [
        ...clipLeftovers,
        ...projector("multi_modal_projector\\."),
        [/\.rotary_emb\.inv_freq$/, null],
        [/^(?=language_model\.|vision_tower\.vision_model\.)/, ""],
      ],
    },
    // transformers 5
    {
      signature: /^model\.language_model\.embed_tokens\.weight$/,
      rules: [
        ...clipLeftovers,
        ...projector("model\\.multi_modal_projector\\."),
        [/^model\.language_model\./, "language_model.model."],
        [/^lm_head\./, "language_model.lm_head."],
        [/^model\.vision_tower\.(vision_model\.)?/, "vision_tower.vision_model."],
      ],
    },
  ],
  describe: (config) => ({
    "language-model": config.text_config ? section(config, "text_config") : config,
    vit: { ...section(config, "vision_config"), ...featureLayer(config) },
  }),
};

/** Which hidden state the language model sees. */
function featureLayer(config: Description): Description {
  const layer = config.vision_feature_layer ?? config.mm_vision_select_layer;
  return layer === undefined ? {} : { vision_feature_layer: layer };
}
