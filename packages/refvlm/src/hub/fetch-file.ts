// One file of a repository into the cache: continued where an earlier fetch was cut off, and kept only if its digest is right.
import { createHash, type Hash } from "node:crypto";
import { createReadStream, createWriteStream, renameSync, rmSync } from "node:fs";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { ReadableStream } from "node:stream/web";
import { downloadFile } from "@huggingface/hub";
import type { HubCache } from "./cache.js";
import type { Hub } from "./hub.js";
import { HubError } from "./hub-error.js";
import type { HubFile, Repository } from "./repository.js";

export interface FetchOptions {
  signal?: AbortSignal;
  /** Told of bytes as they come. */
  onBytes?(count: number): void;
}

/**
 * Does nothing where the file is there.
 * @throws HubError for bytes that are not the file's: they are removed; the signal's reason, and what comes of the network:
 *   what has come stays for the next time
 */
export async function fetchFile(
  { name, commit }: Repository,
  file: HubFile,
  cache: HubCache,
  hub: Hub,
  { signal, onBytes }: FetchOptions = {},
): Promise<void> {
  if (cache.has(file)) return;
  const partial = cache.partial(file);
  const collected = cache.collected(file);
  const hash = await hashOf(file, partial, collected);
  await pipeline(
    async function* () {
      if (collected === file.bytes) return;
      const remote = await downloadFile({ ...hub, repo: name, path: file.path, revision: commit });
      if (!remote) throw new HubError(`${name} has no ${file.path} at ${commit}`);
      for await (const bytes of Readable.fromWeb(remote.slice(collected).stream() as ReadableStream<Uint8Array>)) {
        hash.update(bytes);
        onBytes?.(bytes.length);
        yield bytes;
      }
    },
    createWriteStream(partial, { flags: collected > 0 ? "a" : "w" }),
    { signal },
  );
  if (hash.digest("hex") !== file.sha) {
    rmSync(partial, { force: true });
    throw new HubError(`${name}/${file.path} came damaged (its digest is another) and was removed; fetch it again`);
  }
  renameSync(partial, cache.blob(file));
}

/** The digest's beginning, over what is there. */
async function hashOf({ isLarge, bytes }: HubFile, partial: string, collected: number): Promise<Hash> {
  const hash = isLarge ? createHash("sha256") : createHash("sha1").update(`blob ${bytes}\0`);
  if (collected > 0) for await (const chunk of createReadStream(partial, { end: collected - 1 })) hash.update(chunk);
  return hash;
}
