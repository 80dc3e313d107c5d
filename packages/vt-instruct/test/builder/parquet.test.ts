// Rows in Parquet: what is written is read back, in the form that Hugging Face's datasets expect.
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { asyncBufferFromFile, parquetMetadataAsync } from "hyparquet";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { RowWriter, readRows, rowCount } from "../../src/builder/parquet.js";
import type { SampleRow } from "../../src/sample/row.js";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "refvlm-parquet-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

const row = (number: number, more: Partial<SampleRow> = {}): SampleRow => ({
  id: `s:${number}:0`,
  image: { bytes: null, path: `images/${number}.jpg` },
  width: 640,
  height: 480,
  source: "s",
  licence: "CC0 für alle",
  split: "train",
  tasks: ["rec", "vqa"],
  independent: number % 2 === 0,
  turns: [{ task: "rec", user: [{ type: "text", text: `“${number}”?` }], answer: "no dog", targets: [] }],
  depth: null,
  objects: null,
  caption: null,
  ...more,
});

async function written(rows: readonly SampleRow[], name = "rows.parquet") {
  const path = join(folder, name);
  const writer = new RowWriter(path);
  for (const each of rows) writer.add(each);
  writer.finish();
  return asyncBufferFromFile(path);
}

describe("rows in Parquet", () => {
  it("1. come back as they went, nothing lost where columns are empty or full", async () => {
    const bytes = Uint8Array.from({ length: 300 }, (_, i) => i % 256);
    const rows = [
      row(1),
      row(2, { image: { bytes, path: "2.png" }, depth: { bytes, path: "2.depth.png" }, caption: "ein Hund 🐕" }),
      row(3, { objects: [{ name: "dog", box: [1, 2, 3.5, 4] }], depth: { bytes: null, path: "3.png" } }),
    ];
    const file = await written(rows);
    const back = await readRows(file, 0, 3);
    expect(back.map((each) => ({ ...each, image: plain(each.image), depth: each.depth && plain(each.depth) }))).toEqual(
      rows.map((each) => ({ ...each, image: plain(each.image), depth: each.depth && plain(each.depth) })),
    );
  });
  it("2. can be read from any place of any row group", async () => {
    const file = await written(Array.from({ length: 2345 }, (_, i) => row(i)));
    expect(await rowCount(file)).toBe(2345);
    expect((await parquetMetadataAsync(file)).row_groups.map((group) => Number(group.num_rows))).toEqual([
      1000, 1000, 345,
    ]);
    expect((await readRows(file, 998, 1003)).map(({ id }) => id)).toEqual(
      [998, 999, 1000, 1001, 1002].map((i) => `s:${i}:0`),
    );
  });
  it("3. end a row group early where pictures are large", async () => {
    const bytes = new Uint8Array(30 * 2 ** 20);
    const file = await written([1, 2, 3, 4].map((i) => row(i, { image: { bytes, path: "x.png" } })));
    expect((await parquetMetadataAsync(file)).row_groups.map((group) => Number(group.num_rows))).toEqual([3, 1]);
  });
  it("4. tell Hugging Face's datasets which columns are pictures", async () => {
    const { key_value_metadata } = await parquetMetadataAsync(await written([row(1)]));
    const notes = Object.fromEntries(key_value_metadata!.map(({ key, value }) => [key, value]));
    const { features } = (JSON.parse(notes.huggingface!) as { info: { features: Record<string, object> } }).info;
    expect(features.image).toEqual({ _type: "Image" });
    expect(features.depth).toEqual({ _type: "Image" });
    expect(Object.keys(features)).toEqual(Object.keys(row(1)));
    expect(notes["refvlm.row-version"]).toBe("3");
  });
  it("5. are the same bytes when they are written again", async () => {
    const rows = Array.from({ length: 1200 }, (_, i) => row(i));
    await written(rows, "a.parquet");
    await written(rows, "b.parquet");
    expect(readFileSync(join(folder, "a.parquet")).equals(readFileSync(join(folder, "b.parquet")))).toBe(true);
  });
  it("6. an empty shard is a sound file", async () => {
    const file = await written([]);
    expect(await rowCount(file)).toBe(0);
    expect(await readRows(file, 0, 10)).toEqual([]);
  });
});

/** Bytes as numbers: readers may give another kind of array. */
const plain = ({ bytes, path }: SampleRow["image"]) => ({ path, bytes: bytes && [...bytes] });
