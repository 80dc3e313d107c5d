// Finished shards opened for reading: the folder of a build, or one Parquet file of it.
import { createHash } from "node:crypto";
import { existsSync, statSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { type AsyncBuffer, asyncBufferFromFile, parquetMetadataAsync } from "hyparquet";
import { readManifest } from "../builder/manifest.js";
import { OutputFolder } from "../builder/output-folder.js";
import { readStoredRows, type StoredRow } from "../builder/parquet.js";
import { ROW_VERSION } from "../sample/row.js";

/** Shards that cannot be read, or are not those that were expected. */
export class ShardsError extends Error {
  override name = "ShardsError";
}

/** What a file decodes at once: rows [start, end) of it. */
export interface RowGroup {
  readonly shard: Shard;
  readonly start: number;
  readonly end: number;
  /** Uncompressed, pictures included. */
  readonly bytes: number;
}

/** One Parquet file. */
export interface Shard {
  /** Absolute. */
  readonly path: string;
  /** As messages call it: within its build's folder. */
  readonly name: string;
  readonly rows: number;
}

/** All shards of a build, or a single file. */
export class Shards {
  private constructor(
    /** As given by the user. */
    readonly path: string,
    readonly shards: readonly Shard[],
    readonly groups: readonly RowGroup[],
    /** Folder that the paths of pictures are told from, where it is known. */
    readonly root: string | undefined,
    /** Differs where the rows differ. */
    readonly digest: string,
  ) {}

  get rows(): number {
    return this.shards.reduce((sum, { rows }) => sum + rows, 0);
  }

  /**
   * @param path folder of a finished build, or a Parquet file
   * @param root folder that the paths of pictures are told from; by default the one that the build was made with
   * @throws ShardsError for a path without rows, a file of another kind or version, one that is not as its manifest
   *   says; OutputError for a build that is not finished
   */
  static async open(path: string, root?: string): Promise<Shards> {
    if (!existsSync(path)) throw new ShardsError(`${path}: there is no such file or folder`);
    const single = statSync(path).isFile();
    const home = new OutputFolder(single ? dirname(dirname(resolve(path))) : resolve(path));
    const listed = single
      ? [{ file: basename(path), bytes: statSync(path).size, rows: undefined, sha256: undefined }]
      : readManifest(home).shards;
    const shards: Shard[] = [];
    const groups: RowGroup[] = [];
    for (const { file: name, bytes, rows } of listed) {
      const opened = await openShard(single ? resolve(path) : join(home.path, name), name, { bytes, rows });
      shards.push(opened.shard);
      groups.push(...opened.groups);
    }
    if (groups.length === 0) throw new ShardsError(`${path}: there are no rows`);
    const digest = createHash("sha256").update(JSON.stringify(listed)).digest("hex");
    return new Shards(path, shards, groups, root === undefined ? home.root() : resolve(root), digest);
  }

  /** The rows of a group, as stored. @throws ShardsError for a file that has gone or is damaged */
  async read({ shard, start, end }: RowGroup): Promise<StoredRow[]> {
    try {
      return await readStoredRows(await asyncBufferFromFile(shard.path), start, end);
    } catch (error) {
      throw new ShardsError(`${shard.name}: rows ${start} to ${end - 1} cannot be read: ${reason(error)}`);
    }
  }
}

async function openShard(path: string, name: string, told: { bytes: number; rows: number | undefined }) {
  let file: AsyncBuffer;
  try {
    file = await asyncBufferFromFile(path);
  } catch (error) {
    throw new ShardsError(`${path} cannot be opened: ${reason(error)}; copy the data set again`);
  }
  if (file.byteLength !== told.bytes)
    throw new ShardsError(`${path} has ${file.byteLength} bytes, its manifest says ${told.bytes}; copy it again`);
  const metadata = await parquetMetadataAsync(file).catch((error) => {
    throw new ShardsError(`${path} is no Parquet file: ${reason(error)}`);
  });
  const version = metadata.key_value_metadata?.find(({ key }) => key === "refvlm.row-version")?.value;
  if (version !== String(ROW_VERSION))
    throw new ShardsError(
      `${path} holds ${version === undefined ? "no rows of refvlm build" : `rows of version ${version}`}; this program reads version ${ROW_VERSION}: build the data set again`,
    );
  const shard = { path, name, rows: Number(metadata.num_rows) };
  if (told.rows !== undefined && told.rows !== shard.rows)
    throw new ShardsError(`${path} has ${shard.rows} rows, its manifest says ${told.rows}; copy it again`);
  let start = 0;
  const groups = metadata.row_groups.map(({ num_rows, total_byte_size }): RowGroup => {
    const end = start + Number(num_rows);
    const group = { shard, start, end, bytes: Number(total_byte_size) };
    start = end;
    return group;
  });
  return { shard, groups };
}

const reason = (error: unknown) => (error instanceof Error ? error.message : String(error));
