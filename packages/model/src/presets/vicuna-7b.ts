// vicuna-7b: the paper's network: CLIP ViT-L/14 at 336, CLIP ConvNeXt-L at 512, Vicuna-1.5-7B, decoders of 256 x 6. It
// deviates inside the decoders only: queries know their place by codes of their box instead of their number, boxes look
// through a window around themselves, and both decoders say how good their answer is.
import type { ModelConfig } from "../config.js";

export const vicuna7b: ModelConfig = {
  name: "vicuna-7b",
  picture: { mean: [0.48145466, 0.4578275, 0.40821073], std: [0.26862954, 0.26130258, 0.27577711] },
  vit: {
    imageSize: 336,
    patchSize: 14,
    hiddenSize: 1024,
    intermediateSize: 4096,
    layers: 24,
    heads: 16,
    activation: "quick_gelu",
    layerNormEps: 1e-5,
    projectionSize: 768,
    featureLayer: -2,
  },
  convnext: {
    imageSize: 512,
    depths: [3, 3, 27, 3],
    dims: [192, 384, 768, 1536],
    layerNormEps: 1e-6,
    layerScale: 1e-6,
    projectionSize: 768,
    projection: "mlp",
  },
  detector: null,
  pictureTokens: null,
  text: null,
  prompts: { cells: 9, strategy: "aggregation" },
  languageModel: {
    // LLaMA's 32,000 pieces and the seven structure markers.
    vocabSize: 32007,
    hiddenSize: 4096,
    intermediateSize: 11008,
    layers: 32,
    heads: 32,
    keyValueHeads: 32,
    maxPositions: 4096,
    rmsNormEps: 1e-5,
    ropeTheta: 10000,
    ropeScaling: null,
    qkvBias: false,
    tieEmbeddings: false,
    initializerRange: 0.02,
  },
  pyramidTokens: false,
  evidence: null,
  plan: true,
  matching: "grouped",
  decoder: {
    width: 256,
    layers: 6,
    heads: 8,
    feedForwardSize: 2048,
    normGroups: 32,
    // The best row of Table 8; the ConvNeXt's stage 3 is there as published, and nobody reads it.
    levels: [0, 1, 2, "vit"],
    querySelection: false,
    nameFit: false,
    // The decoders of Table 14, which names none for depth.
    units: {
      box: {},
      mask: { maskSize: 256, boxPath: false },
      keypoint: { layers: 6, grid: 24, pixelChannels: 256 },
    },
  },
  template: "vicuna",
};
