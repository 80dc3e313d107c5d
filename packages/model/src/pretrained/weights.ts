// The weights of a model folder: one safetensors file, or shards behind an index. Files are mapped, not read.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { scope } from "@refvlm/torch";
import type { RefVlmNetwork } from "../network.js";
import { readingFile } from "./model-file-error.js";
import { openShards, openWeightFile } from "./stored-weights.js";

export const WHOLE = "model.safetensors";
export const INDEX = "model.safetensors.index.json";

/** Whether a folder holds weights, or only what a network is built from. */
export function hasWeights(folder: string): boolean {
  return [WHOLE, INDEX].some((name) => existsSync(join(folder, name)));
}

/**
 * Gives a network the weights of its folder. They are taken over as they lie in the mapped files: nothing is read or
 * copied until it is used, and the element type becomes the files'.
 * @param newUnits units whose decoders keep the weights that they have: the files know nothing of them
 * @throws ModelFileError naming the file: missing, cut off, or with the list of all missing, extra and wrong-shaped tensors
 */
export function assignWeights(network: RefVlmNetwork, folder: string, newUnits: readonly string[] = []): void {
  const path = join(folder, existsSync(join(folder, WHOLE)) || !existsSync(join(folder, INDEX)) ? WHOLE : INDEX);
  const stored = path.endsWith(INDEX) ? openShards(path) : openWeightFile(path);
  try {
    scope(() => {
      const read = [...stored.entries].map(([key, entry]) => [key, readingFile(path, entry.read)] as const);
      const isNew = (key: string) => newUnits.some((unit) => key.startsWith(`visual_decoders.units.${unit}.`));
      const tensors = new Map([...read, ...[...network.stateDict()].filter(([key]) => isNew(key))]);
      readingFile(path, () => network.loadStateDict(tensors, { assign: true }));
    });
  } finally {
    stored.close();
  }
}
