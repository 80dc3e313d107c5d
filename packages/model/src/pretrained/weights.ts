// The weights of a model folder: one safetensors file, or shards behind an index. Files are mapped, not read.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { scope } from "@refvlm/torch";
import type { RefVlmNetwork } from "../network.js";
import { readingFile } from "./model-file-error.js";
import { newEvidence, REPLACED } from "./new-evidence.js";
import { openShards, openWeightFile, shardPaths } from "./stored-weights.js";

export const WHOLE = "model.safetensors";
export const INDEX = "model.safetensors.index.json";

/** Whether a folder holds weights, or only what a network is built from. */
export function hasWeights(folder: string): boolean {
  return [WHOLE, INDEX].some((name) => existsSync(join(folder, name)));
}

/** The path of a folder's weights: the file, or the index of its shards. */
function weightsPath(folder: string): string {
  return join(folder, existsSync(join(folder, WHOLE)) || !existsSync(join(folder, INDEX)) ? WHOLE : INDEX);
}

/**
 * The files that a folder's weights lie in, an index of shards first.
 * @throws ModelFileError for an index that is none
 */
export function weightFiles(folder: string): string[] {
  const path = weightsPath(folder);
  return path.endsWith(INDEX) ? [path, ...shardPaths(path)] : [path];
}

/** What a config has that the weights of a folder are older than. */
export interface AddedParts {
  units?: readonly string[];
  evidence?: boolean;
}

const openWeights = (path: string) => (path.endsWith(INDEX) ? openShards(path) : openWeightFile(path));

/**
 * The element types of a folder's weights, the most frequent first.
 * @throws ModelFileError naming the file: missing or cut off
 */
export function storedTypes(folder: string): string[] {
  const stored = openWeights(weightsPath(folder));
  const counts = new Map<string, number>();
  for (const { dtype, shape } of stored.entries.values())
    counts.set(dtype, shape.reduce((product, extent) => product * extent, 1) + (counts.get(dtype) ?? 0));
  stored.close();
  return [...counts].sort(([, a], [, b]) => b - a).map(([dtype]) => dtype);
}

/**
 * Gives a network the weights of its folder. They are taken over as they lie in the mapped files: nothing is read or
 * copied until it is used, and the element type becomes the files'.
 * @param added what the files know nothing of: units, whose decoders keep the weights that they have, and evidence, which begins
 *   at its closed form
 * @throws ModelFileError naming the file: missing, cut off, or with the list of all missing, extra and wrong-shaped tensors
 */
export function assignWeights(
  network: RefVlmNetwork,
  folder: string,
  { units = [], evidence = false }: AddedParts = {},
): void {
  const path = weightsPath(folder);
  const stored = openWeights(path);
  try {
    scope(() => {
      const read = [...stored.entries].map(([key, entry]) => [key, readingFile(path, entry.read)] as const);
      const isNew = (key: string) => units.some((unit) => key.startsWith(`visual_decoders.units.${unit}.`));
      const known = evidence ? read.filter(([key]) => !key.startsWith(REPLACED)) : read;
      const begun = evidence ? newEvidence(network.config) : [];
      const tensors = new Map([...begun, ...known, ...[...network.stateDict()].filter(([key]) => isNew(key))]);
      readingFile(path, () => network.loadStateDict(tensors, { assign: true }));
    });
  } finally {
    stored.close();
  }
}
