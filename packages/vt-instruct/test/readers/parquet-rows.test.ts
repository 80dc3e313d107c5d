// Rows of Parquet files in any order, whatever their row groups: files are written here.
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
