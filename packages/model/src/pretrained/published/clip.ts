// OpenAI's CLIP as Hugging Face publishes it (openai/clip-vit-*): both towers, or the vision tower alone.
import { type Family, type KeyRule, section } from "./family.js";

/** What old files hold and no module does. */
export const clipLeftovers: readonly KeyRule[] = [
  [/\bposition_ids$/, null],
  [/^logit_scale$/, null],
];

export const clip: Family = {
  name: "clip",
  layouts: [
    {
      signature: /^(vision_model\.pre_layrnorm|text_model\.final_layer_norm)\.weight$/,
      rules: [
        ...clipLeftovers,
        [/^(?=vision_model\.|visual_projection\.)/, "vision_tower."],
        [/^(?=text_)/, "text_tower."],
      ],
    },
    // transformers 5 leaves the prefix out where it saves one tower
    {
      signature: /^pre_layrnorm\.weight$/,
      rules: [...clipLeftovers, [/^/, "vision_tower.vision_model."]],
    },
  ],
  describe: (config) =>
    config.vision_config || config.text_config
      ? { vit: section(config, "vision_config"), text: section(config, "text_config") }
      : { vit: config },
};
