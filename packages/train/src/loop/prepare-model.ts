// The model that a run starts from: a preset with a tokenizer made for it, or a folder.
import { existsSync } from "node:fs";
import { hostname } from "node:os";
import { join, resolve } from "node:path";
import { isDeepStrictEqual } from "node:util";
import {
  adaptedKeys,
  attachLora,
  configWithDecoders,
  decoderFolders,
  hasWeights,
  isAdapted,
  type LoadedModel,
  loadedModel,
  loadNetwork,
  type ModelConfig,
  parseModelConfig,
  presets,
  RefVlmNetwork,
  readAdapter,
  readModelCard,
  readModelFolder,
  saveAdapter,
  savePretrained,
  TokenizerCodec,
  trainTokenizer,
  writeModelFolder,
} from "@refvlm/model";
import { checkDevice, manualSeed } from "@refvlm/torch";
import { sceneCorpus } from "@refvlm/vt-instruct";
import { RecipeError } from "../config/recipe-error.js";
import type { Recipe } from "../config/schema.js";
import { cardOf } from "./card-of-run.js";
import { changedKeys } from "./stage-optimizer.js";

/**
 * Checks what a recipe starts from. For a preset: writes its config with a tokenizer that is trained on the words of the
 * data, both kept for resuming.
 * @throws RecipeError for a model that cannot be started from; DeviceError
 */
export function prepareModel(recipe: Recipe): void {
  checkDevice(recipe.device);
  const folder = modelFolder(recipe);
  const preset = presets[recipe.model];
  if (!preset) {
    if (existsSync(folder)) return;
    const names = Object.keys(presets).join(", ");
    throw new RecipeError(`model: "${recipe.model}" is neither a preset (${names}) nor a folder`);
  }
  if (preset.text?.tokenizer !== "shared")
    throw new RecipeError(
      `model: ${recipe.model} needs the tokenizer of its language model (LLaMA), which a recipe cannot train; write a folder with its config.json and LLaMA's tokenizer.json, with model.safetensors to start from weights, and set model to it`,
    );
  if (existsSync(join(folder, "config.json"))) return;
  const { vocabSize, conversations } = recipe.tokenizer;
  const tokenizer = trainTokenizer(sceneCorpus(conversations, recipe.seed), { vocabSize });
  const { size, eosId } = new TokenizerCodec(tokenizer);
  const config = {
    ...preset,
    text: { ...preset.text, vocabSize: size, eosId },
    languageModel: { ...preset.languageModel, vocabSize: size },
  };
  writeModelFolder(folder, { config, tokenizer });
}

/**
 * What a run starts from; equal in every replica, and the same on every device.
 * @throws RecipeError for units or evidence to add that the model has, or that no decoder serves, and for adapters of weights
 *   that are not there or have some, and where this host does not see the run's output folder; ModelFileError for a plugin's folder
 */
export function startModel(recipe: Recipe): LoadedModel {
  const { device, dtype, seed, addUnits, addEvidence, lora } = recipe;
  const folder = modelFolder(recipe);
  if (recipe.model in presets && !existsSync(folder))
    throw new RecipeError(
      `output: ${hostname()} does not see ${folder}, which the run's first process has written; all hosts need one output folder that they share (NFS, a volume)`,
    );
  const { config: saved, codec, textCodec } = readModelFolder(folder);
  const decoders = decoderFolders(recipe.decoders);
  const planned = configWithDecoders(withUnits(saved, addUnits), decoders);
  const { untaught, ...rest } = withEvidence(planned, addEvidence);
  const teaches = recipe.stages.some(({ objective }) => objective === "answers");
  const config = { ...rest, ...(untaught && !teaches && { untaught }) };
  manualSeed(seed);
  if (hasWeights(folder)) {
    const added = { units: Object.keys(addUnits), evidence: addEvidence !== undefined, decoders };
    const network = loadNetwork(folder, config, { device, dtype, added });
    if (lora && isAdapted(network.languageModel))
      throw new RecipeError(
        `lora: ${folder} has adapters, which go on learning as they are; leave lora out, or merge them first (refvlm merge-lora)`,
      );
    if (lora) attachLora(network.languageModel, lora);
    return loadedModel({ network, codec, textCodec });
  }
  const needs = lora ? "lora" : decoders.size > 0 ? "decoders" : undefined;
  if (needs)
    throw new RecipeError(
      `${needs}: ${recipe.model} has no weights to ${lora ? "adapt" : "put plugins into"}; start from a trained model, or leave ${needs} out`,
    );
  const network = new RefVlmNetwork(config).to({ device, dtype });
  return loadedModel({ network, codec, textCodec });
}

/** The config with more units to decode. */
function withUnits(config: ModelConfig, added: Recipe["addUnits"]): ModelConfig {
  const { units } = config.decoder;
  const twice = Object.keys(added).find((unit) => Object.hasOwn(units, unit));
  if (twice !== undefined)
    throw new RecipeError(
      `addUnits.${twice}: the model to start from has this unit, with weights of its own; leave it out`,
    );
  try {
    return parseModelConfig({ ...config, decoder: { ...config.decoder, units: { ...units, ...added } } });
  } catch (error) {
    throw new RecipeError(`addUnits: ${(error as Error).message}`);
  }
}

/** The config with bridges of evidence, or with more of them. */
function withEvidence(config: ModelConfig, evidence: Recipe["addEvidence"]): ModelConfig {
  if (!evidence) return config;
  if (isDeepStrictEqual(config.evidence, evidence))
    throw new RecipeError("addEvidence: the model to start from has just this evidence; leave it out");
  const decoder = { ...config.decoder, nameFit: true };
  try {
    return parseModelConfig({ ...config, evidence, decoder });
  } catch (error) {
    throw new RecipeError(`addEvidence: ${(error as Error).message}`);
  }
}

/**
 * Writes the trained model to `OUTPUT/model`, with the tokenizers that it started with and a card of what it saw: whole, or
 * with adapters what has changed of its base.
 */
export function saveModel(recipe: Recipe, { network }: LoadedModel): void {
  const start = modelFolder(recipe);
  const { tokenizer, textTokenizer } = readModelFolder(start);
  const options = { textTokenizer, card: cardOf(recipe, network.config, readModelCard(start)) };
  const output = join(recipe.output, "model");
  const adapted = readAdapter(start) ?? (recipe.lora && { base: start, lora: recipe.lora });
  if (!adapted) {
    savePretrained(output, network, tokenizer, options);
    return;
  }
  const changed = new Set([...adaptedKeys(start), ...recipe.stages.flatMap((stage) => changedKeys(network, stage))]);
  saveAdapter(output, network, tokenizer, adapted, (key) => changed.has(key), options);
}

/** Folder with the run's config and tokenizers, and with weights where it starts from a trained model. */
function modelFolder(recipe: Recipe): string {
  return recipe.model in presets ? join(recipe.output, "start") : resolve(recipe.model);
}
