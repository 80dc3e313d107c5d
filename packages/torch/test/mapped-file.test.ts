// Tensors over a mapped file: views, copies where unaligned, never a write to the file.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { MappedFile } from "../src/index.js";

const directory = mkdtempSync(join(tmpdir(), "refvlm-map-"));
const path = join(directory, "values.bin");
writeFileSync(path, Buffer.concat([Buffer.from(Float32Array.of(1, 2, 3).buffer), Buffer.from([7])]));
afterAll(() => rmSync(directory, { recursive: true }));

it("gives views that outlive the mapping and never write to the file", () => {
  const file = new MappedFile(path);
  const view = file.tensor(4, "float32", [2]);
  file.close();
  file.close();
  expect(view.add_(1).toArray()).toEqual([3, 4]);
  expect(readFileSync(path).readFloatLE(4)).toBe(2);
  expect(() => file.tensor(0, "uint8", [1])).toThrow(/closed/);
});

it("copies what is not aligned, and refuses what is outside", () => {
  using file = new MappedFile(path);
  expect(file.size).toBe(13);
  expect(file.tensor(1, "float32", [3]).shape).toEqual([3]);
  expect([1, 4, 6].map((at) => MappedFile.isAligned(at, "float32"))).toEqual([false, true, false]);
  expect([1, 4, 6].map((at) => MappedFile.isAligned(at, "bfloat16"))).toEqual([false, true, true]);
  expect(file.tensor(12, "uint8", [1]).item()).toBe(7);
  expect(file.tensor(13, "uint8", [0]).numel).toBe(0);
  expect(() => file.tensor(8, "float32", [2])).toThrow(/beyond the end/);
  expect(() => file.tensor(-4, "float32", [1])).toThrow(/beyond the end/);
  expect(() => file.tensor(0, "float32", [2 ** 40, 2 ** 40])).toThrow(/too many elements/);
});

it("names a file that cannot be opened", () => {
  expect(() => new MappedFile(join(directory, "missing"))).toThrow(/cannot open .*missing: No such file/);
});
