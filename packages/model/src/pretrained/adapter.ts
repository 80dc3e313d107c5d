// An adapter's folder: a model folder whose weights are those of another one, its base, and what a training has changed of them.
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { explainConfigIssues, lineInJson } from "@refvlm/config";
import { scope } from "@refvlm/torch";
import { z } from "zod";
import { loraConfig } from "../language-model/lora.js";
import { readJson } from "./json-file.js";
import { ModelFileError } from "./model-file-error.js";
import type { StoredWeights } from "./stored-weights.js";

const adapterSchema = z.strictObject({
  /** Folder of the base, from this one. */
  base: z.string().min(1),
  /** Of the base's weights, as `fingerprint` takes it. */
  fingerprint: z.string().regex(/^[0-9a-f]{64}$/),
  lora: loraConfig,
});
export type Adapter = z.infer<typeof adapterSchema>;

/** What says that a folder is an adapter's. */
export const ADAPTER_FILE = "adapter.json";
/** The tensors that it has instead of its base's, and beside them. */
export const ADAPTER_WEIGHTS = "adapter.safetensors";

/**
 * What a folder adapts, `base` as an absolute path; null for a folder with weights of its own.
 * @throws ModelFileError for a file that is no adapter, naming each wrong key
 */
export function readAdapter(folder: string): Adapter | null {
  const path = join(folder, ADAPTER_FILE);
  if (!existsSync(path)) return null;
  const { value, text } = readJson(path);
  const result = adapterSchema.safeParse(value);
  if (result.success) return { ...result.data, base: resolve(folder, result.data.base) };
  const lineOf = (key: readonly PropertyKey[]) => lineInJson(text, key);
  throw new ModelFileError(path, explainConfigIssues(result.error, adapterSchema, path, lineOf));
}

/** Elements of each tensor that a fingerprint reads, evenly spread. */
const SAMPLED = 64;

/** Digest of all names, types and shapes and some values of each tensor: any training changes it, and 14 GB take no minute. */
export function fingerprint({ entries }: StoredWeights): string {
  const hash = createHash("sha256");
  for (const [key, { dtype, shape, read }] of [...entries].toSorted(([a], [b]) => (a < b ? -1 : 1))) {
    hash.update(`${key} ${dtype} ${shape}\n`);
    scope(() => {
      const values = read().flatten();
      const some = values.slice(0, 0, values.numel, Math.max(1, Math.floor(values.numel / SAMPLED)));
      hash.update(some.contiguous().bytes());
    });
  }
  return hash.digest("hex");
}

/** @throws ModelFileError for a base with other weights than those that were adapted */
export function checkBase(folder: string, { base, fingerprint: wanted }: Adapter, stored: StoredWeights): void {
  if (fingerprint(stored) === wanted) return;
  throw new ModelFileError(
    join(folder, ADAPTER_FILE),
    `adapts other weights than those of ${base}; set "base" to the folder of the model that it was trained on`,
  );
}
