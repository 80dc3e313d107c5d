// The sizes of the golden networks of Segment Anything as our settings say them.
import type { SamSettings } from "../../src/index.js";

/** @param numbers of the golden's config */
// biome-ignore lint/suspicious/noExplicitAny: free-form JSON
export function goldenSettings(numbers: any): SamSettings {
  return {
    imageSize: numbers.image_size,
    patchSize: numbers.patch_size,
    width: numbers.embed_dim,
    layers: numbers.depth,
    heads: numbers.num_heads,
    mlpWidth: numbers.embed_dim * numbers.mlp_ratio,
    windowSize: numbers.window_size,
    globalLayers: numbers.global_attn_indexes,
    promptWidth: numbers.prompt_embed_dim,
    maskChannels: numbers.mask_in_chans,
    decoderHeads: numbers.decoder_num_heads,
    decoderMlpWidth: numbers.decoder_mlp_dim,
    iouWidth: numbers.iou_head_hidden_dim,
  };
}
