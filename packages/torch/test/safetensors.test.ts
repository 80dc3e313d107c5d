// Specification of safetensors reading and writing: decisions, values and bytes of the official library.
import { createHash } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import {
  decodeRaw,
  parseSafetensorsHeader,
  type RawTensor,
  readSafetensors,
  SafetensorsError,
  scope,
  type Tensor,
  tensor,
  writeSafetensors,
} from "../src/index.js";
import { goldenConfig, goldenPath } from "./golden.js";

interface GoldenTensor {
  dtype: string;
  shape: number[];
  bytes_sha256: string;
  values?: (string | number)[];
}
interface GoldenCase {
  file: string;
  accept: boolean;
  note: string;
  metadata: Record<string, string> | null;
  tensors: Record<string, GoldenTensor>;
}

const folder = "safetensors-files";
const cases = Object.entries(goldenConfig(folder).cases as Record<string, GoldenCase>);
const workspace = mkdtempSync(join(tmpdir(), "safetensors-"));
afterAll(() => rmSync(workspace, { recursive: true }));
const here = (name: string): string => join(workspace, name);
const sha256 = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

/** A file with this header text and so many bytes of data. */
function fileOf(header: string, dataBytes = 0): Uint8Array {
  const json = Buffer.from(header);
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(json.length));
  return Buffer.concat([length, json, Buffer.alloc(dataBytes)]);
}

describe("golden files", () => {
  it.each(cases.filter(([, { accept }]) => accept))("%s is accepted, with the official values", (_, golden) => {
    using file = readSafetensors(goldenPath(folder, golden.file));
    expect(Object.fromEntries(file.metadata)).toEqual(golden.metadata ?? {});
    expect(file.keys().sort()).toEqual(Object.keys(golden.tensors).sort());
    for (const [key, { dtype, shape, bytes_sha256, values }] of Object.entries(golden.tensors)) {
      expect([file.dtype(key), file.shape(key)]).toEqual([dtype, shape]);
      expect(sha256(file.raw(key).bytes)).toBe(bytes_sha256);
      if (/uint(16|32|64)|float8|complex/.test(dtype)) {
        expect(() => file.tensor(key)).toThrow(/libtorch lacks; read it with raw\(\) and decodeRaw\(\)/);
        continue;
      }
      scope(() => {
        const t = file.tensor(key);
        expect([t.dtype, t.shape]).toEqual([dtype, shape]);
        if (!values) return;
        const text = (x: unknown): string =>
          Object.is(x, -0) ? "-0" : String(x).replace("Infinity", "inf").toLowerCase();
        expect(Array.from<unknown>(t.toTypedArray()).map(text)).toEqual(values.map(text));
      });
    }
  });

  it.each(cases.filter(([, { accept }]) => !accept))("%s is rejected", (_, { file }) => {
    const path = goldenPath(folder, file);
    expect(() => readSafetensors(path)).toThrow(SafetensorsError);
    expect(() => readSafetensors(path)).toThrow(path);
  });

  it.each(cases.flatMap(([name]) => /^dtype_f8_(.+)$/.exec(name)?.[1] ?? []))(
    "all 256 codes of 8-bit %s floats have their values",
    (kind) => {
      using file = readSafetensors(goldenPath(folder, `dtype_f8_${kind}.safetensors`));
      using values = readSafetensors(goldenPath(folder, "f8_values.safetensors"));
      scope(() => {
        const decoded = decodeRaw(file.raw("x")).flatten();
        const expected = values.tensor(`f8_${kind}.value`).maskedFill(values.tensor(`f8_${kind}.nan`), Number.NaN);
        expect(decoded.toTypedArray()).toEqual(expected.toTypedArray());
      });
    },
  );

  it("unsigned integers have their values, or say that they do not fit", () => {
    using file = readSafetensors(goldenPath(folder, "all_dtypes.safetensors"));
    scope(() => {
      const { tensors } = goldenConfig(folder).cases.all_dtypes as GoldenCase;
      for (const key of ["u16", "u32", "u64"])
        expect(decodeRaw(file.raw(key)).flatten().toArray()).toEqual(tensors[key]!.values!.map(Number));
    });
    const huge = { dtype: "uint64", shape: [1], bytes: new Uint8Array(8).fill(255) } as const;
    expect(() => decodeRaw(huge)).toThrow(/18446744073709551615 does not fit/);
    expect(() => decodeRaw(file.raw("c64"))).toThrow(/complex64 have no exact counterpart/);
  });

  const official = cases.filter(([name]) =>
    /^(dtype_|all_dtypes|empty_tensor|scalar|many|big_rank|odd_names)/.test(name),
  );
  it.each(official)("%s is written byte for byte as the official library wrote it", (name, golden) => {
    using file = readSafetensors(goldenPath(folder, golden.file));
    const raw = new Map<string, RawTensor>(
      file
        .keys()
        .reverse()
        .map((key) => [key, file.raw(key)]),
    );
    writeSafetensors(here(name), raw, golden.metadata);
    expect(readFileSync(here(name)).equals(readFileSync(goldenPath(folder, golden.file)))).toBe(true);
  });
});

describe("headers beyond the golden files", () => {
  const x = (entry: string): string => `{"x":${entry}}`;
  const good = '{"dtype":"F32","shape":[4],"data_offsets":[0,16]}';
  it.each([
    ["an entry as the bare sequence of its fields", x('["F32",[4],[0,16]]'), 16],
    ["127 levels", `{"x":{"dtype":"U8","shape":[0],"data_offsets":[0,0],"n":${"[".repeat(125)}${"]".repeat(125)}}}`, 0],
    ["a surrogate pair", `{"\\ud83d\\ude00":${good}}`, 16],
    ["a zero before a huge extent", x('{"dtype":"U8","shape":[0,9007199254740991],"data_offsets":[0,0]}'), 0],
    ["four-bit elements that fill bytes", x('{"dtype":"F4","shape":[4],"data_offsets":[0,2]}'), 2],
  ])("accepts %s", (_, header, bytes) => {
    expect(parseSafetensorsHeader(fileOf(header, bytes)).entries.size).toBe(1);
  });

  it.each([
    ["128 levels", `{"x":{"dtype":"U8","shape":[0],"data_offsets":[0,0],"n":${"[".repeat(126)}${"]".repeat(126)}}}`, 0],
    ["a lone low surrogate", `{"\\ude00":${good}}`, 16],
    ["an integer with exponent", x('{"dtype":"U8","shape":[1e1],"data_offsets":[0,10]}'), 10],
    ["minus zero", x('{"dtype":"U8","shape":[-0],"data_offsets":[0,0]}'), 0],
    ["a number beyond floats in an unknown field", x('{"dtype":"U8","shape":[],"data_offsets":[0,1],"n":1e999}'), 1],
    ["an overflow before a zero", x('{"dtype":"U8","shape":[4294967296,4294967296,0],"data_offsets":[0,0]}'), 0],
    ["half a byte", x('{"dtype":"F4","shape":[3],"data_offsets":[0,1]}'), 1],
    ["a leading zero", x('{"dtype":"U8","shape":[01],"data_offsets":[0,1]}'), 1],
    ["a control character in a name", `{"a\nb":${good}}`, 16],
    ["null as an entry", x("null"), 0],
    ["a number as metadata", `{"__metadata__":1}`, 0],
  ])("rejects %s", (_, header, bytes) => {
    expect(() => parseSafetensorsHeader(fileOf(header, bytes))).toThrow(SafetensorsError);
  });

  it("never fails with anything but a SafetensorsError, whatever byte is changed", () => {
    const original = readFileSync(goldenPath(folder, "all_dtypes.safetensors"));
    fc.assert(
      fc.property(fc.nat(original.length - 1), fc.nat(255), (at, value) => {
        const bytes = Uint8Array.from(original);
        bytes[at] = value;
        try {
          parseSafetensorsHeader(bytes);
        } catch (error) {
          expect(error).toBeInstanceOf(SafetensorsError);
        }
      }),
    );
  });
});

describe("tensors through a file", () => {
  it("come back bit for bit for every type of the engine, in any stride", () => {
    scope(() => {
      const base = tensor([
        [1.5, -2, 0],
        [3, 1e-3, 127],
      ]);
      const dtypes = [
        "float32",
        "float64",
        "float16",
        "bfloat16",
        "int64",
        "int32",
        "int16",
        "int8",
        "uint8",
        "bool",
      ] as const;
      const written = new Map<string, Tensor>(dtypes.map((dtype) => [dtype, base.abs().to(dtype).transpose(0, 1)]));
      writeSafetensors(here("types"), written, { made: "by hand" });
      using file = readSafetensors(here("types"));
      expect(file.metadata.get("made")).toBe("by hand");
      for (const [key, t] of written) {
        const read = file.tensor(key);
        expect([read.dtype, read.shape, read.toArray()]).toEqual([t.dtype, t.shape, t.toArray()]);
      }
    });
  });

  it("live on after the file is closed, replaced or deleted, and changes never reach it", () => {
    scope(() => {
      writeSafetensors(here("gone"), new Map([["x", tensor([1, 2, 3])]]));
      const file = readSafetensors(here("gone"));
      const x = file.tensor("x");
      file.close();
      expect(() => file.raw("x")).toThrow(/closed/);
      writeSafetensors(here("gone"), new Map([["x", x.add_(1)]]), null, { fsync: true });
      rmSync(here("gone"));
      expect(x.toArray()).toEqual([2, 3, 4]);
    });
  });

  it("leave nothing behind when writing fails", () => {
    const missing = here("no/such/folder/file");
    expect(() => writeSafetensors(missing, new Map())).toThrow(/ENOENT/);
    scope(() => {
      const t = tensor([1]);
      t.dispose();
      expect(() => writeSafetensors(here("never"), new Map([["x", t]]))).toThrow();
    });
    expect(readdirSync(workspace).filter((name) => name.includes("never"))).toEqual([]);
  });

  it("are never written as a file that no reader takes: it says so and leaves nothing", () => {
    const raw: RawTensor = { dtype: "uint8", shape: [1], bytes: Uint8Array.of(1) };
    const refused: [RegExp, Map<string, RawTensor>, Record<string, string>?][] = [
      [/a header of \d{9} bytes; readers take at most 100000000/, new Map(), { note: "x".repeat(100_000_000) }],
      [/a header of \d{9} bytes/, new Map([["y".repeat(100_000_000), raw]])],
      [/"a\\ud800" is no Unicode text/, new Map([["a\ud800", raw]])],
      [/is no Unicode text/, new Map(), { "\udc00": "low half" }],
      [/is no Unicode text/, new Map(), { half: "\ud83d" }],
      [/3 is no Unicode text/, new Map(), { number: 3 as unknown as string }],
      [/has 1 bytes where 2 are needed/, new Map([["x", { ...raw, shape: [2] }]])],
      [/has 1 bytes where/, new Map([["x", { ...raw, shape: [-1, -1] }]])],
    ];
    for (const [words, tensors, metadata] of refused) {
      const write = () => writeSafetensors(here("refused"), tensors, metadata);
      expect(write).toThrow(SafetensorsError);
      expect(write).toThrow(words);
    }
    expect(readdirSync(workspace).filter((name) => name.includes("refused"))).toEqual([]);
    writeSafetensors(here("pair"), new Map([["\ud83d\ude00", raw]]), { note: "x".repeat(1000) });
    expect(readSafetensors(here("pair")).keys()).toEqual(["\u{1f600}"]);
  });

  it("name the file and the key when one is missing", () => {
    writeFileSync(here("empty"), fileOf("{}"));
    using file = readSafetensors(here("empty"));
    expect(() => file.tensor("weight")).toThrow(`${here("empty")} has no tensor "weight"`);
  });
});
