// A shard of a WebDataset: a tar archive in which files of one path before the name's first dot are one sample (github.com/webdataset/webdataset).
import { closeSync, openSync, readFileSync, readSync } from "node:fs";
import { z } from "zod";
import { DatasetError, RecordError } from "./errors.js";
import { LONGEST_RECORD, reasonOf } from "./source-file.js";
import { type TarMember, tarMembers } from "./tar-members.js";

/** The files of one sample by their extension, "json" or "jpg". */
export interface WebSample {
  /** The common name, e.g. "000000012". */
  readonly key: string;
  readonly files: ReadonlyMap<string, Uint8Array>;
}

const statsSchema = z.object({ successes: z.int().nonnegative() });

/** One shard. Where its samples begin is found when the first of them is read, and kept: eight bytes a sample. */
export class WebDatasetShard {
  #file: number | undefined;
  #starts: Float64Array | undefined;

  private constructor(
    readonly path: string,
    readonly size: number,
  ) {}

  /** @throws DatasetError for a file that is no tar archive */
  static open(path: string): WebDatasetShard {
    const known = downloadedOf(path);
    if (known !== undefined) return new WebDatasetShard(path, known);
    const file = openArchive(path);
    try {
      const starts = startsOf(file, path);
      const shard = new WebDatasetShard(path, starts.length);
      shard.#starts = starts;
      return shard;
    } finally {
      closeSync(file);
    }
  }

  /** @throws RecordError "missing-record", "corrupt-archive", "too-long" */
  read(index: number): WebSample {
    try {
      this.#file ??= openArchive(this.path);
      this.#starts ??= startsOf(this.#file, this.path);
      const start = this.#starts[index];
      if (start !== undefined) return this.#sampleAt(this.#file, start);
    } catch (error) {
      if (!(error instanceof DatasetError)) throw error;
      throw new RecordError(this.path, `sample ${index}`, "corrupt-archive", error.message);
    }
    const detail = `the archive has only ${this.#starts.length} samples. Download it again.`;
    throw new RecordError(this.path, `sample ${index}`, "missing-record", detail);
  }

  /** Closes the file; the next read opens it again. */
  close(): void {
    if (this.#file !== undefined) closeSync(this.#file);
    this.#file = undefined;
  }

  #sampleAt(file: number, start: number): WebSample {
    const files = new Map<string, Uint8Array>();
    let sample = "";
    for (const member of tarMembers(file, this.path, start)) {
      const { key, extension } = partsOf(member);
      if (key === undefined) continue;
      sample ||= key;
      if (key !== sample) break;
      if (member.size > LONGEST_RECORD) {
        const detail = `${member.name} has ${member.size} bytes; at most ${LONGEST_RECORD} are read`;
        throw new RecordError(this.path, key, "too-long", detail);
      }
      files.set(extension.toLowerCase(), bytesOf(file, member));
    }
    return { key: sample, files };
  }
}

/** img2dataset writes how many samples a shard has beside it, which saves a pass over the archive. */
function downloadedOf(path: string): number | undefined {
  try {
    const stats: unknown = JSON.parse(readFileSync(path.replace(/\.tar$/, "_stats.json"), "utf8"));
    return statsSchema.parse(stats).successes;
  } catch {
    return undefined;
  }
}

function openArchive(path: string): number {
  try {
    return openSync(path, "r");
  } catch (error) {
    throw new DatasetError(`${path}: ${reasonOf(error as NodeJS.ErrnoException)}. Check the path in the build config.`);
  }
}

/** Where the headers of each sample's first file begin. */
function startsOf(file: number, path: string): Float64Array {
  const starts: number[] = [];
  let sample: string | undefined;
  for (const member of tarMembers(file, path)) {
    const { key } = partsOf(member);
    if (key === undefined || key === sample) continue;
    sample = key;
    starts.push(member.start);
  }
  return Float64Array.from(starts);
}

/**
 * What stands before the first dot of a file's name, its folder included, and behind it: as WebDataset's own
 * `base_plus_ext` cuts it, so that equal names in two folders are two samples.
 */
function partsOf({ name }: TarMember): { key?: string; extension: string } {
  const [, key, extension = ""] = /^(?:\.\/)*((?:.*\/)?[^./]+)\.([^/]+)$/.exec(name) ?? [];
  return key ? { key, extension } : { extension };
}

function bytesOf(file: number, { offset, size }: TarMember): Uint8Array {
  const bytes = Buffer.alloc(size);
  readSync(file, bytes, 0, size, offset);
  return bytes;
}
