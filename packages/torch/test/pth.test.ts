// Specification of reading torch.save's checkpoints: golden/torch-pth-files, and archives that say of themselves what cannot be.
import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { PthError, readPth, readSafetensors, StoredTensor, scope, storedTensors } from "../src/index.js";
import { isDictionary, type PickleValue } from "../src/pickle/index.js";
import { goldenConfig, goldenPath } from "./golden.js";

const folder = "torch-pth-files";
interface GoldenCase {
  file: string;
  accept: boolean | null;
  global?: string;
  structure?: unknown;
}
const cases = Object.entries(goldenConfig(folder).cases as Record<string, GoldenCase>);
const workspace = mkdtempSync(join(tmpdir(), "refvlm-pth-"));
afterAll(() => rmSync(workspace, { recursive: true, force: true }));

/** A value as the golden config writes structures; key order aside, which JavaScript objects have of their own. */
function structureOf(value: PickleValue): unknown {
  if (value instanceof StoredTensor)
    return { tensor: value.dtype, shape: value.shape, requires_grad: value.requiresGrad };
  if (Array.isArray(value)) return { list: value.map(structureOf) };
  if (isDictionary(value)) return Object.fromEntries(Object.entries(value).map(([key, v]) => [key, structureOf(v)]));
  return value;
}

/** The golden structure in the same terms: tuples are lists, floats and long integers are written as Python does. */
// biome-ignore lint/suspicious/noExplicitAny: free-form JSON
function expectedStructure(golden: any): unknown {
  if (golden?.dict)
    return Object.fromEntries(golden.dict.map(([key, v]: [unknown, unknown]) => [key, expectedStructure(v)]));
  if (golden?.float) return Number(golden.float.replace("inf", "Infinity"));
  if (golden?.int) return BigInt(golden.int);
  const list = golden?.list ?? golden?.tuple;
  return list ? { list: list.map(expectedStructure) } : golden;
}

describe("a checkpoint that torch.save wrote", () => {
  it.each(cases.filter(([, { accept }]) => accept !== false))(
    "1. %s: has its structure and, bit for bit, its tensors",
    (name, golden) => {
      scope(() => {
        using file = readPth(goldenPath(folder, golden.file));
        using expected = readSafetensors(goldenPath(folder, `${name}.expected.safetensors`));
        expect(structureOf(file.value)).toEqual(expectedStructure(golden.structure));
        const stored = storedTensors(file.value);
        expect([...stored.keys()].toSorted()).toEqual(expected.keys().toSorted());
        for (const [key, tensor] of stored) {
          const [got, wanted] = [file.tensor(tensor), expected.tensor(key)];
          expect([got.dtype, got.shape], key).toEqual([wanted.dtype, wanted.shape]);
          expect(Buffer.from(got.contiguous().bytes()).equals(Buffer.from(wanted.bytes())), key).toBe(true);
        }
      });
    },
  );

  it.each(cases.filter(([, { accept }]) => accept === false))(
    "2. %s: is refused, naming the file and what it wanted",
    (_, golden) => {
      const path = goldenPath(folder, golden.file);
      expect(() => readPth(path)).toThrow(PthError);
      expect(() => readPth(path)).toThrow(path);
      if (golden.global) expect(() => readPth(path)).toThrow(`it imports ${golden.global}`);
    },
  );

  it("3. gives tensors that outlive the file's closing and never write to it", () => {
    scope(() => {
      const path = join(workspace, "shared.pth");
      writeFileSync(path, readFileSync(goldenPath(folder, "shared_views.pth")));
      const file = readPth(path);
      const [whole, row] = ["whole", "row"].map((key) => file.tensor(storedTensors(file.value).get(key)!));
      file.close();
      row.fill_(7);
      expect(readFileSync(path).equals(readFileSync(goldenPath(folder, "shared_views.pth")))).toBe(true);
      expect(whole.shape).toEqual([6, 5]);
      expect(() => file.tensor(storedTensors(file.value).get("col")!)).toThrow(/is closed/);
    });
  });

  it("4. that is cut off anywhere is refused", () => {
    const path = join(workspace, "cut.pth");
    for (const name of ["state_dict.pth", "legacy.pth"]) {
      const whole = readFileSync(goldenPath(folder, name));
      for (const part of [0.02, 0.3, 0.6, 0.9, 0.99]) {
        writeFileSync(path, whole);
        truncateSync(path, Math.floor(whole.length * part));
        expect(() => readPth(path), `${name} ${part}`).toThrow(PthError);
      }
    }
  });

  it("5. is read or refused with one error, whatever byte is changed", () => {
    const path = join(workspace, "damaged.pth");
    const wholes = ["nested.pth", "legacy_shared.pth"].map((name) => readFileSync(goldenPath(folder, name)));
    fc.assert(
      fc.property(fc.constantFrom(...wholes), fc.nat(), fc.nat(255), (whole, at, byte) => {
        const bytes = Uint8Array.from(whole);
        bytes[at % bytes.length] = byte;
        writeFileSync(path, bytes);
        try {
          using file = readPth(path);
          scope(() => {
            for (const tensor of storedTensors(file.value).values()) file.tensor(tensor);
          });
        } catch (error) {
          expect(error).toBeInstanceOf(PthError);
        }
      }),
      // Once found so: a version that became a dictionary.
      { numRuns: 1000, examples: [[wholes[1], 20, 40]] },
    );
  });

  it("6. that is none says what it is not", () => {
    const path = join(workspace, "other.pth");
    writeFileSync(path, Buffer.alloc(40, 200));
    expect(() => readPth(path)).toThrow(`${path}: it is neither a zip archive nor an old checkpoint of torch.save`);
    writeFileSync(path, "just text, and long enough for all");
    expect(() => readPth(path)).toThrow(`${path}: it is text and begins with "just tex"`);
    writeFileSync(path, "version https://git-lfs.github.com/spec/v1");
    expect(() => readPth(path)).toThrow(`${path}: it is a pointer of Git LFS, not the file itself`);
    expect(() => readPth(join(workspace, "absent.pth"))).toThrow(/ENOENT/);
  });
});
