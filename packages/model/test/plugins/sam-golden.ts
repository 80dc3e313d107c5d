// The golden networks of Segment Anything: their sizes as our settings say them, and a plugin's folder of one.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { writeSafetensors } from "@refvlm/torch";
import type { SamSettings } from "../../src/index.js";
import { Golden } from "../golden-data.js";

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

/**
 * Writes the golden network as a plugin's folder, as `refvlm convert` does.
 * @param sure its masks are expected to be right; by its own random weights they are not
 */
export function writeTinySam(folder: string, { sure = false } = {}): string {
  const golden = new Golden("sam");
  const weights = new Map(golden.weights);
  const quality = "mask_decoder.iou_prediction_head.layers.2.bias";
  if (sure) weights.set(quality, weights.get(quality)!.add(1));
  mkdirSync(folder, { recursive: true });
  const settings = goldenSettings(golden.config.hyper_parameters);
  writeFileSync(join(folder, "config.json"), JSON.stringify({ decoder: "sam", settings }));
  writeSafetensors(join(folder, "model.safetensors"), weights);
  return folder;
}
