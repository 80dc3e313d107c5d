// Writes a planned network, a shard at a time: the memory is that of the largest shard, and the folder appears when it is whole.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { type DType, ELEMENT_BYTES, noGrad, scope, type Tensor, writeSafetensors } from "@refvlm/torch";
import { writeModelFolder } from "../folder.js";
import { INDEX, WHOLE } from "../weights.js";
import { newTensors } from "./new-tensors.js";
import { writeWholeFolder } from "./output-folder.js";
import type { ConversionPlan, PlannedTensor } from "./plan.js";
import { ConversionError } from "./report.js";

/** Bytes of a shard's tensors, as Hugging Face cuts them. */
const SHARD_BYTES = 5e9;
/** Of a tensor's name, shape and place in a file's header and in an index, at most. */
const NAMED_BYTES = 400;

export interface WriteOptions {
  /** Of everything that is new. */
  seed?: number;
  shardBytes?: number;
  /** Told before each file of weights. */
  onFile?: (name: string, number: number, of: number) => void;
}

/**
 * @throws ConversionError before any work: for a folder that has something in it, an element type that the engine lacks,
 *   and a disk without room. Whatever fails later leaves nothing under the folder's name
 */
export function writeConverted(
  folder: string,
  { config, tokenizer, textTokenizer, tensors }: ConversionPlan,
  { seed = 0, shardBytes = SHARD_BYTES, onFile }: WriteOptions = {},
): void {
  const dtype = commonType(tensors);
  const shards = cutIntoShards(tensors, dtype, shardBytes);
  const named = { config, tokenizer, textTokenizer };
  const beside = Buffer.byteLength(JSON.stringify(named, null, 2)) + NAMED_BYTES * tensors.size;
  const bytes = shards.reduce((sum, shard) => sum + shard.bytes, beside);
  writeWholeFolder(folder, bytes, (partial) => {
    const fresh = newTensors(config, tensors, seed);
    try {
      for (const [i, { keys }] of shards.entries()) {
        const name = shardName(i, shards.length);
        onFile?.(name, i + 1, shards.length);
        scope(() => {
          const made = (key: string): Tensor =>
            tensors.get(key)!.read?.() ?? noGrad(() => fresh.tensors.get(key)!.to(dtype));
          writeSafetensors(
            join(partial, name),
            new Map(keys.map((key) => [key, made(key)])),
            { format: "pt" },
            { fsync: true },
          );
        });
      }
    } finally {
      fresh.dispose();
    }
    if (shards.length > 1) writeFileSync(join(partial, INDEX), `${JSON.stringify(indexOf(shards), null, 2)}\n`);
    writeModelFolder(partial, named);
  });
}

interface Shard {
  keys: string[];
  bytes: number;
}

const shardName = (i: number, count: number) => {
  const digits = (number: number) => String(number).padStart(5, "0");
  return count === 1 ? WHOLE : `model-${digits(i + 1)}-of-${digits(count)}.safetensors`;
};

/** As Hugging Face writes it. */
function indexOf(shards: readonly Shard[]) {
  const places = shards.flatMap(({ keys }, i) => keys.map((key) => [key, shardName(i, shards.length)]));
  return {
    metadata: { total_size: shards.reduce((sum, { bytes }) => sum + bytes, 0) },
    weight_map: Object.fromEntries(places),
  };
}

function cutIntoShards(tensors: ReadonlyMap<string, PlannedTensor>, newType: DType, shardBytes: number): Shard[] {
  const shards: Shard[] = [];
  for (const [key, { shape, dtype = newType }] of tensors) {
    const bytes = shape.reduce((product, extent) => product * extent, ELEMENT_BYTES[dtype as DType]);
    const last = shards.at(-1);
    if (last && last.bytes + bytes <= shardBytes) {
      last.keys.push(key);
      last.bytes += bytes;
    } else shards.push({ keys: [key], bytes });
  }
  return shards;
}

/** The element type of most of the weights, which new ones get, too. */
function commonType(tensors: ReadonlyMap<string, PlannedTensor>): DType {
  const counts = new Map<DType, number>();
  for (const [key, { dtype }] of tensors) {
    if (dtype === undefined) continue;
    if (!Object.hasOwn(ELEMENT_BYTES, dtype))
      throw new ConversionError(
        `${key} is ${dtype}, which the engine lacks: take files of float32, float16 or bfloat16`,
      );
    counts.set(dtype as DType, (counts.get(dtype as DType) ?? 0) + 1);
  }
  const [most] = [...counts].sort(([, a], [, b]) => b - a);
  return most?.[0] ?? "float32";
}
