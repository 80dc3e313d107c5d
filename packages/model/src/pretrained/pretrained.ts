// A network in a folder: config.json, tokenizer.json and model.safetensors, written and read back without surprises.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { lineAt } from "@refvlm/config";
import { type DType, noGrad, readSafetensors, scope, writeSafetensors } from "@refvlm/torch";
import { type PromptTemplate, plainTemplate, vicunaTemplate } from "@refvlm/trp";
import { type ModelConfig, parseModelConfig } from "../config.js";
import { type NetworkOptions, RefVlmNetwork } from "../network.js";
import { TokenizerCodec as Codec, type TokenizerCodec } from "../tokenizer/codec.js";
import type { TokenizerJson } from "../tokenizer/tokenizer-json.js";
import type { LoadedModel } from "./loaded-model.js";

/** The wording of conversations that a config names. */
export const templates: Record<ModelConfig["template"], PromptTemplate> = {
  plain: plainTemplate,
  vicuna: vicunaTemplate,
};

/** What a folder holds beside its weights. */
export interface ModelFolder {
  config: ModelConfig;
  tokenizer: TokenizerJson;
}

/**
 * Reads a folder without its weights.
 * @throws Error naming the file: missing, not JSON, or not a valid config (each wrong key, the nearest valid one)
 */
export function readModelFolder(
  folder: string,
  { units }: NetworkOptions = {},
): ModelFolder & { codec: TokenizerCodec } {
  const [configPath, tokenizerPath] = [join(folder, "config.json"), join(folder, "tokenizer.json")];
  const described = readJson(configPath);
  const config = parseModelConfig(described.value, configPath, described.text, units);
  const tokenizer = readJson(tokenizerPath).value as TokenizerJson;
  const codec = new Codec(tokenizer, tokenizerPath);
  const { vocabSize } = config.languageModel;
  if (codec.size > vocabSize)
    throw new Error(
      `${configPath}: languageModel.vocabSize: ${vocabSize} is too small for the ${codec.size} entries of tokenizer.json`,
    );
  return { config, tokenizer, codec };
}

/**
 * Loads a trained network, ready to be asked.
 * @param options.units decoders that the config's units may choose; those of this package by default
 * @throws Error naming folder and file; a checkpoint that does not fit lists all missing, extra and wrong-shaped tensors
 */
export function loadPretrained(folder: string, options: NetworkOptions = {}): LoadedModel {
  const { config, codec } = readModelFolder(folder, options);
  const network = new RefVlmNetwork(config, options);
  try {
    loadWeights(network, join(folder, "model.safetensors"));
  } catch (error) {
    network.dispose();
    throw error;
  }
  network.eval().requiresGrad_(false);
  return { network, codec, template: templates[config.template] };
}

/** Loads a safetensors file into a network; the message of a misfit names the file. */
export function loadWeights(network: RefVlmNetwork, path: string): void {
  try {
    const file = readSafetensors(path);
    try {
      scope(() => network.loadStateDict(file.tensors()));
    } finally {
      file.close();
    }
  } catch (error) {
    const { message, code } = error as NodeJS.ErrnoException;
    if (code) throw new Error(`${path}: cannot be read (${code}); a model folder needs this file`, { cause: error });
    throw new Error(message.startsWith(path) ? message : `${path}: ${message}`, { cause: error });
  }
}

/** Writes a folder that `loadPretrained` reads; weights in `dtype`, bfloat16 by default. */
export function savePretrained(
  folder: string,
  network: RefVlmNetwork,
  tokenizer: TokenizerJson,
  dtype: DType = "bfloat16",
): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "config.json"), `${JSON.stringify(network.config, null, 2)}\n`);
  writeFileSync(join(folder, "tokenizer.json"), `${JSON.stringify(tokenizer)}\n`);
  noGrad(() =>
    scope(() => {
      const weights = [...network.stateDict()].map(([key, value]) => [key, value.to(dtype)] as const);
      writeSafetensors(join(folder, "model.safetensors"), new Map(weights), { format: "pt" });
    }),
  );
}

function readJson(path: string): { value: unknown; text: string } {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    throw new Error(
      `${path}: cannot be read (${(error as NodeJS.ErrnoException).code}); a model folder needs this file`,
    );
  }
  try {
    return { value: JSON.parse(text), text };
  } catch (error) {
    const { message } = error as Error;
    const offset = /position (\d+)/.exec(message)?.[1];
    const line = offset === undefined ? "" : `line ${lineAt(text, Number(offset))}: `;
    throw new Error(`${path}: ${line}not JSON: ${message}`);
  }
}
