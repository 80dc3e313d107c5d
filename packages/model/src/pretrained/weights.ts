// The weights of a model folder: one safetensors file, or shards behind an index. Files are mapped, not read.
import { existsSync } from "node:fs";
import { basename, join } from "node:path";
import { readSafetensors, type SafetensorsFile, scope, type Tensor } from "@refvlm/torch";
import { z } from "zod";
import type { RefVlmNetwork } from "../network.js";
import { readJson } from "./json-file.js";
import { ModelFileError, readingFile } from "./model-file-error.js";

const WHOLE = "model.safetensors";
const INDEX = "model.safetensors.index.json";

/** As Hugging Face writes it beside shards: which file holds which tensor. */
const shardIndex = z.looseObject({ weight_map: z.record(z.string(), z.string()) });

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
  const open: SafetensorsFile[] = [];
  const openFile = (file: string) => {
    open.push(readingFile(file, () => readSafetensors(file)));
    return open.at(-1)!;
  };
  try {
    scope(() => {
      const stored = path.endsWith(INDEX) ? shardedTensors(folder, path, openFile) : openFile(path).tensors();
      const isNew = (key: string) => newUnits.some((unit) => key.startsWith(`visual_decoders.units.${unit}.`));
      const tensors = new Map([...stored, ...[...network.stateDict()].filter(([key]) => isNew(key))]);
      readingFile(path, () => network.loadStateDict(tensors, { assign: true }));
    });
  } finally {
    for (const file of open) file.close();
  }
}

/** The tensors that an index names, each shard opened once. */
function shardedTensors(
  folder: string,
  path: string,
  openFile: (file: string) => SafetensorsFile,
): Map<string, Tensor> {
  const parsed = shardIndex.safeParse(readJson(path).value);
  if (!parsed.success) throw new ModelFileError(path, `not an index of shards: ${z.prettifyError(parsed.error)}`);
  const shardOf = new Map(Object.entries(parsed.data.weight_map));
  const tensors = new Map<string, Tensor>();
  for (const name of new Set(shardOf.values())) {
    if (basename(name) !== name) throw new ModelFileError(path, `weight_map: "${name}" is no file beside the index`);
    const shard = openFile(join(folder, name));
    const extra = shard.keys().find((key) => shardOf.get(key) !== name);
    if (extra !== undefined)
      throw new ModelFileError(shard.path, `holds ${extra}, which ${INDEX} does not place there`);
    for (const [key, tensor] of shard.tensors()) tensors.set(key, tensor);
  }
  for (const [key, name] of shardOf)
    if (!tensors.has(key)) throw new ModelFileError(join(folder, name), `lacks ${key}, which ${INDEX} places there`);
  return tensors;
}
