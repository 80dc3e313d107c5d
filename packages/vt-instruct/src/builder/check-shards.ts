// Whether the shards of a build hold the bytes that were built: on their way from another machine they may be damaged.
import { join } from "node:path";
import { digestOf } from "./digest-of.js";
import { OutputError, type OutputFolder } from "./output-folder.js";

/**
 * Reads all shards of a folder that holds a build; of one that holds none, `mergeManifest` says so.
 * @throws OutputError naming the shards that are missing, or the files that are not as they were built
 */
export async function checkShards(folder: OutputFolder): Promise<void> {
  const plan = folder.plan();
  if (!plan) return;
  const changed: string[] = [];
  for (const { file, sha256 } of folder.reports(plan))
    if ((await digestOf(join(folder.path, file))) !== sha256) changed.push(file);
  if (changed.length > 0)
    throw new OutputError(
      `${folder.path}: ${changed.join(", ")}: the bytes are not those that were built (SHA-256); copy them again, or remove them and build them here`,
    );
}
