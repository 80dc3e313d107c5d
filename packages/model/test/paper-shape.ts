// The paper's network at a fraction of its size: encoders that see pictures at two sizes, untied embeddings, none of nano's
// additions; and what query selection adds to it.
import { clipTokenizerJson, type ModelConfig, presets, TextTokenizer } from "../src/index.js";

/** A CLIP tokenizer with few merges: 512 letters, the merges, begin and end. */
export const clipJson = clipTokenizerJson("#version\nd o\ndo g</w>\nc a\nca t</w>\nc u\ncu p</w>\n");

/** @param vocabSize of the language model's tokenizer */
export function paperShape(vocabSize: number): ModelConfig {
  const preset = presets["vicuna-7b"];
  const small = { hiddenSize: 32, intermediateSize: 64, layers: 2, heads: 2 };
  return {
    ...preset,
    name: "paper-shape",
    vit: { ...preset.vit!, ...small, imageSize: 84, projectionSize: 16 },
    convnext: { ...preset.convnext!, imageSize: 96, depths: [1, 1, 1, 1], dims: [16, 16, 24, 32], projectionSize: 16 },
    languageModel: { ...preset.languageModel, ...small, vocabSize, keyValueHeads: 2 },
    decoder: {
      ...preset.decoder,
      ...{ width: 32, layers: 2, heads: 2, feedForwardSize: 64, normGroups: 4 },
      units: { box: {}, mask: { maskSize: 16, boxPath: false } },
    },
  };
}

/** With query selection, and so a text tower with a CLIP tokenizer of its own. */
export function selecting(config: ModelConfig): ModelConfig {
  const { size } = new TextTokenizer(clipJson);
  return {
    ...config,
    text: {
      ...presets.nano.text!,
      tokenizer: "own",
      ...{ vocabSize: size, context: 77, hiddenSize: 32, intermediateSize: 64, layers: 2, heads: 2 },
      ...{ activation: "quick_gelu", projectionSize: 16, bosId: size - 2, eosId: size - 1 },
    },
    decoder: { ...config.decoder, querySelection: true },
  };
}
