// FPN, mask embedder and mask logits against golden/maskformer.
import { nn, noGrad } from "@refvlm/torch";
import { describe, expect, it } from "vitest";
import { DetrDecoder, Mlp, mapPositions, PixelDecoder } from "../src/index.js";
import { Golden } from "./golden-data.js";

const golden = new Golden("maskformer");
const hyper = golden.config.hyper_parameters;
const width = hyper.d_model;
const pixelDecoder = new PixelDecoder({
  featureChannels: hyper.feature_maps.map((map: number[]) => map[0]),
  width: hyper.fpn_feature_size,
  maskSize: hyper.mask_feature_size,
  normGroups: hyper.group_norm_groups,
});
const decoder = new DetrDecoder({
  width,
  heads: hyper.decoder_attention_heads,
  feedForwardSize: hyper.decoder_ffn_dim,
  layers: hyper.decoder_layers,
});
const maskEmbedder = new Mlp(width, width, hyper.mask_feature_size, 3);
const inputProjection = new nn.Conv2d(hyper.feature_maps.at(-1)[0], width, 1);
const part = (prefix: string) => (key: string) => (key.startsWith(prefix) ? key.slice(prefix.length) : null);
pixelDecoder.loadStateDict(golden.weights, { rename: part("model.pixel_level_module.decoder.") });
decoder.loadStateDict(golden.weights, { rename: part("model.transformer_module.decoder.") });
inputProjection.loadStateDict(golden.weights, { rename: part("model.transformer_module.input_projection.") });
maskEmbedder.loadStateDict(golden.weights, {
  rename: (key) => part("mask_embedder.")(key)?.replace(/^(\d)\.0/, "layers.$1") ?? null,
});
const features = hyper.feature_maps.map((_: unknown, i: number) => golden.get(`feature.${i}`));

describe("PixelDecoder", () => {
  it("reproduces every map of the pyramid and the pixel embeddings", () => {
    noGrad(() => {
      const pyramid = pixelDecoder.forward(features);
      const [stem, ...layers] = pyramid.maps.toReversed();
      golden.expectClose(stem, "fpn.stem");
      for (const [i, map] of layers.entries()) golden.expectClose(map, `fpn.${i}`);
      golden.expectClose(pixelDecoder.pixelEmbeddings(pyramid), "pixel_embeddings");
    });
  });

  it("gives the same embeddings when the finest maps are fused later", () => {
    noGrad(() => {
      for (let leave = 1; leave < features.length; leave++) {
        const pyramid = pixelDecoder.forward(features, leave);
        expect(pyramid.maps.length).toBe(features.length - leave);
        golden.expectClose(pixelDecoder.pixelEmbeddings(pyramid), "pixel_embeddings");
      }
    });
  });
});

describe("mask query path", () => {
  it("reproduces layers, embeddings and mask logits", () => {
    noGrad(() => {
      const map = inputProjection.forward(features.at(-1)!);
      golden.expectClose(map, "memory");
      const positions = mapPositions(map.shape[2], map.shape[3], width);
      const values = map.flatten(2).transpose(1, 2);
      const memory = { values, keys: values.add(positions) };
      const queryPositions = golden.weights.get("model.transformer_module.queries_embedder.weight")!.unsqueeze(0);
      const pixels = golden.get("pixel_embeddings");

      const content = golden.get("content.queries");
      const layers = decoder.forward(content.mul(0), queryPositions, memory);
      for (const [i, layer] of layers.entries()) golden.expectClose(layer, `decoder.layer.${i}`);
      const states = decoder.layernorm.forward(layers.at(-1)!);
      golden.expectClose(states, "decoder.last_hidden_state");
      const embeddings = maskEmbedder.forward(states);
      golden.expectClose(embeddings, "mask_embeddings");
      const [batch, , height, columns] = pixels.shape;
      const logits = embeddings.matmul(pixels.flatten(2)).reshape([batch, -1, height, columns]);
      golden.expectClose(logits, "mask_logits");
      const resized = golden.get("mask_logits_resized").shape;
      golden.expectClose(
        logits.slice(1, 0, resized[1]).upsampleBilinear2d(resized.slice(2), false),
        "mask_logits_resized",
      );

      const fromContent = decoder.layernorm.forward(decoder.forward(content, queryPositions, memory).at(-1)!);
      golden.expectClose(fromContent, "content.last_hidden_state");
      const contentLogits = maskEmbedder.forward(fromContent).matmul(pixels.flatten(2));
      golden.expectClose(
        contentLogits.reshape([batch, -1, height, columns]).slice(2, 0, null, 2).slice(3, 0, null, 2),
        "content.mask_logits",
      );
    });
  });
});
