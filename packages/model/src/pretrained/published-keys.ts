// Where published checkpoints name things differently from our modules, or carry what a module does not use.
import type { nn } from "@refvlm/torch";

/** Renaming tables for `loadStateDict`: whole CLIP files load into one tower, old LLaMA files with their buffers too. */
export const publishedKeys = {
  /** openai/clip-vit-*: vision half. */
  vit: [
    [/position_ids$/, null],
    [/^(text_model|text_projection|logit_scale)/, null],
  ],
  /** openai/clip-vit-*: text half. */
  text: [
    [/position_ids$/, null],
    [/^(vision_model|visual_projection|logit_scale)/, null],
  ],
  /** open_clip ConvNeXt: everything under `visual.`. */
  convnext: [
    [/^(?!visual\.)/, null],
    [/^visual\./, ""],
  ],
  /** LLaMA, Vicuna, Qwen2. */
  languageModel: [[/rotary_emb\.inv_freq$/, null]],
} as const satisfies Record<string, nn.Rename>;
