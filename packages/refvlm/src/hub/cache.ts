// Hugging Face's cache folder, laid out as its own tools do: blobs by digest, and a folder of links for each commit.
import { existsSync, mkdirSync, rmSync, statfsSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { getHFHubCachePath, getRepoFolderName } from "@huggingface/hub";
import { byteSize } from "@refvlm/model";
import { HubError } from "./hub-error.js";
import type { HubFile, Repository } from "./repository.js";

export class HubCache {
  /** Of the repository's own. */
  readonly #root: string;

  /** In HF_HUB_CACHE, or below HF_HOME, or in ~/.cache/huggingface/hub. */
  constructor(private readonly repository: Repository) {
    this.#root = join(getHFHubCachePath(), getRepoFolderName({ type: "model", name: repository.name }));
    mkdirSync(join(this.#root, "blobs"), { recursive: true });
  }

  /** Where a file's bytes lie once they are all there and right. */
  blob({ sha }: HubFile): string {
    return join(this.#root, "blobs", sha);
  }

  /** Where they are collected until then. */
  partial(file: HubFile): string {
    return `${this.blob(file)}.incomplete`;
  }

  has(file: HubFile): boolean {
    return existsSync(this.blob(file));
  }

  /** Bytes of a file that an earlier fetch has collected; more than it has are not its own. */
  collected(file: HubFile): number {
    const bytes = statSync(this.partial(file), { throwIfNoEntry: false })?.size ?? 0;
    return bytes > file.bytes ? 0 : bytes;
  }

  /** Bytes that are still to come. */
  missing(): number {
    const open = this.repository.files.filter((file) => !this.has(file));
    return open.reduce((sum, file) => sum + file.bytes - this.collected(file), 0);
  }

  /** @throws HubError for a disk without room for what is still to come */
  checkRoom(): void {
    const missing = this.missing();
    const { bavail, bsize } = statfsSync(this.#root);
    if (missing > bavail * bsize)
      throw new HubError(
        `${this.repository.name} needs ${byteSize(missing)}, of which ${this.#root} has ${byteSize(bavail * bsize)}; set HF_HUB_CACHE to a larger disk`,
      );
  }

  /** Links all files under their names, and the revision to its commit. @returns the folder of the commit */
  link(revision: string): string {
    const { commit, files } = this.repository;
    const folder = join(this.#root, "snapshots", commit);
    mkdirSync(folder, { recursive: true });
    for (const file of files) {
      rmSync(join(folder, file.path), { force: true });
      symlinkSync(join("..", "..", "blobs", file.sha), join(folder, file.path));
    }
    if (revision !== commit) {
      mkdirSync(join(this.#root, "refs"), { recursive: true });
      writeFileSync(join(this.#root, "refs", encodeURIComponent(revision)), commit);
    }
    return folder;
  }
}
