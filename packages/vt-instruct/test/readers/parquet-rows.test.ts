// Rows of Parquet files in any order, whatever their row groups: files are written here.
import { join } from "node:path";
import { brotliCompressSync, gzipSync } from "node:zlib";
import type { CompressionCodec } from "hyparquet";
import { parquetWriteBuffer } from "hyparquet-writer";
import { describe, expect, it } from "vitest";
import { DatasetError } from "../../src/files/errors.js";
import { ParquetRows } from "../../src/files/parquet-rows.js";
import { published, recordErrorOf } from "./published.js";

const count = 2500;
const numbers = Array.from({ length: count }, (_, i) => i);
const parquet = (rowGroupSize: number) =>
  new Uint8Array(
    parquetWriteBuffer({
      columnData: [
        { name: "id", data: numbers.map(BigInt) },
        { name: "caption", data: numbers.map((i) => `Größe ${"x".repeat(i % 50)} ${i}`) },
        { name: "score", data: numbers.map((i) => (i % 3 === 0 ? null : i / 7)) },
      ],
      rowGroupSize,
    }),
  );
const columns = ["id", "caption", "score", "none"];
const order = numbers.map((i) => (i * 997) % count);

describe("ParquetRows", () => {
  it.each([
    ["small groups", 100],
    ["one large group", count],
  ])("1. reads every row of %s in any order", async (_, rowGroupSize) => {
    const rows = await ParquetRows.open(published({ "a.parquet": parquet(rowGroupSize) })("a.parquet"), columns);
    expect([rows.size, rows.has("score"), rows.has("none")]).toEqual([count, true, false]);
    for (const i of order) {
      const { id, ...rest } = await rows.read(i);
      expect([String(id), rest]).toEqual([
        `${i}`,
        { caption: `Größe ${"x".repeat(i % 50)} ${i}`, score: i % 3 === 0 ? null : i / 7 },
      ]);
    }
    await rows.close();
  });

  it("2. pages that are damaged are faults of their rows, in groups of any size", async () => {
    for (const rowGroupSize of [100, count]) {
      const bytes = parquet(rowGroupSize);
      bytes.fill(0xff, 4, 400);
      const rows = await ParquetRows.open(published({ "a.parquet": bytes })("a.parquet"), columns);
      expect(await recordErrorOf(() => rows.read(3))).toMatchObject({ record: "row 3", reason: "wrong-parquet" });
      await rows.close();
    }
  });

  it("3. a file that is cut off, or another, is an error that names it", async () => {
    const path = published({ "cut.parquet": parquet(100).subarray(0, 5000), "text.parquet": "hello" });
    for (const name of ["cut.parquet", "text.parquet", "none.parquet"]) {
      await expect(ParquetRows.open(path(name), columns)).rejects.toBeInstanceOf(DatasetError);
      await expect(ParquetRows.open(path(name), columns)).rejects.toThrow(name);
    }
  });
});

describe("a compressed file", () => {
  /** apache/parquet-testing (Apache 2.0) says what its files hold. */
  const official = (name: string) => join(import.meta.dirname, "../data/parquet", `${name}.parquet`);
  const rowsOf = async (path: string, columns: readonly string[]) => {
    const rows = await ParquetRows.open(path, columns);
    const read = [];
    for (let i = 0; i < rows.size; i++) read.push(await rows.read(i));
    await rows.close();
    return read;
  };

  it.each([
    ["bare blocks", "lz4_raw_compressed"],
    ["blocks as Hadoop frames them", "hadoop_lz4_compressed"],
    ["blocks that are called framed and are not", "non_hadoop_lz4_compressed"],
  ])("1. is read where LZ4 writes %s", async (_, name) => {
    const rows = await rowsOf(official(name), ["c0", "c1", "v11"]);
    expect(rows.map(({ c0, c1, v11 }) => [c0, Buffer.from(c1 as Uint8Array).toString(), v11])).toEqual([
      [1593604800n, "abc", 42],
      [1593604800n, "def", 7.7],
      [1593604801n, "abc", 42.125],
      [1593604801n, "def", 7.7],
    ]);
  });

  it("2. is read where GZIP writes a page in two members", async () => {
    const rows = await rowsOf(official("concatenated_gzip_members"), ["long_col"]);
    expect(rows.map(({ long_col }) => long_col)).toEqual(Array.from({ length: 513 }, (_, i) => BigInt(i + 1)));
  });

  const compressors = { GZIP: gzipSync, BROTLI: brotliCompressSync, LZO: (bytes: Uint8Array) => bytes };
  const written = (codecs: CompressionCodec[], pageSize?: number) => {
    const columnData = codecs.map((codec, i) => ({
      name: `c${i}`,
      codec,
      data: numbers.map((n) => `${n % 700} ${i}`),
    }));
    const bytes = parquetWriteBuffer({ columnData, compressors, rowGroupSize: 900, pageSize });
    return published({ "a.parquet": new Uint8Array(bytes) })("a.parquet");
  };

  it("3. may compress each column in its way or not at all, in pages of any size", async () => {
    for (const pageSize of [undefined, 500]) {
      const path = written(["UNCOMPRESSED", "SNAPPY", "GZIP", "BROTLI"], pageSize);
      const rows = await rowsOf(path, ["c0", "c1", "c2", "c3"]);
      expect(rows.map((row) => Object.values(row))).toEqual(
        numbers.map((n) => [0, 1, 2, 3].map((i) => `${n % 700} ${i}`)),
      );
    }
  });

  it("4. that nothing here reads is told once, with column and way out, if the column is wanted", async () => {
    const path = written(["GZIP", "LZO"]);
    await expect(ParquetRows.open(path, ["c0", "c1"])).rejects.toThrow(DatasetError);
    await expect(ParquetRows.open(path, ["c0", "c1"])).rejects.toThrow(
      `${path}: column "c1" is compressed with LZO, which is not read. Write it again with SNAPPY,`,
    );
    expect((await rowsOf(path, ["c0"]))[1]).toEqual({ c0: "1 0" });
  });
});
