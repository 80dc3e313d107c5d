// nano: every part of the network at about eight million parameters, trained from nothing on two CPU cores.
import type { ModelConfig } from "../config.js";

const vocabSize = 2000;

export const nano: ModelConfig = {
  name: "nano",
  picture: { mean: [0.48145466, 0.4578275, 0.40821073], std: [0.26862954, 0.26130258, 0.27577711] },
  vit: {
    imageSize: 128,
    patchSize: 16,
    hiddenSize: 192,
    intermediateSize: 768,
    layers: 5,
    heads: 6,
    activation: "gelu",
    layerNormEps: 1e-5,
    projectionSize: 128,
    featureLayer: -2,
  },
  convnext: {
    imageSize: 128,
    depths: [2, 2, 4, 2],
    dims: [48, 96, 192, 256],
    layerNormEps: 1e-6,
    layerScale: 0.1,
    projectionSize: 128,
    projection: "mlp",
  },
  text: {
    vocabSize,
    context: 32,
    hiddenSize: 192,
    intermediateSize: 768,
    layers: 3,
    heads: 6,
    activation: "gelu",
    layerNormEps: 1e-5,
    projectionSize: 128,
    eosId: 2,
  },
  promptCells: 4,
  languageModel: {
    vocabSize,
    hiddenSize: 256,
    intermediateSize: 688,
    layers: 4,
    heads: 4,
    keyValueHeads: 4,
    maxPositions: 2048,
    rmsNormEps: 1e-5,
    ropeTheta: 10000,
    ropeScaling: null,
    qkvBias: false,
    tieEmbeddings: true,
  },
  decoder: { width: 128, layers: 3, heads: 8, feedForwardSize: 512, maskSize: 128, normGroups: 32 },
  template: "plain",
};
