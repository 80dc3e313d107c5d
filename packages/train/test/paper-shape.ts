// A folder to start training from: the paper's network at a fraction of its size, with a LLaMA template, a CLIP tokenizer
// of the text tower's own, and none of nano's additions.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import {
  clipTokenizerJson,
  type ModelConfig,
  presets,
  TextTokenizer,
  TokenizerCodec,
  writeModelFolder,
} from "@refvlm/model";

/** Writes config.json, tokenizer.json and text-tokenizer.json, without weights. */
export function writePaperShape(folder: string): void {
  const tokenizerPath = fileURLToPath(new URL("./golden/tiny-run/tokenizer.json", import.meta.url));
  const tokenizer = JSON.parse(readFileSync(tokenizerPath, "utf8"));
  const textTokenizer = clipTokenizerJson("#version\nd o\ndo g</w>\nc a\nca t</w>\nt h\nth e</w>\n");
  const textSize = new TextTokenizer(textTokenizer).size;
  const preset = presets["vicuna-7b"];
  const small = { hiddenSize: 64, intermediateSize: 128, layers: 2, heads: 2 };
  const config: ModelConfig = {
    ...preset,
    name: "paper-shape",
    vit: { ...preset.vit, ...small, imageSize: 84, projectionSize: 32 },
    convnext: { ...preset.convnext, imageSize: 64, depths: [1, 1, 1, 1], dims: [16, 32, 48, 64], projectionSize: 32 },
    text: {
      ...preset.text,
      ...small,
      vocabSize: textSize,
      bosId: textSize - 2,
      eosId: textSize - 1,
      projectionSize: 32,
    },
    languageModel: {
      ...preset.languageModel,
      ...small,
      vocabSize: new TokenizerCodec(tokenizer).size,
      keyValueHeads: 2,
    },
    decoder: {
      ...{ width: 32, layers: 2, heads: 2, feedForwardSize: 64, normGroups: 4 },
      units: { box: {}, mask: { maskSize: 16 } },
    },
  };
  writeModelFolder(folder, { config, tokenizer, textTokenizer });
}
