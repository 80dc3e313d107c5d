// A loaded model: a network with everything it needs to be asked, on one device and of one element type.
import { checkDevice, type DType, ELEMENT_BYTES, nn, type Tensor } from "@refvlm/torch";
import { type PromptTemplate, plainTemplate, vicunaTemplate, vicunaTemplateWithoutPlan } from "@refvlm/trp";
import { type ModelConfig, parseModelConfig } from "../config.js";
import type { LanguageModel } from "../language-model/llama.js";
import { measureManyRowsKernel, measureRowKernel } from "../language-model/row-kernel.js";
import { type NetworkOptions, RefVlmNetwork } from "../network.js";
import type { TokenizerCodec } from "../tokenizer/codec.js";
import type { TextCodec } from "../tokenizer/text-tokenizer.js";
import { decoderKindOf, unitDecoders } from "../units/registry.js";
import type { UnitDecoders } from "../units/unit-decoder.js";
import { type Calibration, readCalibration } from "./calibration.js";
import { type DecoderFolder, decoderFolders, withDecoders } from "./decoder-folder.js";
import { readModelFolder } from "./folder.js";
import { checkFreeMemory } from "./free-memory.js";
import { type ModelCard, readModelCard } from "./model-card.js";
import { ModelFileError } from "./model-file-error.js";
import { type AddedParts, assignWeights } from "./weights.js";

/** A network with what it needs to be asked. */
export interface LoadedModel {
  readonly network: RefVlmNetwork;
  /** Of the language model. */
  readonly codec: TokenizerCodec;
  /** Of the text tower: all that phrases and words go through on their way to it; null without one. */
  readonly textCodec: TextCodec | null;
  /** Wording of conversations. */
  readonly template: PromptTemplate;
  /** Where the weights lie, and so every tensor that is made for them. */
  readonly device: string;
  /** Element type of the weights, and so of pixels and states. */
  readonly dtype: DType;
  /** What it knows and how good it is; null where nobody has written that down. */
  readonly card: ModelCard | null;
  /** What its evidence is worth; null where nobody has fitted that. */
  readonly calibration: Calibration | null;
}

/** The wordings of conversations that a config may name: of answers with their plan, and without. */
const templates: Record<ModelConfig["template"], { planned: PromptTemplate; unplanned: PromptTemplate }> = {
  plain: { planned: plainTemplate, unplanned: plainTemplate },
  vicuna: { planned: vicunaTemplate, unplanned: vicunaTemplateWithoutPlan },
};

/** Puts a network and its tokenizers together. */
export function loadedModel(
  parts: Pick<LoadedModel, "network" | "codec" | "textCodec"> & Partial<Pick<LoadedModel, "card" | "calibration">>,
): LoadedModel {
  const { config, device, dtype } = parts.network;
  const template = templates[config.template][config.plan ? "planned" : "unplanned"];
  return { card: null, calibration: null, ...parts, template, device, dtype };
}

export interface PlacementOptions {
  /** `cpu` (default), `cuda` or `cuda:N`. */
  device?: string;
  /**
   * Element type of the weights. `auto` keeps the files'. Default: `auto` on a GPU; on a CPU float32, where it is the fastest
   * and most exact. There the matrices of a large language model stay mapped as they are stored in 16 bits, and are widened
   * as they are read: 7 billion weights take no more than their 14 GB, and decoding reads half of what float32 would.
   */
  dtype?: DType | "auto";
}

export interface PluginOptions {
  /**
   * Plugins by unit, which decode it instead of the network's own decoder, or where it has none: the folder of one, or which one
   * the folder must hold, as `{ mask: "sam=FOLDER" }`.
   */
  decoders?: Readonly<Record<string, string>>;
}

export type ModelOptions = PlacementOptions & NetworkOptions & PluginOptions;

/**
 * Loads a trained network, ready to be asked.
 * @param options.units decoders that the config's units may choose; those of this package by default
 * @throws ModelFileError naming the file; weights that do not fit list all missing, extra and wrong-shaped tensors.
 *   DeviceError for a device that there is not. A ModelFileError, too, where memory is short for weights that are converted
 */
export function loadPretrained(folder: string, options: ModelOptions = {}): LoadedModel {
  const { config: own, codec, textCodec } = readModelFolder(folder, options);
  const card = readModelCard(folder);
  const decoders = decoderFolders(options.decoders ?? {}, options.units);
  const config = configWithDecoders(own, decoders, options);
  const calibration = calibrationWithout(readCalibration(folder, Object.keys(own.decoder.units)), decoders);
  const network = loadNetwork(folder, config, { ...options, added: { decoders } });
  network.eval().requiresGrad_(false);
  const { languageModel } = network;
  if (network.device === "cpu" && isLarge(languageModel)) {
    const [{ dtype }] = languageModel.matrices();
    measureRowKernel(dtype);
    measureManyRowsKernel(dtype);
  }
  return loadedModel({ network, codec, textCodec, card, calibration });
}

/**
 * A config whose units plugins decode.
 * @throws ModelFileError naming a plugin's folder where the network cannot have it
 */
export function configWithDecoders(
  config: ModelConfig,
  decoders: ReadonlyMap<string, DecoderFolder>,
  { units }: NetworkOptions = {},
): ModelConfig {
  if (decoders.size === 0) return config;
  const folders = [...decoders.values()].map(({ folder }) => folder).join(", ");
  try {
    return parseModelConfig(withDecoders(config, decoders), "the model", undefined, units);
  } catch (error) {
    throw new ModelFileError(folders, (error as Error).message, { cause: error });
  }
}

/** What was fitted on a unit's former decoder says nothing of another one. */
function calibrationWithout(
  calibration: Calibration | null,
  decoders: ReadonlyMap<string, DecoderFolder>,
): Calibration | null {
  if (!calibration) return null;
  const units = Object.entries(calibration.units).filter(([unit]) => !decoders.has(unit));
  return { ...calibration, units: Object.fromEntries(units) };
}

/** From so many parameters on decoding waits for memory, and its kernel is worth a measurement. */
const LARGE = 3e8;

function isLarge(languageModel: LanguageModel): boolean {
  return languageModel.parameters().reduce((sum, { numel }) => sum + numel, 0) >= LARGE;
}

/** The matrices that stay of the 16 bits that they are stored in, though all else computes in float32. */
function keptNarrow({ languageModel }: RefVlmNetwork): Tensor[] {
  return isLarge(languageModel) ? languageModel.matrices().filter(({ dtype }) => ELEMENT_BYTES[dtype] === 2) : [];
}

/**
 * A network with the weights of its folder, built without memory of its own.
 * @param options.added what the config has and the files know nothing of: decoders of units begin from the engine's seed,
 *   evidence at its closed form, plugins bring weights of their own
 * @throws as `loadPretrained`
 */
export function loadNetwork(
  folder: string,
  config: ModelConfig,
  { device = "cpu", dtype, units, added = {} }: PlacementOptions & NetworkOptions & { added?: AddedParts } = {},
): RefVlmNetwork {
  tellNotices(config, units);
  checkDevice(device);
  const network = nn.onMeta(() => new RefVlmNetwork(config, { units }));
  try {
    for (const unit of added.units ?? []) network.visualDecoders.renew(unit);
    assignWeights(network, folder, added);
    const fastest = device === "cpu" && dtype === undefined;
    const stored = dtype === undefined || dtype === "auto" ? network.dtype : dtype;
    const [type, kept] = fastest ? (["float32", new Set(keptNarrow(network))] as const) : [stored, new Set<Tensor>()];
    const converted = [...network.stateDict().values()].filter((tensor) => !kept.has(tensor));
    if (device === "cpu") checkFreeMemory(folder, converted, type, [...kept]);
    return network.to({ device, dtype: type, keepType: [...kept] });
  } catch (error) {
    network.dispose();
    throw error;
  }
}

const told = new Set<string>();

/** What whoever uses a decoder must know, once a process. */
function tellNotices({ decoder }: ModelConfig, known: UnitDecoders = unitDecoders): void {
  for (const [unit, settings] of Object.entries(decoder.units)) {
    const { notice } = decoderKindOf(unit, settings, known);
    if (notice !== undefined && !told.has(notice)) process.emitWarning(notice, { type: "Licence" });
    if (notice !== undefined) told.add(notice);
  }
}
