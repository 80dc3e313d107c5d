// Tiny GroundingDINO and X-Pose with random weights and a tokenizer of a few words, as folders of plugins.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { manualSeed, type nn, noGrad, writeSafetensors } from "@refvlm/torch";
import { PhraseDetector, type PhraseDetectorConfig } from "../src/plugins/grounding-dino/phrase-detector.js";
import { PoseFinder, type PoseFinderConfig } from "../src/plugins/uni-pose/pose-finder.js";
import { tokenizerBytes } from "../src/tokenizer/stored-tokenizer.js";
import { checkedTokenizerJson } from "../src/tokenizer/tokenizer-json.js";

/** Entries of the vocabulary, up to BERT's question mark. */
const VOCABULARY = 1030;
const words = [
  "a",
  "photo",
  "of",
  "cat",
  "dog",
  "bus",
  "car",
  "taxi",
  "##van",
  "cara",
  "person",
  "left",
  "eye",
  "nose",
];

/** BERT's kind of tokenizer: its marks where BERT has them, a few words, and pieces nobody writes. */
export const bertTokenizer = checkedTokenizerJson(
  {
    added_tokens: [
      { id: 101, content: "[CLS]", special: true },
      { id: 102, content: "[SEP]", special: true },
    ],
    normalizer: {
      ...{ type: "BertNormalizer", clean_text: true, handle_chinese_chars: true },
      ...{ strip_accents: null, lowercase: true },
    },
    pre_tokenizer: { type: "BertPreTokenizer" },
    model: {
      ...{ type: "WordPiece", unk_token: "[UNK]", continuing_subword_prefix: "##", max_input_chars_per_word: 100 },
      vocab: Object.fromEntries(
        Array.from({ length: VOCABULARY }, (_, id) => {
          const marks: Record<number, string> = { 100: "[UNK]", 101: "[CLS]", 102: "[SEP]", 1012: ".", 1029: "?" };
          return [marks[id] ?? words[id - 200] ?? `[unused${id}]`, id];
        }),
      ),
    },
  },
  "tokenizer.json",
);
const bytes = tokenizerBytes(bertTokenizer);

const sizes = {
  swin: { width: 8, depths: [1, 1, 2, 1], heads: [1, 2, 2, 4], window: 4 },
  ...{ width: 32, heads: 4, feedForwardSize: 64, encoderLayers: 1, decoderLayers: 2, levels: 4, points: 2 },
  queries: 20,
  input: { shortest: 64, longest: 96 },
  tokenizerBytes: bytes.numel,
};
export const tinyDetectorConfig: PhraseDetectorConfig = {
  ...sizes,
  text: {
    ...{ vocabSize: VOCABULARY, hiddenSize: 32, intermediateSize: 48, layers: 1, heads: 2 },
    ...{ positions: 32, layerNormEps: 1e-12 },
  },
  captionLength: 16,
};
export const tinyPoseConfig: PoseFinderConfig = {
  ...sizes,
  decoderLayers: 3,
  ...{ textSize: 16, instances: 6, joints: 20, boxLayers: 1 },
  text: {
    ...{ tokenizer: "own", vocabSize: VOCABULARY, context: 16, hiddenSize: 32, intermediateSize: 64 },
    ...{ layers: 1, heads: 2, activation: "quick_gelu", layerNormEps: 1e-5, projectionSize: 16 },
    ...{ bosId: 101, eosId: 102 },
  },
};

/** Weights large enough that queries differ, and the tokenizer. */
function opinionated<Network extends PhraseDetector | PoseFinder>(network: Network): Network {
  noGrad(() => {
    for (const weight of network.parameters()) if (weight.ndim === 2) weight.mul_(1.5);
    network.tokenizer.bytes.copy_(bytes);
  });
  network.eval().requiresGrad_(false);
  return network;
}

export function tinyDetector(): PhraseDetector {
  manualSeed(3);
  return opinionated(new PhraseDetector(tinyDetectorConfig));
}

export function tinyPoseFinder(): PoseFinder {
  manualSeed(4);
  return opinionated(new PoseFinder(tinyPoseConfig));
}

/** Writes a plugin's folder, as `refvlm convert` does. */
export function writePlugin(folder: string, decoder: string, network: nn.Module, settings: object): string {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "config.json"), JSON.stringify({ decoder, settings }));
  writeSafetensors(join(folder, "model.safetensors"), network.stateDict());
  return folder;
}
