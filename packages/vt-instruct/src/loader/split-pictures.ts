// A built data set in two parts that share no picture: one to learn from, one to be measured on.
import { createHash } from "node:crypto";
import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { parseStoredRow, RowWriter, type StoredRow } from "../builder/parquet.js";
import { type Shards, ShardsError } from "./shards.js";

export interface PictureSplit {
  /** Pictures, and rows about them, of each part. */
  readonly train: { pictures: number; rows: number };
  readonly heldOut: { pictures: number; rows: number };
}

/**
 * Writes two Parquet files. Which pictures are held out depends on their names alone.
 * @param share of the pictures that is held out: at least one, and not all
 * @throws ShardsError for a data set of one picture, and for rows that cannot be read
 */
export async function splitPictures(
  shards: Shards,
  paths: { train: string; heldOut: string },
  share: number,
): Promise<PictureSplit> {
  const pictures = new Set<string>();
  for (const group of shards.groups) for (const row of await shards.read(group)) pictures.add(pictureOf(row));
  if (pictures.size < 2)
    throw new ShardsError(`${shards.path}: all rows are of one picture; nothing can be held out of that`);
  const count = Math.min(Math.max(1, Math.round(share * pictures.size)), pictures.size - 1);
  const heldOut = new Set([...pictures].toSorted((a, b) => (digest(a) < digest(b) ? -1 : 1)).slice(0, count));
  for (const path of Object.values(paths)) mkdirSync(dirname(path), { recursive: true });
  const writers = { train: new RowWriter(paths.train), heldOut: new RowWriter(paths.heldOut) };
  for (const group of shards.groups)
    for (const row of await shards.read(group))
      writers[heldOut.has(pictureOf(row)) ? "heldOut" : "train"].add(parseStoredRow(row));
  for (const writer of Object.values(writers)) writer.finish();
  return {
    train: { pictures: pictures.size - count, rows: writers.train.rows },
    heldOut: { pictures: count, rows: writers.heldOut.rows },
  };
}

/** Rows of one picture have one name for it. */
function pictureOf({ source, image, id }: StoredRow): string {
  const { path } = image as { path: string | null };
  return `${source} ${path ?? id}`;
}

const digest = (name: string) => createHash("sha256").update(name).digest("hex");
