// photo: photographs on a laptop's CPU. Where the paper's network has two CLIP encoders, this one has a small detector, which
// gives the pyramid and proposes; its 80 names are directions of the text tower's space. 416 pixels, and 544 for
// small things; RGB.
import type { ModelConfig } from "../config.js";
import { cocoNames, cocoPlurals } from "./coco-names.js";

const vocabSize = 4000;

export const photo: ModelConfig = {
  name: "photo",
  picture: { mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] },
  vit: null,
  convnext: null,
  detector: {
    imageSize: 416,
    stem: 24,
    depths: [4, 8, 4],
    widths: [176, 352, 704],
    neck: 128,
    bins: 8,
    secondLook: 544,
  },
  // Prompts are read where things of 16 pixels have a cell; captions need an impression of the whole only.
  pictureTokens: { stage: 2, side: 4 },
  text: {
    tokenizer: "shared",
    vocabSize,
    context: 32,
    hiddenSize: 128,
    intermediateSize: 512,
    layers: 2,
    heads: 4,
    activation: "gelu",
    layerNormEps: 1e-5,
    projectionSize: cocoNames.length,
    bosId: null,
    eosId: 2,
  },
  prompts: { cells: 4, strategy: "aggregation" },
  languageModel: {
    vocabSize,
    hiddenSize: 256,
    intermediateSize: 688,
    layers: 3,
    heads: 4,
    keyValueHeads: 4,
    maxPositions: 2048,
    rmsNormEps: 1e-5,
    ropeTheta: 10000,
    ropeScaling: null,
    qkvBias: false,
    tieEmbeddings: true,
    initializerRange: 0.05,
  },
  pyramidTokens: false,
  evidence: {
    names: [...new Set([...cocoNames, ...cocoPlurals])],
    attributes: [],
    // How many and the floor are those of the trials, with one look. On the photographs that are held back two looks list best
    // without what overlaps by half, and from .4 on.
    proposals: { most: 34, suppression: 0.5, floor: 0.1, pooled: false, counted: 0.4 },
    wordsIn: true,
    namesOut: true,
    pointer: true,
    numbers: true,
    boxesIn: true,
    promptsIn: true,
    placesIn: true,
    earlier: false,
    lines: true,
    // The text tower puts words of one kind in one direction; what it does not know lies far from all.
    wordIsName: 0.9,
  },
  plan: true,
  matching: "grouped",
  decoder: {
    width: 128,
    layers: 2,
    heads: 4,
    feedForwardSize: 256,
    normGroups: 16,
    // The stem's map and the neck's at strides 8, 16, 32.
    levels: [0, 1, 2, 3],
    querySelection: true,
    nameFit: true,
    units: {
      // The detector's boxes are better than what a decoder that begins from nothing makes of them.
      box: { decoder: "proposal" },
      // A look at each box learns within minutes on a CPU what queries over the whole picture would take days for.
      mask: { decoder: "region-mask", channels: 32, grid: 28 },
      keypoint: { decoder: "region-keypoint", channels: 32, grid: 28 },
    },
  },
  template: "plain",
};
