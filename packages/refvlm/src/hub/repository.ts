// A repository of the Hugging Face Hub at one commit: which of its files a conversion needs, and what proves them whole.
import { listFiles, modelInfo } from "@huggingface/hub";
import { filesToConvert } from "@refvlm/model";
import { z } from "zod";
import type { Hub } from "./hub.js";
import { HubError } from "./hub-error.js";

/** A file and its digest: the SHA-256 of what Git LFS holds, of small files the SHA-1 of git's blob. */
export interface HubFile {
  readonly path: string;
  readonly bytes: number;
  readonly sha: string;
  readonly isLarge: boolean;
}

export interface Repository {
  /** `OWNER/NAME`. */
  readonly name: string;
  readonly commit: string;
  readonly files: readonly HubFile[];
}

// Both become names on disk.
const commitSchema = z.string().regex(/^[0-9a-f]{40}$/);
const digestSchema = z.string().regex(/^([0-9a-f]{40}|[0-9a-f]{64})$/);

/**
 * Looks a repository up; nothing is fetched yet.
 * @throws HubError for one without weights, and for answers that are no hub's; what the library throws otherwise
 */
export async function openRepository(name: string, revision: string, hub: Hub): Promise<Repository> {
  const { sha } = await modelInfo({ ...hub, name, revision, additionalFields: ["sha"] });
  const commit = commitSchema.safeParse(sha);
  if (!commit.success) throw new HubError(`${name}: ${hub.hubUrl} names no commit; is it a Hugging Face Hub?`);
  const there = new Map<string, HubFile>();
  for await (const { type, path, size, oid, lfs } of listFiles({ ...hub, repo: name, revision: commit.data })) {
    const digest = digestSchema.safeParse(lfs?.oid ?? oid);
    if (type === "file" && digest.success)
      there.set(path, { path, bytes: lfs?.size ?? size, sha: digest.data, isLarge: lfs !== undefined });
  }
  const files = filesToConvert([...there.keys()]).map((path) => there.get(path)!);
  if (files.length === 0)
    throw new HubError(
      `${name} holds no weights that can be converted, but ${[...there.keys()].join(", ") || "nothing"}`,
    );
  return { name, commit: commit.data, files };
}
