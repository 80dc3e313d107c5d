// The paper's network at a fraction of its size: a text tower with a CLIP tokenizer of its own, encoders that see pictures
// at two sizes, untied embeddings, none of nano's additions.
import { clipTokenizerJson, type ModelConfig, presets, TextTokenizer } from "../src/index.js";

/** A CLIP tokenizer with few merges: 512 letters, the merges, begin and end. */
export const clipJson = clipTokenizerJson("#version\nd o\ndo g</w>\nc a\nca t</w>\nc u\ncu p</w>\n");

/** @param vocabSize of the language model's tokenizer */
export function paperShape(vocabSize: number): ModelConfig {
  const preset = presets["vicuna-7b"];
  const small = { hiddenSize: 32, intermediateSize: 64, layers: 2, heads: 2 };
  const { size } = new TextTokenizer(clipJson);
  return {
    ...preset,
    name: "paper-shape",
    vit: { ...preset.vit, ...small, imageSize: 84, projectionSize: 16 },
    convnext: { ...preset.convnext, imageSize: 64, depths: [1, 1, 1, 1], dims: [16, 16, 24, 32], projectionSize: 16 },
    text: { ...preset.text, ...small, vocabSize: size, bosId: size - 2, eosId: size - 1, projectionSize: 16 },
    languageModel: { ...preset.languageModel, ...small, vocabSize, keyValueHeads: 2 },
    decoder: {
      ...{ width: 32, layers: 2, heads: 2, feedForwardSize: 64, normGroups: 4 },
      units: { box: {}, mask: { maskSize: 16 } },
    },
  };
}
