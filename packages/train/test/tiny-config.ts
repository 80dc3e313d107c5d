// The network of training tests: every part of nano at an eighth of its size, pictures of 64 pixels.
import { type ModelConfig, presets } from "@refvlm/model";

/** @param vocabSize entries of the tokenizer that it is used with */
export function tinyConfig(vocabSize: number) {
  const { nano } = presets;
  return {
    ...nano,
    name: "tiny",
    vit: {
      ...nano.vit!,
      imageSize: 64,
      hiddenSize: 64,
      intermediateSize: 192,
      layers: 3,
      heads: 4,
      projectionSize: 48,
    },
    convnext: { ...nano.convnext!, imageSize: 64, depths: [1, 1, 2, 1], dims: [24, 48, 72, 96], projectionSize: 48 },
    text: {
      ...nano.text!,
      vocabSize,
      hiddenSize: 64,
      intermediateSize: 192,
      layers: 1,
      heads: 4,
      projectionSize: 48,
    },
    languageModel: {
      ...nano.languageModel,
      vocabSize,
      hiddenSize: 64,
      intermediateSize: 192,
      layers: 2,
      heads: 2,
      keyValueHeads: 2,
    },
    decoder: {
      ...nano.decoder,
      width: 48,
      layers: 2,
      heads: 4,
      feedForwardSize: 96,
      normGroups: 8,
      units: { box: {}, mask: { maskSize: 24, boxPath: true } },
    },
  } satisfies ModelConfig;
}
