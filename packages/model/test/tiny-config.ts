// The smallest sensible network: every part of nano at a fraction of its size, for tests of behaviour.
import type { ModelConfig } from "../src/index.js";
import { presets } from "../src/index.js";

export const tinyConfig = {
  ...presets.nano,
  name: "tiny",
  vit: {
    ...presets.nano.vit!,
    imageSize: 32,
    patchSize: 8,
    hiddenSize: 32,
    intermediateSize: 64,
    layers: 2,
    heads: 2,
    projectionSize: 16,
  },
  convnext: {
    ...presets.nano.convnext!,
    imageSize: 32,
    depths: [1, 1, 1, 1],
    dims: [16, 16, 24, 32],
    projectionSize: 16,
  },
  text: {
    ...presets.nano.text!,
    vocabSize: 64,
    hiddenSize: 32,
    intermediateSize: 64,
    layers: 1,
    heads: 2,
    projectionSize: 16,
  },
  languageModel: {
    ...presets.nano.languageModel,
    vocabSize: 64,
    hiddenSize: 32,
    intermediateSize: 64,
    layers: 2,
    heads: 2,
    keyValueHeads: 2,
  },
  decoder: {
    ...presets.nano.decoder,
    width: 32,
    layers: 2,
    heads: 2,
    feedForwardSize: 64,
    normGroups: 4,
    units: { box: {}, mask: { maskSize: 16, boxPath: true } },
  },
} satisfies ModelConfig;
