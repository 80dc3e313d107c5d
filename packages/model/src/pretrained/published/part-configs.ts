// The numbers of each part: sizes from the tensors' own shapes, the rest from the published config.json, else from the preset.
// A part that the preset has not stays away.
import type { ModelConfig } from "../../config.js";
import type { ClipTextConfig } from "../../encoders/clip-text.js";
import type { ClipVitConfig } from "../../encoders/clip-vit.js";
import { fromPublishedConfig } from "../../language-model/config.js";
import type { Description, PartName } from "./family.js";

/** Shape of a tensor by its key inside the part; undefined for one that is not there. */
export type Shapes = (key: string) => readonly number[] | undefined;

type PartConfigs = Pick<ModelConfig, "vit" | "convnext" | "detector" | "text" | "languageModel">;
type Configure = (base: ModelConfig, shapes: Shapes, described: Description) => Partial<PartConfigs>;

/** How many numbered modules there are: `at(0)`, `at(1)` … name a tensor of each. */
export function countOf(shapes: Shapes, at: (index: number) => string): number {
  let count = 0;
  while (shapes(at(count))) count += 1;
  return count;
}

const given = <T>(described: Description, key: string, fallback: T): T => (described[key] ?? fallback) as T;

/** What both CLIP towers have. */
function clipLayers<T extends ClipVitConfig | ClipTextConfig>(
  base: T,
  model: string,
  shapes: Shapes,
  described: Description,
) {
  const layer = (i: number) => `${model}.encoder.layers.${i}.mlp.fc1.weight`;
  const [intermediateSize, hiddenSize] = shapes(layer(0)) ?? [base.intermediateSize, base.hiddenSize];
  return {
    hiddenSize,
    intermediateSize,
    layers: countOf(shapes, layer) || base.layers,
    heads: given(described, "num_attention_heads", base.heads),
    activation: given(described, "hidden_act", base.activation),
    layerNormEps: given(described, "layer_norm_eps", base.layerNormEps),
  };
}

export const partConfigs: Readonly<Record<PartName, Configure>> = {
  vit: ({ vit }, shapes, described) => {
    if (!vit) return { vit };
    const patchSize = shapes("vision_model.embeddings.patch_embedding.weight")?.[2] ?? vit.patchSize;
    const positions = shapes("vision_model.embeddings.position_embedding.weight")?.[0];
    return {
      vit: {
        ...vit,
        ...clipLayers(vit, "vision_model", shapes, described),
        patchSize,
        imageSize: positions === undefined ? vit.imageSize : Math.sqrt(positions - 1) * patchSize,
        projectionSize: shapes("visual_projection.weight")?.[0] ?? null,
        featureLayer: given(described, "vision_feature_layer", vit.featureLayer),
      },
    };
  },

  convnext: ({ convnext }, shapes) => {
    if (!convnext) return { convnext };
    const depthwise = (stage: number, block: number) => `trunk.stages.${stage}.blocks.${block}.conv_dw.weight`;
    const stages = [0, 1, 2, 3] as const;
    const linear = shapes("head.proj.weight");
    return {
      convnext: {
        ...convnext,
        dims: stages.map((i) => shapes(depthwise(i, 0))?.[0] ?? convnext.dims[i]) as typeof convnext.dims,
        depths: stages.map(
          (i) => countOf(shapes, (block) => depthwise(i, block)) || convnext.depths[i],
        ) as typeof convnext.depths,
        projection: linear ? "linear" : "mlp",
        projectionSize: (linear ?? shapes("head.mlp.fc2.weight"))?.[0] ?? convnext.projectionSize,
      },
    };
  },

  detector: ({ detector, text }, shapes) => {
    if (!detector || !text) return { detector };
    const stages = [0, 1, 2] as const;
    const branch = (stage: number, block: number) => `backbone.stages.${stage}.${block}.branch.project.weight`;
    const sides = shapes("heads.0.sides.weight")?.[0];
    return {
      detector: {
        ...detector,
        stem: shapes("backbone.stem.weight")?.[0] ?? detector.stem,
        depths: stages.map((i) => countOf(shapes, (block) => branch(i, block))) as typeof detector.depths,
        widths: stages.map((i) => 2 * (shapes(branch(i, 0))?.[0] ?? 0)) as typeof detector.widths,
        neck: shapes("neck.reduce.0.weight")?.[0] ?? detector.neck,
        bins: sides === undefined ? detector.bins : sides / 4,
      },
      // Its names are the directions of the text tower's space, one each.
      text: { ...text, projectionSize: shapes("heads.0.keys.weight")?.[0] ?? text.projectionSize },
    };
  },

  text: ({ text }, shapes, described) => {
    if (!text) return { text };
    const vocabSize = shapes("text_model.embeddings.token_embedding.weight")?.[0] ?? text.vocabSize;
    return {
      text: {
        ...text,
        ...clipLayers(text, "text_model", shapes, described),
        tokenizer: "own",
        vocabSize,
        context: shapes("text_model.embeddings.position_embedding.weight")?.[0] ?? text.context,
        projectionSize: shapes("text_projection.weight")?.[0] ?? text.projectionSize,
        // The last two entries frame every text; what published files say of them was wrong for years.
        bosId: vocabSize - 2,
        eosId: vocabSize - 1,
      },
    };
  },

  projector: () => ({}),

  "language-model": ({ languageModel: base }, shapes, described) => {
    const layer = (name: string) => shapes(`model.layers.0.${name}`);
    const [vocabSize, hiddenSize] = shapes("model.embed_tokens.weight") ?? [base.vocabSize, base.hiddenSize];
    const heads = given(described, "num_attention_heads", base.heads);
    const headDim = given(described, "head_dim", hiddenSize / heads);
    return {
      languageModel: fromPublishedConfig(
        {
          intermediate_size: layer("mlp.gate_proj.weight")?.[0] ?? base.intermediateSize,
          num_hidden_layers: countOf(shapes, (i) => `model.layers.${i}.input_layernorm.weight`) || base.layers,
          num_attention_heads: heads,
          num_key_value_heads: (layer("self_attn.k_proj.weight")?.[0] ?? base.keyValueHeads * headDim) / headDim,
          max_position_embeddings: base.maxPositions,
          rms_norm_eps: base.rmsNormEps,
          rope_theta: base.ropeTheta,
          tie_word_embeddings: shapes("model.embed_tokens.weight") !== undefined && !shapes("lm_head.weight"),
          initializer_range: base.initializerRange,
          ...described,
          vocab_size: vocabSize,
          hidden_size: hiddenSize,
        },
        { qkvBias: layer("self_attn.q_proj.bias") !== undefined },
      ),
    };
  },
};
