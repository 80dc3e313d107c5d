// GroundingDINO as IDEA-Research publishes it (groundingdino_swint_ogc.pth), as Hugging Face does, and as transformers 5 saves it.
import type { DecoderFamily } from "./decoder-family.js";
import { type KeyRule, type Layout, thirds, within } from "./family.js";
import { groundingDinoSizes } from "./grounding-sizes.js";
import { bertBeside } from "./text-beside.js";

const N = String.raw`(\d+)`;
const BLOCK = "picture.swin.stages.$1.blocks.$2";

/** What a module's or a parameter's name becomes; `theirs` with its dots as they are. */
const rule = (theirs: string, ours: string): KeyRule => [
  new RegExp(`^${theirs.replaceAll(".", "\\.")}(?=[.]|$)`),
  ours,
];

/** q, k and v that lie in one tensor. */
export function fused(theirs: string, ours: string): KeyRule[] {
  return (["weight", "bias"] as const).map((parameter): KeyRule => {
    const [q, k, v] = ["q", "k", "v"].map((name) => `${ours}.${name}_proj.${parameter}`);
    return [new RegExp(`^${theirs.replaceAll(".", "\\.")}[._]${parameter}$`), thirds(q, k, v)];
  });
}

/** An attention whose projections have names of their own. */
const projections = (theirs: string, ours: string, [q, k, v, out]: readonly string[]): KeyRule[] => [
  rule(`${theirs}.${q}`, `${ours}.q_proj`),
  rule(`${theirs}.${k}`, `${ours}.k_proj`),
  rule(`${theirs}.${v}`, `${ours}.v_proj`),
  rule(`${theirs}.${out}`, `${ours}.out_proj`),
];

/** Swin's norms of maps are counted from the stage after the first. */
const mapNorms = (theirs: (stage: number) => string): KeyRule[] =>
  [1, 2, 3].map((stage) => rule(theirs(stage), `picture.swin.norms.${stage - 1}`));

/** All layers have one box head, told once for each. */
const sharedBoxHead: readonly KeyRule[] = [
  rule("(?:(?:transformer|model).decoder.)?bbox_embed.0", "box_head"),
  [/^((transformer|model)\.decoder\.)?bbox_embed\.\d+\./, null],
];

/** BERT's names, which no port has changed. */
const bert = (theirs: string): KeyRule[] => [
  [new RegExp(`^${theirs}\\.(pooler\\.|embeddings\\.position_ids$)`), null],
  rule(`${theirs}.embeddings.word_embeddings`, "text.words"),
  rule(`${theirs}.embeddings.position_embeddings`, "text.positions"),
  rule(`${theirs}.embeddings.token_type_embeddings`, "text.sentences"),
  rule(`${theirs}.embeddings.LayerNorm`, "text.norm"),
  ...projections(`${theirs}.encoder.layer.${N}.attention`, "text.layers.$1.attention", [
    "self.query",
    "self.key",
    "self.value",
    "output.dense",
  ]),
  rule(`${theirs}.encoder.layer.${N}.attention.output.LayerNorm`, "text.layers.$1.attention_norm"),
  rule(`${theirs}.encoder.layer.${N}.intermediate.dense`, "text.layers.$1.fc1"),
  rule(`${theirs}.encoder.layer.${N}.output.dense`, "text.layers.$1.fc2"),
  rule(`${theirs}.encoder.layer.${N}.output.LayerNorm`, "text.layers.$1.output_norm"),
];

/** The original's names but for the text encoder's, as X-Pose has them, too. */
export const originalGrounding: readonly KeyRule[] = [
  [/\.relative_position_index$/, null],
  [/^label_enc\.weight$/, null],
  ...sharedBoxHead,
  rule("backbone.0.patch_embed.proj", "picture.swin.patch"),
  rule("backbone.0.patch_embed.norm", "picture.swin.patch_norm"),
  ...mapNorms((stage) => `backbone.0.norm${stage}`),
  ...fused(`backbone.0.layers.${N}.blocks.${N}.attn.qkv`, `${BLOCK}.attention`),
  rule(`backbone.0.layers.${N}.blocks.${N}.attn.relative_position_bias_table`, `${BLOCK}.attention.position_bias`),
  rule(`backbone.0.layers.${N}.blocks.${N}.attn.proj`, `${BLOCK}.attention.out_proj`),
  rule(`backbone.0.layers.${N}.blocks.${N}.norm1`, `${BLOCK}.attention_norm`),
  rule(`backbone.0.layers.${N}.blocks.${N}.norm2`, `${BLOCK}.mlp_norm`),
  rule(`backbone.0.layers.${N}.blocks.${N}.mlp`, BLOCK),
  rule(`backbone.0.layers.${N}.downsample`, "picture.swin.stages.$1.downsample"),
  rule(`input_proj.${N}.0`, "picture.projections.$1.conv"),
  rule(`input_proj.${N}.1`, "picture.projections.$1.norm"),
  rule("transformer.level_embed", "picture.level_embedding"),
  ...fusionRules(`transformer.encoder.fusion_layers.${N}`, {
    ...{ pictureScale: "gamma_v", textScale: "gamma_l", pictureNorm: "layer_norm_v", textNorm: "layer_norm_l" },
    ...{ picture: "v", text: "l" },
  }),
  ...fused(`transformer.encoder.text_layers.${N}.self_attn.in_proj`, "encoder.layers.$1.text.attention"),
  rule(`transformer.encoder.text_layers.${N}.self_attn.out_proj`, "encoder.layers.$1.text.attention.out_proj"),
  ...feedForward(`transformer.encoder.text_layers.${N}`, "encoder.layers.$1.text", ["linear1", "linear2"]),
  rule(`transformer.encoder.text_layers.${N}.norm1`, "encoder.layers.$1.text.attention_norm"),
  rule(`transformer.encoder.text_layers.${N}.norm2`, "encoder.layers.$1.text.final_norm"),
  rule(`transformer.encoder.layers.${N}.self_attn`, "encoder.layers.$1.picture.attention"),
  ...feedForward(`transformer.encoder.layers.${N}`, "encoder.layers.$1.picture", ["linear1", "linear2"]),
  rule(`transformer.encoder.layers.${N}.norm1`, "encoder.layers.$1.picture.attention_norm"),
  rule(`transformer.encoder.layers.${N}.norm2`, "encoder.layers.$1.picture.final_norm"),
  rule("transformer.enc_output", "proposals.output"),
  rule("transformer.enc_output_norm", "proposals.output_norm"),
  rule("transformer.enc_out_bbox_embed", "proposals.box_head"),
  rule("transformer.tgt_embed.weight", "queries"),
  rule("transformer.decoder.norm", "decoder.norm"),
  rule("transformer.decoder.ref_point_head", "decoder.position_head"),
  ...fused(`transformer.decoder.layers.${N}.self_attn.in_proj`, "decoder.layers.$1.self_attention"),
  rule(`transformer.decoder.layers.${N}.self_attn.out_proj`, "decoder.layers.$1.self_attention.out_proj"),
  ...fused(`transformer.decoder.layers.${N}.ca_text.in_proj`, "decoder.layers.$1.text_attention"),
  rule(`transformer.decoder.layers.${N}.ca_text.out_proj`, "decoder.layers.$1.text_attention.out_proj"),
  rule(`transformer.decoder.layers.${N}.cross_attn`, "decoder.layers.$1.picture_attention"),
  ...feedForward(`transformer.decoder.layers.${N}`, "decoder.layers.$1", ["linear1", "linear2"]),
  rule(`transformer.decoder.layers.${N}.norm1`, "decoder.layers.$1.picture_norm"),
  rule(`transformer.decoder.layers.${N}.norm2`, "decoder.layers.$1.self_norm"),
  rule(`transformer.decoder.layers.${N}.norm3`, "decoder.layers.$1.final_norm"),
  rule(`transformer.decoder.layers.${N}.catext_norm`, "decoder.layers.$1.text_norm"),
];

function feedForward(theirs: string, ours: string, [fc1, fc2]: readonly string[]): KeyRule[] {
  return [rule(`${theirs}.${fc1}`, `${ours}.fc1`), rule(`${theirs}.${fc2}`, `${ours}.fc2`)];
}

/** What each layout calls the parts of a fusion; `picture` and `text` are in the names of projections. */
interface FusionNames {
  readonly pictureScale: string;
  readonly textScale: string;
  readonly pictureNorm: string;
  readonly textNorm: string;
  readonly picture: string;
  readonly text: string;
}

function fusionRules(theirs: string, names: FusionNames): KeyRule[] {
  const ours = "encoder.layers.$1.fusion";
  return [
    rule(`${theirs}.${names.pictureScale}`, `${ours}.picture_scale`),
    rule(`${theirs}.${names.textScale}`, `${ours}.text_scale`),
    rule(`${theirs}.${names.pictureNorm}`, `${ours}.picture_norm`),
    rule(`${theirs}.${names.textNorm}`, `${ours}.text_norm`),
    ...(["picture", "text"] as const).flatMap((side) => [
      rule(`${theirs}.attn.${names[side]}_proj`, `${ours}.attention.${side}_proj`),
      rule(`${theirs}.attn.values_${names[side]}_proj`, `${ours}.attention.${side}_values`),
      rule(`${theirs}.attn.out_${names[side]}_proj`, `${ours}.attention.${side}_out`),
    ]),
  ];
}

const SWIN = "model.backbone.conv_encoder.model.(?:swin.)?";
const SWIN_BLOCK = `${SWIN}encoder.layers.${N}.blocks.${N}`;
const QKVO = ["query", "key", "value", "out_proj"];

/** As Hugging Face's file has it, and as transformers 5 holds it in memory and saves it: they differ inside of Swin. */
const huggingFace: readonly KeyRule[] = [
  [/\.relative_position_index$/, null],
  [/^model\.backbone\.conv_encoder\.model\.(swin\.)?layernorm\./, null],
  ...sharedBoxHead,
  rule(`${SWIN}embeddings.patch_embeddings.projection`, "picture.swin.patch"),
  rule(`${SWIN}embeddings.norm`, "picture.swin.patch_norm"),
  ...mapNorms((stage) => `${SWIN}hidden_states_norms.stage${stage + 1}`),
  ...projections(`${SWIN_BLOCK}.attention`, `${BLOCK}.attention`, [
    "self.query",
    "self.key",
    "self.value",
    "output.dense",
  ]),
  ...projections(`${SWIN_BLOCK}.attention`, `${BLOCK}.attention`, ["q_proj", "k_proj", "v_proj", "o_proj"]),
  rule(
    `${SWIN_BLOCK}.attention.(?:self|relative_position_bias).relative_position_bias_table`,
    `${BLOCK}.attention.position_bias`,
  ),
  rule(`${SWIN_BLOCK}.layernorm_before`, `${BLOCK}.attention_norm`),
  rule(`${SWIN_BLOCK}.layernorm_after`, `${BLOCK}.mlp_norm`),
  ...feedForward(SWIN_BLOCK, BLOCK, ["intermediate.dense", "output.dense"]),
  ...feedForward(SWIN_BLOCK, BLOCK, ["mlp.fc1", "mlp.fc2"]),
  rule(`${SWIN}encoder.layers.${N}.downsample`, "picture.swin.stages.$1.downsample"),
  rule(`model.input_proj_vision.${N}.0`, "picture.projections.$1.conv"),
  rule(`model.input_proj_vision.${N}.1`, "picture.projections.$1.norm"),
  rule("model.level_embed", "picture.level_embedding"),
  ...fusionRules(`model.encoder.layers.${N}.fusion_layer`, {
    ...{ pictureScale: "vision_param", textScale: "text_param" },
    ...{ pictureNorm: "layer_norm_vision", textNorm: "layer_norm_text" },
    ...{ picture: "vision", text: "text" },
  }),
  ...projections(`model.encoder.layers.${N}.text_enhancer_layer.self_attn`, "encoder.layers.$1.text.attention", QKVO),
  ...feedForward(`model.encoder.layers.${N}.text_enhancer_layer`, "encoder.layers.$1.text", ["fc1", "fc2"]),
  rule(`model.encoder.layers.${N}.text_enhancer_layer.layer_norm_before`, "encoder.layers.$1.text.attention_norm"),
  rule(`model.encoder.layers.${N}.text_enhancer_layer.layer_norm_after`, "encoder.layers.$1.text.final_norm"),
  rule(`model.encoder.layers.${N}.deformable_layer.self_attn`, "encoder.layers.$1.picture.attention"),
  ...feedForward(`model.encoder.layers.${N}.deformable_layer`, "encoder.layers.$1.picture", ["fc1", "fc2"]),
  rule(`model.encoder.layers.${N}.deformable_layer.self_attn_layer_norm`, "encoder.layers.$1.picture.attention_norm"),
  rule(`model.encoder.layers.${N}.deformable_layer.final_layer_norm`, "encoder.layers.$1.picture.final_norm"),
  rule("model.enc_output", "proposals.output"),
  rule("model.enc_output_norm", "proposals.output_norm"),
  rule("model.encoder_output_bbox_embed", "proposals.box_head"),
  rule("model.query_position_embeddings.weight", "queries"),
  rule("model.decoder.layer_norm", "decoder.norm"),
  rule("model.decoder.reference_points_head", "decoder.position_head"),
  ...projections(`model.decoder.layers.${N}.self_attn`, "decoder.layers.$1.self_attention", QKVO),
  ...projections(`model.decoder.layers.${N}.encoder_attn_text`, "decoder.layers.$1.text_attention", QKVO),
  rule(`model.decoder.layers.${N}.encoder_attn`, "decoder.layers.$1.picture_attention"),
  ...feedForward(`model.decoder.layers.${N}`, "decoder.layers.$1", ["fc1", "fc2"]),
  rule(`model.decoder.layers.${N}.self_attn_layer_norm`, "decoder.layers.$1.self_norm"),
  rule(`model.decoder.layers.${N}.encoder_attn_text_layer_norm`, "decoder.layers.$1.text_norm"),
  rule(`model.decoder.layers.${N}.encoder_attn_layer_norm`, "decoder.layers.$1.picture_norm"),
  rule(`model.decoder.layers.${N}.final_layer_norm`, "decoder.layers.$1.final_norm"),
];

export const groundingDinoLayouts: readonly Layout[] = [
  {
    signature: /^feat_map\.weight$/,
    rules: [...bert("bert"), rule("feat_map", "text_projection"), ...originalGrounding],
  },
  {
    signature: /^model\.text_projection\.weight$/,
    rules: [...bert("model.text_backbone"), rule("model.text_projection", "text_projection"), ...huggingFace],
  },
];

const SWIN_T = {
  algorithm: "sha256",
  hex: "3b3ca2563c77c69f651d7bd133e97139c186df06231157a64c507099c52bc799",
} as const;

export const groundingDino: DecoderFamily = {
  name: "grounding-dino",
  licence: "Apache-2.0",
  layouts: groundingDinoLayouts.map((layout) => within("detector.", layout)),
  settings: (shapeOf, described) => groundingDinoSizes((key) => shapeOf(`detector.${key}`), described),
  beside: bertBeside,
  digest: (fileName) => (fileName === "groundingdino_swint_ogc.pth" ? SWIN_T : undefined),
};
