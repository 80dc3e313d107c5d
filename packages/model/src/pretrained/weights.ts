// The weights of a model folder: one safetensors file, shards behind an index, or an adapter over those of its base. Mapped,
// not read.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { scope, type Tensor, zeros } from "@refvlm/torch";
import { attachLora } from "../language-model/adapters.js";
import type { RefVlmNetwork } from "../network.js";
import { ADAPTER_FILE, ADAPTER_WEIGHTS, checkBase, fingerprint, readAdapter } from "./adapter.js";
import { type DecoderFolder, openDecoderWeights } from "./decoder-folder.js";
import { ModelFileError, readingFile } from "./model-file-error.js";
import { newEvidence } from "./new-evidence.js";
import { openShards, openWeightFile, type StoredWeights, shardPaths } from "./stored-weights.js";

export const WHOLE = "model.safetensors";
export const INDEX = "model.safetensors.index.json";

/** Whether a folder holds weights, or only what a network is built from. */
export function hasWeights(folder: string): boolean {
  return [WHOLE, INDEX, ADAPTER_FILE].some((name) => existsSync(join(folder, name)));
}

/** The path of a folder's weights: the file, or the index of its shards. */
function weightsPath(folder: string): string {
  return join(folder, existsSync(join(folder, WHOLE)) || !existsSync(join(folder, INDEX)) ? WHOLE : INDEX);
}

/**
 * The files that a folder's weights lie in, an index of shards before them, those of an adapter behind its base's.
 * @throws ModelFileError for an index or an adapter that is none
 */
export function weightFiles(folder: string): string[] {
  const adapter = readAdapter(folder);
  const path = weightsPath(adapter?.base ?? folder);
  const stored = path.endsWith(INDEX) ? [path, ...shardPaths(path)] : [path];
  return adapter ? [...stored, join(folder, ADAPTER_FILE), join(folder, ADAPTER_WEIGHTS)] : stored;
}

/** What a config has that the weights of a folder are older than. */
export interface AddedParts {
  units?: readonly string[];
  evidence?: boolean;
  /** Plugins by unit, with the weights of their own folders. */
  decoders?: ReadonlyMap<string, DecoderFolder>;
}

/**
 * Opens all weights of a folder.
 * @throws ModelFileError naming the file: missing, cut off, or an adapter of other weights than its base has
 */
export function openWeights(folder: string): StoredWeights {
  const adapter = readAdapter(folder);
  const path = weightsPath(adapter?.base ?? folder);
  if (adapter && !existsSync(path))
    throw new ModelFileError(
      join(folder, ADAPTER_FILE),
      `its base ${adapter.base} has no weights; set "base" to the folder of the model that it was trained on`,
    );
  const stored = path.endsWith(INDEX) ? openShards(path) : openWeightFile(path);
  if (!adapter) return stored;
  try {
    checkBase(folder, adapter, stored);
    const own = openWeightFile(join(folder, ADAPTER_WEIGHTS));
    const close = () => {
      own.close();
      stored.close();
    };
    return { path: own.path, entries: new Map([...stored.entries, ...own.entries]), close };
  } catch (error) {
    stored.close();
    throw error;
  }
}

/**
 * The element types of a folder's weights, the most frequent first.
 * @throws ModelFileError naming the file: missing or cut off
 */
export function storedTypes(folder: string): string[] {
  const stored = openWeights(folder);
  const counts = new Map<string, number>();
  for (const { dtype, shape } of stored.entries.values())
    counts.set(dtype, shape.reduce((product, extent) => product * extent, 1) + (counts.get(dtype) ?? 0));
  stored.close();
  return [...counts].sort(([, a], [, b]) => b - a).map(([dtype]) => dtype);
}

/**
 * Bytes of a folder's weights that loading copies, since their file does not align them; all else is mapped, and read when it is used.
 * @throws as `openWeights`
 */
export function copiedBytes(folder: string): number {
  const stored = openWeights(folder);
  const bytes = [...stored.entries.values()].reduce((sum, { copied }) => sum + copied, 0);
  stored.close();
  return bytes;
}

/** Tells a folder's weights from others; see `fingerprint`. @throws as `openWeights` */
export function weightsFingerprint(folder: string): string {
  const stored = openWeights(folder);
  try {
    return fingerprint(stored);
  } finally {
    stored.close();
  }
}

/** The tensors that an adapter's folder has instead of its base's; none for a folder with all weights of its own. */
export function adaptedKeys(folder: string): ReadonlySet<string> {
  if (!readAdapter(folder)) return new Set();
  const own = openWeightFile(join(folder, ADAPTER_WEIGHTS));
  own.close();
  return new Set(own.entries.keys());
}

/**
 * Gives a network the weights of its folder. They are taken over as they lie in the mapped files: nothing is read or
 * copied until it is used, and the element type becomes the files'.
 * @param added what the files know nothing of: units, whose decoders keep the weights that they have, evidence, which begins
 *   at its closed form, and plugins, which take the place of what the files have for their units
 * @throws ModelFileError naming the file: missing, cut off, or with the list of all missing, extra and wrong-shaped tensors
 */
export function assignWeights(
  network: RefVlmNetwork,
  folder: string,
  { units = [], evidence = false, decoders = new Map() }: AddedParts = {},
): void {
  const stored = openWeights(folder);
  const { path } = stored;
  const adapter = readAdapter(folder);
  try {
    if (adapter) attachLora(network.languageModel, adapter.lora);
    scope(() => {
      const state = network.stateDict();
      const isNew = (key: string) => units.some((unit) => key.startsWith(prefixOf(unit)));
      const dropsOld = decoders.size > 0 || adapter !== null;
      const isReplaced = (key: string) => dropsOld && !state.has(key) && DECODERS.test(key);
      const known = [...stored.entries].filter(([key]) => !isReplaced(key));
      const read = known.map(([key, entry]) => [key, readingFile(path, entry.read)] as const);
      const begun = evidence ? newEvidence(network.config, network.featureChannels) : [];
      const renewed = [...state].filter(([key]) => isNew(key));
      const tensors = new Map([...begun, ...read, ...renewed, ...pluginTensors(state, decoders)]);
      readingFile(path, () => network.loadStateDict(tensors, { assign: true }));
    });
  } finally {
    stored.close();
  }
}

const prefixOf = (unit: string) => `visual_decoders.units.${unit}.`;

/** Of decoders whose place a plugin may have taken, and of the pixel embeddings, which such a one may have been alone in reading. */
const DECODERS = /^visual_decoders\.(units|pixel_decoder)\./;

/** Networks of plugins as their folders have them; what their decoders have beside them begins at zero. */
function pluginTensors(
  state: ReadonlyMap<string, Tensor>,
  decoders: ReadonlyMap<string, DecoderFolder>,
): [key: string, tensor: Tensor][] {
  return [...decoders].flatMap(([unit, plugin]) => {
    const stored = openDecoderWeights(plugin);
    const own = [...stored.entries].map(([key, { read }]) => [`${prefixOf(unit)}network.${key}`, read()] as const);
    stored.close();
    const keys = new Set<string>(own.map(([key]) => key));
    const beside = [...state].filter(([key]) => key.startsWith(prefixOf(unit)) && !keys.has(key));
    const begun = beside.map(([key, { shape, dtype }]) => [key, zeros([...shape], { dtype })] as const);
    return [...own, ...begun] as [key: string, tensor: Tensor][];
  });
}
