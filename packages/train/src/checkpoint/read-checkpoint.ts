// Finds the newest checkpoint of a run whose every byte is as it was written.
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { MANIFEST, type Manifest } from "./write-checkpoint.js";

/** What is wrong with a checkpoint folder, one line each; empty when it is whole. */
export function checkpointProblems(folder: string): string[] {
  const path = join(folder, MANIFEST);
  if (!existsSync(path)) return [`${path} is missing: the checkpoint was not finished`];
  let manifest: Manifest;
  try {
    manifest = JSON.parse(readFileSync(path, "utf8")) as Manifest;
  } catch {
    return [`${path} is not JSON`];
  }
  return manifest.files.flatMap(({ name, bytes, sha256 }) => {
    const file = join(folder, name);
    if (!existsSync(file)) return [`${file} is missing`];
    const content = readFileSync(file);
    if (content.length !== bytes) return [`${file} has ${content.length} bytes, its manifest says ${bytes}`];
    return createHash("sha256").update(content).digest("hex") === sha256
      ? []
      : [`${file} differs from the digest in its manifest`];
  });
}

/**
 * The newest whole checkpoint below `parent`, or undefined when there is none.
 * @param warn is told of every damaged checkpoint that was passed over.
 */
export function latestCheckpoint(parent: string, warn: (message: string) => void = () => {}): string | undefined {
  if (!existsSync(parent)) return undefined;
  const names = readdirSync(parent).filter((name) => name.startsWith("step-"));
  for (const name of names.sort().reverse()) {
    const folder = join(parent, name);
    const problems = checkpointProblems(folder);
    if (problems.length === 0) return folder;
    warn(`passing over a damaged checkpoint: ${problems[0]}`);
  }
  return undefined;
}
