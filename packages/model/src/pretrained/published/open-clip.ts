// open_clip's CLIP with a ConvNeXt (laion/CLIP-convnext_*): timm's trunk under `visual.`, its own text tower beside it.
import { type Description, type Family, section, thirds, transposed } from "./family.js";

const block = "text_tower.text_model.encoder.layers.$1.";

export const openClip: Family = {
  name: "open-clip",
  layouts: [
    {
      signature: /^visual\.trunk\.stem\.0\.weight$/,
      rules: [
        [/^(logit_scale|attn_mask)$/, null],
        [/^visual\.(?=trunk\.|head\.)/, "pyramid_tower."],
        [/^token_embedding\./, "text_tower.text_model.embeddings.token_embedding."],
        [/^positional_embedding$/, "text_tower.text_model.embeddings.position_embedding.weight"],
        [/^ln_final\./, "text_tower.text_model.final_layer_norm."],
        [/^text_projection$/, transposed("text_tower.text_projection.weight")],
        [
          /^transformer\.resblocks\.(\d+)\.attn\.in_proj_(weight|bias)$/,
          thirds(`${block}self_attn.q_proj.$2`, `${block}self_attn.k_proj.$2`, `${block}self_attn.v_proj.$2`),
        ],
        [/^transformer\.resblocks\.(\d+)\.attn\.out_proj\./, `${block}self_attn.out_proj.`],
        [/^transformer\.resblocks\.(\d+)\.ln_([12])\./, `${block}layer_norm$2.`],
        [/^transformer\.resblocks\.(\d+)\.mlp\.c_fc\./, `${block}mlp.fc1.`],
        [/^transformer\.resblocks\.(\d+)\.mlp\.c_proj\./, `${block}mlp.fc2.`],
      ],
    },
  ],
  describe: (config) => ({ text: textTower(section(config, "model_cfg")) }),
};

/** open_clip_config.json names the numbers in its own way. */
function textTower(model: Description): Description {
  const { heads } = section(model, "text_cfg");
  return {
    ...(heads !== undefined && { num_attention_heads: heads }),
    hidden_act: model.quick_gelu === true ? "quick_gelu" : "gelu",
  };
}
