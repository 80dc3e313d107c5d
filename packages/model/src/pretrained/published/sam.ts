// Segment Anything: as its authors publish it (sam_vit_*.pth), and as Hugging Face does (facebook/sam-vit-*).
import type { SamSettings } from "../../plugins/sam/settings.js";
import type { DecoderFamily, ShapeOf } from "./decoder-family.js";
import { type KeyRule, section } from "./family.js";

/** The two whose digest is known whole; a name ends in the beginning of its file's digest. */
const DIGESTS: Readonly<Record<string, string>> = {
  "sam_vit_b_01ec64.pth": "01ec64d29a2fca3f0661936605ae66f8",
  "sam_vit_l_0b3195.pth": "0b3195507c641ddb6910d2bb5adee89c",
};

/** Three linear layers between two of other names. */
const head = (theirs: string, ours: string): KeyRule[] => [
  [new RegExp(`^(${theirs})\\.proj_in\\.`), `${ours}.layers.0.`],
  [new RegExp(`^(${theirs})\\.layers\\.0\\.`), `${ours}.layers.1.`],
  [new RegExp(`^(${theirs})\\.proj_out\\.`), `${ours}.layers.2.`],
];

const huggingFace: KeyRule[] = [
  [/^shared_image_embedding\.positional_embedding$/, "prompt_encoder.pe_layer.positional_encoding_gaussian_matrix"],
  [/^prompt_encoder\.shared_embedding\.positional_embedding$/, null], // the same matrix again
  [/^vision_encoder\.patch_embed\.projection\./, "image_encoder.patch_embed.proj."],
  [/^vision_encoder\.layers\.(\d+)\.layer_norm(\d)\./, "image_encoder.blocks.$1.norm$2."],
  [/^vision_encoder\.layers\./, "image_encoder.blocks."],
  [/^vision_encoder\.neck\.conv1\./, "image_encoder.neck.0."],
  [/^vision_encoder\.neck\.layer_norm1\./, "image_encoder.neck.1."],
  [/^vision_encoder\.neck\.conv2\./, "image_encoder.neck.2."],
  [/^vision_encoder\.neck\.layer_norm2\./, "image_encoder.neck.3."],
  [/^vision_encoder\.pos_embed$/, "image_encoder.pos_embed"],
  [/^prompt_encoder\.point_embed\./, "prompt_encoder.point_embeddings."],
  [/^prompt_encoder\.mask_embed\.conv1\./, "prompt_encoder.mask_downscaling.0."],
  [/^prompt_encoder\.mask_embed\.layer_norm1\./, "prompt_encoder.mask_downscaling.1."],
  [/^prompt_encoder\.mask_embed\.conv2\./, "prompt_encoder.mask_downscaling.3."],
  [/^prompt_encoder\.mask_embed\.layer_norm2\./, "prompt_encoder.mask_downscaling.4."],
  [/^prompt_encoder\.mask_embed\.conv3\./, "prompt_encoder.mask_downscaling.6."],
  [/^(?=prompt_encoder\.(not_a_point|no_mask)_embed\.weight$)/, ""],
  ...head("mask_decoder\\.output_hypernetworks_mlps\\.\\d+", "$1"),
  ...head("mask_decoder\\.iou_prediction_head", "$1"),
  [/^mask_decoder\.upscale_conv1\./, "mask_decoder.output_upscaling.0."],
  [/^mask_decoder\.upscale_layer_norm\./, "mask_decoder.output_upscaling.1."],
  [/^mask_decoder\.upscale_conv2\./, "mask_decoder.output_upscaling.3."],
  [/^(mask_decoder\.transformer\.layers\.\d+)\.layer_norm(\d)\./, "$1.norm$2."],
  [/^mask_decoder\.transformer\.layer_norm_final_attn\./, "mask_decoder.transformer.norm_final_attn."],
  [/^(?=mask_decoder\.(transformer\.|iou_token\.|mask_tokens\.))/, ""],
];

export const sam: DecoderFamily = {
  name: "sam",
  licence: "Apache-2.0",
  layouts: [
    {
      signature: /^image_encoder\.pos_embed$/,
      rules: [[/^(?=(image_encoder|prompt_encoder|mask_decoder)\.)/, ""]],
    },
    { signature: /^vision_encoder\.pos_embed$/, rules: huggingFace },
  ],
  settings: samSettingsOf,
  digest(fileName) {
    const begins = /^sam_vit_[blh]_([0-9a-f]{6})\.pth$/.exec(fileName)?.[1];
    const hex = DIGESTS[fileName] ?? begins;
    return hex === undefined ? undefined : { algorithm: "md5", hex };
  },
};

/** All but the heads of the mask decoder follow from shapes; the published ones have eight. */
function samSettingsOf(shapeOf: ShapeOf, described: Readonly<Record<string, unknown>>): SamSettings {
  const needed = (key: string): readonly number[] => {
    const shape = shapeOf(key);
    if (shape) return shape;
    throw new Error(`lacks ${key}, of which its size is read`);
  };
  const [, side, , width] = needed("image_encoder.pos_embed");
  const patchSize = needed("image_encoder.patch_embed.proj.weight")[2];
  const distances: number[] = [];
  for (let i = 0; ; i++) {
    const table = shapeOf(`image_encoder.blocks.${i}.attn.rel_pos_h`);
    if (!table) break;
    distances.push(table[0]);
  }
  const isWhole = (rows: number) => rows === 2 * side - 1;
  const windowed = distances.find((rows) => !isWhole(rows)) ?? 2 * side - 1;
  const decoder = section(described, "mask_decoder_config");
  return {
    imageSize: side * patchSize,
    patchSize,
    width,
    layers: distances.length,
    heads: width / needed("image_encoder.blocks.0.attn.rel_pos_h")[1],
    mlpWidth: needed("image_encoder.blocks.0.mlp.lin1.weight")[0],
    windowSize: (windowed + 1) / 2,
    globalLayers: [...distances.keys()].filter((i) => isWhole(distances[i])),
    promptWidth: needed("image_encoder.neck.0.weight")[0],
    maskChannels: needed("prompt_encoder.mask_downscaling.3.weight")[0],
    decoderHeads: typeof decoder.num_attention_heads === "number" ? decoder.num_attention_heads : 8,
    decoderMlpWidth: needed("mask_decoder.transformer.layers.0.mlp.lin1.weight")[0],
    iouWidth: needed("mask_decoder.iou_prediction_head.layers.0.weight")[0],
  };
}
