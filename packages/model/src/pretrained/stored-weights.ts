// Tensors as they lie in files: safetensors or a checkpoint of torch.save, one file or shards behind an index. Mapped, not read.
import { basename, dirname, extname, join } from "node:path";
import { readPth, readSafetensors, type StoredTensor, storedTensors, type Tensor } from "@refvlm/torch";
import { z } from "zod";
import { readJson } from "./json-file.js";
import { ModelFileError, readingFile } from "./model-file-error.js";

/** One tensor of a file; `read` maps it. */
export interface StoredEntry {
  readonly shape: readonly number[];
  readonly dtype: string;
  /** Bytes that `read` copies, where the file does not align them; 0 where it maps them. */
  readonly copied: number;
  readonly read: () => Tensor;
}

/** Tensors by name. What was read stays valid after `close`. */
export interface StoredWeights {
  readonly path: string;
  readonly entries: ReadonlyMap<string, StoredEntry>;
  close(): void;
}

/** Dictionaries that checkpoints keep their weights in, the one that counts first: averaged weights are the published ones. */
const WRAPPERS = ["ema", "state_dict", "model"];

/**
 * Opens a file of weights, a checkpoint of torch.save unless it is named `.safetensors`.
 * @throws ModelFileError naming the file: missing, cut off, or no file of weights
 */
export function openWeightFile(path: string): StoredWeights {
  return readingFile(path, () => (extname(path) === ".safetensors" ? openSafetensors(path) : openPth(path)));
}

/** As Hugging Face writes it beside shards: which file holds which tensor. */
const shardIndex = z.looseObject({ weight_map: z.record(z.string(), z.string()) });

/** Which file holds each tensor. @throws ModelFileError for an index that is none, or leads out of its folder */
function shardsOf(indexPath: string): Map<string, string> {
  const parsed = shardIndex.safeParse(readJson(indexPath).value);
  if (!parsed.success) throw new ModelFileError(indexPath, `not an index of shards: ${z.prettifyError(parsed.error)}`);
  const shardOf = new Map(Object.entries(parsed.data.weight_map));
  for (const name of shardOf.values())
    if (basename(name) !== name)
      throw new ModelFileError(indexPath, `weight_map: "${name}" is no file beside the index`);
  return shardOf;
}

/** The files that an index names, each once, in the order of their names. @throws as `openShards` for the index */
export function shardPaths(indexPath: string): string[] {
  return [...new Set(shardsOf(indexPath).values())].sort().map((name) => join(dirname(indexPath), name));
}

/**
 * Opens the shards that an index names, each once.
 * @throws ModelFileError for an index that is none, and for one that its shards disagree with
 */
export function openShards(indexPath: string): StoredWeights {
  const [folder, index] = [dirname(indexPath), basename(indexPath)];
  const shardOf = shardsOf(indexPath);
  const entries = new Map<string, StoredEntry>();
  const open: StoredWeights[] = [];
  const close = () => {
    for (const shard of open) shard.close();
  };
  try {
    for (const name of new Set(shardOf.values())) {
      const shard = openWeightFile(join(folder, name));
      open.push(shard);
      for (const [key, entry] of shard.entries) {
        if (shardOf.get(key) !== name)
          throw new ModelFileError(shard.path, `holds ${key}, which ${index} does not place there`);
        entries.set(key, entry);
      }
    }
    for (const [key, name] of shardOf)
      if (!entries.has(key)) throw new ModelFileError(join(folder, name), `lacks ${key}, which ${index} places there`);
  } catch (error) {
    close();
    throw error;
  }
  return { path: indexPath, entries, close };
}

function openSafetensors(path: string): StoredWeights {
  const file = readSafetensors(path);
  const entryOf = (key: string): StoredEntry => ({
    shape: file.shape(key),
    dtype: file.dtype(key),
    copied: file.copiedBytes(key),
    read: () => file.tensor(key),
  });
  return { path, entries: new Map(file.keys().map((key) => [key, entryOf(key)])), close: () => file.close() };
}

function openPth(path: string): StoredWeights {
  const file = readPth(path);
  const entryOf = (stored: StoredTensor): StoredEntry => ({
    shape: stored.shape,
    dtype: stored.dtype,
    copied: file.copiedBytes(stored),
    read: () => file.tensor(stored),
  });
  const all = storedTensors(unwrapped(file.value));
  return { path, entries: new Map([...all].map(([key, stored]) => [key, entryOf(stored)])), close: () => file.close() };
}

/** The weights without what training saved around them. */
function unwrapped(value: ReturnType<typeof readPth>["value"]): typeof value {
  if (typeof value !== "object" || value === null) return value;
  const held = value as Record<string, typeof value>;
  const wrapper = WRAPPERS.find((name) => Object.hasOwn(held, name) && storedTensors(held[name]).size > 1);
  return wrapper === undefined ? value : unwrapped(held[wrapper]);
}
