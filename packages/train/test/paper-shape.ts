// A folder to start training from: the paper's network at a fraction of its size, with a LLaMA template and none of nano's
// additions.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { type ModelConfig, presets, TokenizerCodec, writeModelFolder } from "@refvlm/model";

/** Writes config.json and tokenizer.json, without weights. */
export function writePaperShape(folder: string, change: Partial<ModelConfig> = {}): void {
  const tokenizerPath = fileURLToPath(new URL("./golden/tiny-run/tokenizer.json", import.meta.url));
  const tokenizer = JSON.parse(readFileSync(tokenizerPath, "utf8"));
  const preset = presets["vicuna-7b"];
  const small = { hiddenSize: 64, intermediateSize: 128, layers: 2, heads: 2 };
  const config: ModelConfig = {
    ...preset,
    name: "paper-shape",
    vit: { ...preset.vit!, ...small, imageSize: 84, projectionSize: 32 },
    convnext: { ...preset.convnext!, imageSize: 96, depths: [1, 1, 1, 1], dims: [16, 32, 48, 64], projectionSize: 32 },
    languageModel: {
      ...preset.languageModel,
      ...small,
      vocabSize: new TokenizerCodec(tokenizer).size,
      keyValueHeads: 2,
    },
    decoder: {
      ...preset.decoder,
      ...{ width: 32, layers: 2, heads: 2, feedForwardSize: 64, normGroups: 4 },
      units: { box: {}, mask: { maskSize: 16, boxPath: false } },
    },
    ...change,
  };
  writeModelFolder(folder, { config, tokenizer });
}
