// CLIP-ViT, CLIP text tower and CLIP-ConvNeXt against golden/clip-vision, clip-text and convnext-clip.
import { noGrad, ones } from "@refvlm/torch";
import { describe, expect, it } from "vitest";
import { ClipConvnext, ClipText, ClipVit, clipTextIds, partKeys, presets } from "../src/index.js";
import { Golden } from "./golden-data.js";

describe("ClipVit", () => {
  const golden = new Golden("clip-vision");
  const hyper = golden.config.hyper_parameters;
  /** The layer before the last where the fixture does not say, as LLaVA's. */
  const featureLayer: number = hyper.vision_feature_layer ?? -2;
  const vit = new ClipVit({
    imageSize: hyper.image_size,
    patchSize: hyper.patch_size,
    hiddenSize: hyper.hidden_size,
    intermediateSize: hyper.intermediate_size,
    layers: hyper.num_hidden_layers,
    heads: hyper.num_attention_heads,
    activation: hyper.hidden_act,
    layerNormEps: hyper.layer_norm_eps,
    projectionSize: null,
    featureLayer,
  });
  vit.loadStateDict(golden.weights, { rename: partKeys("clip", "vit") });

  it("reproduces the embeddings, every hidden state and the pooled class token", () => {
    noGrad(() => {
      const { embeddings, hiddenStates, pooled } = vit.forward(golden.get("pixel_values"));
      golden.expectClose(embeddings, "embeddings");
      for (const [i, state] of hiddenStates.entries()) golden.expectClose(state, `hidden_states.${i}`);
      golden.expectClose(hiddenStates.at(-1)!, "last_hidden_state");
      golden.expectClose(pooled, "pooler_output");
    });
  });

  it("gives the language model the hidden state of its feature layer without the class token", () => {
    noGrad(() => golden.expectClose(vit.features(golden.get("pixel_values")), "patch_features"));
  });

  it("can name the feature layer from either end", () => {
    noGrad(() => {
      vit.config.featureLayer = hyper.num_hidden_layers + 1 + featureLayer;
      golden.expectClose(vit.features(golden.get("pixel_values")), "patch_features");
      vit.config.featureLayer = featureLayer;
    });
  });
});

describe("ClipText", () => {
  const golden = new Golden("clip-text");
  const hyper = golden.config.hyper_parameters;
  const config = {
    tokenizer: "own" as const,
    vocabSize: hyper.vocab_size,
    context: hyper.max_position_embeddings,
    hiddenSize: hyper.hidden_size,
    intermediateSize: hyper.intermediate_size,
    layers: hyper.num_hidden_layers,
    heads: hyper.num_attention_heads,
    activation: hyper.hidden_act,
    layerNormEps: hyper.layer_norm_eps,
    projectionSize: hyper.projection_dim,
    bosId: null,
    eosId: hyper.eos_token_id,
  };
  const text = new ClipText(config);
  text.loadStateDict(golden.weights, { rename: partKeys("clip", "text") });

  it("reproduces every hidden state and the embedding at the first end token", () => {
    noGrad(() => {
      const { hiddenStates, lastHiddenState, textEmbeds } = text.forward(golden.get("input_ids"));
      for (const [i, state] of hiddenStates.entries()) golden.expectClose(state, `hidden_states.${i}`);
      golden.expectClose(lastHiddenState, "last_hidden_state");
      golden.expectClose(textEmbeds, "text_embeds");
      golden.expectClose(textEmbeds.div(textEmbeds.square().sum([1], true).sqrt()), "text_embeds_normalised");
    });
  });

  it("pads with the end token and keeps it when a text is cut", () => {
    const long = Array.from({ length: 40 }, (_, i) => i);
    const [short, cut] = clipTextIds([[7], long], config);
    expect(short).toEqual([7, ...new Array(config.context - 1).fill(config.eosId)]);
    expect(cut).toEqual([...long.slice(0, config.context - 1), config.eosId]);
    expect(clipTextIds([[7]], { ...config, bosId: 209 })).toEqual([[209, 7, config.eosId]]);
  });
});

describe("ClipConvnext", () => {
  const golden = new Golden("convnext-clip");
  const hyper = golden.config.hyper_parameters;
  const convnext = new ClipConvnext({
    imageSize: hyper.image_size[0],
    depths: hyper.depths,
    dims: hyper.dims,
    layerNormEps: hyper.layer_norm_eps,
    layerScale: 1e-6,
    projectionSize: hyper.embed_dim,
    projection: hyper.proj,
  });
  convnext.loadStateDict(golden.weights, { rename: partKeys("open-clip", "convnext") });

  it("reproduces four stages, the pooled features and the image embedding of an odd, oblong picture", () => {
    noGrad(() => {
      const { maps, pooled, imageEmbeds } = convnext.forward(golden.get("pixel_values"));
      for (const [i, map] of maps.entries()) golden.expectClose(map.contiguous(), `stage.${i}`);
      golden.expectClose(pooled, "trunk_pooled");
      golden.expectClose(imageEmbeds, "image_embeds");
    });
  });

  it("has the strides 4, 8, 16 and 32 of the pyramid at nano's size", () => {
    const config = presets.nano.convnext!;
    const tower = new ClipConvnext(config);
    const maps = noGrad(() => tower.pyramid(ones([1, 3, config.imageSize, config.imageSize])));
    expect(maps.map((map) => map.shape)).toEqual(
      config.dims.map((width, i) => [1, width, config.imageSize / 2 ** (i + 2), config.imageSize / 2 ** (i + 2)]),
    );
  });
});
