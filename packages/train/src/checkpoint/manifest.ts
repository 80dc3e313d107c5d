// What proves a checkpoint whole: a manifest with the size and digest of each of its files.
import { createHash } from "node:crypto";
import { readFileSync, statSync } from "node:fs";
import { basename, join } from "node:path";
import { z } from "zod";

/** Name of the file that proves a checkpoint complete. */
export const MANIFEST = "manifest.json";

const manifestSchema = z.object({
  format: z.literal(2),
  /** The folder's own name, so that a renamed one is not taken for another step. */
  checkpoint: z.string(),
  files: z
    .array(
      z.object({
        // Plain names: a manifest never leads out of its folder.
        name: z.string().regex(/^(?!\.)[\w.-]+$/, "is no plain file name"),
        bytes: z.int().nonnegative(),
        sha256: z.string().regex(/^[0-9a-f]{64}$/, "is no digest"),
      }),
    )
    .min(1),
});
export type Manifest = z.infer<typeof manifestSchema>;

export interface CheckOptions {
  /** Files that a whole checkpoint has. */
  required?: readonly string[];
  /** Whether every byte is read; by default it is. Sizes alone cost nothing. */
  digests?: boolean;
}

/** What is wrong with a checkpoint folder, one line each; empty when it is whole. */
export function checkpointProblems(folder: string, { required = [], digests = true }: CheckOptions = {}): string[] {
  const manifest = readManifest(folder);
  if (typeof manifest === "string") return [manifest];
  const listed = new Set(manifest.files.map(({ name }) => name));
  const unlisted = required.filter((name) => !listed.has(name));
  if (unlisted.length > 0) return [`${join(folder, MANIFEST)} does not list ${unlisted.join(", ")}`];
  return manifest.files.flatMap(({ name, bytes, sha256 }) => {
    const file = join(folder, name);
    const found = statSync(file, { throwIfNoEntry: false });
    if (!found) return [`${file} is missing`];
    if (!found.isFile()) return [`${file} is not a file`];
    if (found.size !== bytes) return [`${file} has ${found.size} bytes, its manifest says ${bytes}`];
    if (!digests || createHash("sha256").update(readFileSync(file)).digest("hex") === sha256) return [];
    return [`${file} differs from the digest in its manifest`];
  });
}

/** A checkpoint's manifest, or why it is none. */
function readManifest(folder: string): Manifest | string {
  const path = join(folder, MANIFEST);
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(path, "utf8"));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR") return `${path} is missing: the checkpoint was not finished`;
    return code ? `${path} cannot be read (${code})` : `${path} is not JSON`;
  }
  const { success, data, error } = manifestSchema.safeParse(value);
  if (!success) {
    const [{ path: key, message }] = error.issues;
    return `${path} is no manifest of a checkpoint: ${["manifest", ...key].join(".")}: ${message}`;
  }
  if (data.checkpoint !== basename(folder)) return `${path} belongs to ${data.checkpoint}: the folder was renamed`;
  return data;
}
