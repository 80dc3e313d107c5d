// A shard of a WebDataset: a tar archive in which files of one name before the first dot are one sample (github.com/webdataset/webdataset).
import { closeSync, openSync, readFileSync, readSync } from "node:fs";
import { basename } from "node:path";
import { z } from "zod";
import { DatasetError, RecordError } from "./reader.js";
import { LONGEST_RECORD, reasonOf } from "./source-file.js";
import { type TarMember, tarMembers } from "./tar-members.js";

/** The files of one sample by their extension, "json" or "jpg". */
export interface WebSample {
  /** The common name, e.g. "000000012". */
  readonly key: string;
  readonly files: ReadonlyMap<string, Uint8Array>;
}

const statsSchema = z.object({ successes: z.int().nonnegative() });

type Entry = readonly [key: string, members: Map<string, TarMember>];

/** One shard. The places of its samples are found when the first of them is read, and kept until `close`. */
export class WebDatasetShard {
  #file: number | undefined;
  #samples: readonly Entry[] | undefined;

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
      return new WebDatasetShard(path, samplesOf(file, path).length);
    } finally {
      closeSync(file);
    }
  }

  /** @throws RecordError "missing-record", "corrupt-archive", "too-long" */
  read(index: number): WebSample {
    const { file, samples } = this.#open(index);
    const sample = samples[index];
    if (!sample) {
      const detail = `the archive has only ${samples.length} samples. Download it again.`;
      throw new RecordError(this.path, `sample ${index}`, "missing-record", detail);
    }
    const [key, members] = sample;
    for (const { name, size } of members.values())
      if (size > LONGEST_RECORD)
        throw new RecordError(
          this.path,
          key,
          "too-long",
          `${name} has ${size} bytes; at most ${LONGEST_RECORD} are read`,
        );
    return { key, files: new Map([...members].map(([extension, member]) => [extension, bytesOf(file, member)])) };
  }

  /** Forgets what was found; the next read finds it again. */
  close(): void {
    if (this.#file !== undefined) closeSync(this.#file);
    this.#file = this.#samples = undefined;
  }

  #open(index: number): { file: number; samples: readonly Entry[] } {
    try {
      this.#file ??= openArchive(this.path);
      this.#samples ??= samplesOf(this.#file, this.path);
      return { file: this.#file, samples: this.#samples };
    } catch (error) {
      if (!(error instanceof DatasetError)) throw error;
      throw new RecordError(this.path, `sample ${index}`, "corrupt-archive", error.message);
    }
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

function samplesOf(file: number, path: string): Entry[] {
  const samples: Entry[] = [];
  for (const member of tarMembers(file, path)) {
    const [, key, extension] = /^(.*?)\.(.*)$/.exec(basename(member.name)) ?? [];
    if (key === undefined || extension === undefined) continue;
    if (samples.at(-1)?.[0] !== key) samples.push([key, new Map()]);
    samples.at(-1)![1].set(extension.toLowerCase(), member);
  }
  return samples;
}

function bytesOf(file: number, { offset, size }: TarMember): Uint8Array {
  const bytes = Buffer.alloc(size);
  readSync(file, bytes, 0, size, offset);
  return bytes;
}
