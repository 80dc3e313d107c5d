// A network's folder: config.json, the tokenizers and the weights, written and read back without surprises.
import { mkdirSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { writeWhole } from "@refvlm/config";
import { type DType, isFloating, noGrad, scope, type Tensor, writeSafetensors } from "@refvlm/torch";
import { type ModelConfig, parseModelConfig } from "../config.js";
import type { NetworkOptions, RefVlmNetwork } from "../network.js";
import { TokenizerCodec } from "../tokenizer/codec.js";
import { type TextCodec, TextTokenizer } from "../tokenizer/text-tokenizer.js";
import type { TokenizerJson } from "../tokenizer/tokenizer-json.js";
import { ADAPTER_FILE, ADAPTER_WEIGHTS, type Adapter } from "./adapter.js";
import { CALIBRATION_FILE } from "./calibration.js";
import { readJson } from "./json-file.js";
import { CARD_FILE, type ModelCard } from "./model-card.js";
import { ModelFileError, readingFile } from "./model-file-error.js";
import { openWeights, WHOLE, weightsFingerprint } from "./weights.js";

/** What a folder holds beside its weights. */
export interface ModelFolder {
  config: ModelConfig;
  /** Content of tokenizer.json. */
  tokenizer: TokenizerJson;
  /** Content of text-tokenizer.json, where the config says that the text tower has a tokenizer of its own. */
  textTokenizer?: TokenizerJson;
  /** Of the language model. */
  codec: TokenizerCodec;
  /** Of the text tower, null without one; the same object where the config says "shared". */
  textCodec: TextCodec | null;
}

/**
 * Reads a folder without its weights.
 * @param options.units decoders that the config's units may choose; those of this package by default
 * @throws ModelFileError naming the file: missing, not JSON, not a valid config (each wrong key, the nearest valid one),
 *   not a tokenizer, or a vocabulary that is larger than the config's
 */
export function readModelFolder(folder: string, { units }: NetworkOptions = {}): ModelFolder {
  const path = (name: string) => join(folder, name);
  const [configPath, tokenizerPath] = [path("config.json"), path("tokenizer.json")];
  const described = readJson(configPath);
  const config = readingFile(configPath, () => parseModelConfig(described.value, configPath, described.text, units));
  const tokenizer = readJson(tokenizerPath).value as TokenizerJson;
  const codec = readingFile(tokenizerPath, () => new TokenizerCodec(tokenizer, tokenizerPath));
  checkFit(configPath, "languageModel.vocabSize", config.languageModel.vocabSize, codec.size, "tokenizer.json");
  const { text } = config;
  if (!text) return { config, tokenizer, codec, textCodec: null };
  if (text.tokenizer === "shared") {
    checkFit(configPath, "text.vocabSize", text.vocabSize, codec.size, "tokenizer.json");
    return { config, tokenizer, codec, textCodec: codec };
  }
  const textPath = path("text-tokenizer.json");
  const textTokenizer = readJson(textPath).value as TokenizerJson;
  const textCodec = readingFile(textPath, () => new TextTokenizer(textTokenizer, textPath));
  checkFit(configPath, "text.vocabSize", text.vocabSize, textCodec.size, "text-tokenizer.json");
  return { config, tokenizer, textTokenizer, codec, textCodec };
}

function checkFit(configPath: string, key: string, vocabSize: number, entries: number, file: string): void {
  if (entries > vocabSize)
    throw new ModelFileError(configPath, `${key}: ${vocabSize} is too small for the ${entries} entries of ${file}`);
}

export interface SaveOptions {
  /** The text tower's own tokenizer, where the config says that it has one. */
  textTokenizer?: TokenizerJson;
  /** Of the weights in the file. Default bfloat16. */
  dtype?: DType;
  card?: ModelCard;
}

/** Writes a folder that `loadPretrained` reads. */
export function savePretrained(
  folder: string,
  network: RefVlmNetwork,
  tokenizer: TokenizerJson,
  { textTokenizer, dtype = "bfloat16", card }: SaveOptions = {},
): void {
  writeModelFolder(folder, { config: network.config, tokenizer, textTokenizer, card });
  writeWeights(join(folder, WHOLE), network.stateDict(), dtype);
}

/**
 * Writes a folder that holds only what a training has made of another folder's weights.
 * @param base folder of the weights that were adapted, and how
 * @param isChanged whether the training has touched a tensor of the base; what the base has not is written in any case
 */
export function saveAdapter(
  folder: string,
  network: RefVlmNetwork,
  tokenizer: TokenizerJson,
  { base, lora }: Pick<Adapter, "base" | "lora">,
  isChanged: (key: string) => boolean,
  { textTokenizer, dtype = "bfloat16", card }: SaveOptions = {},
): void {
  const stored = openWeights(base);
  stored.close();
  writeModelFolder(folder, { config: network.config, tokenizer, textTokenizer, card });
  const own = [...network.stateDict()].filter(([key]) => !stored.entries.has(key) || isChanged(key));
  writeWeights(join(folder, ADAPTER_WEIGHTS), new Map(own), dtype);
  const adapter: Adapter = { base: resolve(base), fingerprint: weightsFingerprint(base), lora };
  writeWhole(join(folder, ADAPTER_FILE), `${JSON.stringify(adapter, null, 2)}\n`);
}

function writeWeights(path: string, tensors: ReadonlyMap<string, Tensor>, dtype: DType): void {
  noGrad(() =>
    scope(() => {
      const weights = [...tensors].map(
        ([key, value]) => [key, isFloating(value.dtype) ? value.to(dtype) : value] as const,
      );
      writeSafetensors(path, new Map(weights), { format: "pt" });
    }),
  );
}

/**
 * Writes what a folder holds beside its weights: enough to start training from. The config comes last: where it stands,
 * all of it does, whenever the writing was cut off. A card, a calibration or an adapter that lies there is of other
 * weights and goes.
 */
export function writeModelFolder(
  folder: string,
  {
    config,
    tokenizer,
    textTokenizer,
    card,
  }: Pick<ModelFolder, "config" | "tokenizer" | "textTokenizer"> & Pick<SaveOptions, "card">,
): void {
  mkdirSync(folder, { recursive: true });
  for (const name of [CARD_FILE, CALIBRATION_FILE, ADAPTER_FILE]) rmSync(join(folder, name), { force: true });
  const write = (name: string, text: string) => writeWhole(join(folder, name), `${text}\n`);
  if (textTokenizer) write("text-tokenizer.json", JSON.stringify(textTokenizer));
  write("tokenizer.json", JSON.stringify(tokenizer));
  if (card) write(CARD_FILE, JSON.stringify(card, null, 2));
  write("config.json", JSON.stringify(config, null, 2));
}
