// Files that are whole or not there: what fails on the way leaves nothing, and what stood there as it was.
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { publish, writeWhole } from "../src/index.js";

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "refvlm-whole-"));
  path = join(folder, "a.json");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Writes in a process whose files may have half a KiB (POSIX `ulimit -f`), as on a disk that is full then; its stderr. */
function withoutRoom(): string {
  const module = new URL("../dist/whole-file.js", import.meta.url).href;
  const script = `import { writeWhole } from ${JSON.stringify(module)}; writeWhole(${JSON.stringify(path)}, "x".repeat(9000));`;
  const limited = 'ulimit -f 1; exec "$0" --input-type=module -e "$1"';
  return spawnSync("sh", ["-c", limited, process.execPath, script], { encoding: "utf8" }).stderr;
}

describe("writeWhole", () => {
  it("1. writes texts, their parts in turn, and bytes, over what was there", () => {
    for (const durable of [false, true]) {
      writeWhole(path, "one", { durable });
      expect(readFileSync(path, "utf8")).toBe("one");
      writeWhole(path, ["t", "w", "o"], { durable });
      expect(readFileSync(path, "utf8")).toBe("two");
      writeWhole(path, Uint8Array.of(1, 2), { durable });
      expect([...readFileSync(path)]).toEqual([1, 2]);
    }
    expect(readdirSync(folder)).toEqual(["a.json"]);
  });

  it("2. leaves nothing where the disk is full", () => {
    expect(withoutRoom()).toContain("EFBIG");
    expect(readdirSync(folder)).toEqual([]);
  });

  it("3. leaves what stood there where the disk is full, a part cannot be made, or the name is a folder's", () => {
    writeFileSync(path, "before");
    expect(withoutRoom()).toContain("EFBIG");
    const failing = function* () {
      yield "half";
      throw new Error("no more");
    };
    expect(() => writeWhole(path, failing())).toThrow("no more");
    expect(readFileSync(path, "utf8")).toBe("before");
    mkdirSync(join(folder, "b"));
    expect(() => writeWhole(join(folder, "b"), "x")).toThrow();
    expect(readdirSync(folder).toSorted()).toEqual(["a.json", "b"]);
  });

  it("4. is called until then what it is told, and by its own name afterwards", () => {
    const partial = join(folder, ".own");
    const seen = function* () {
      yield "x";
      expect(readdirSync(folder)).toEqual([".own"]);
    };
    writeWhole(path, seen(), { partial });
    expect(readdirSync(folder)).toEqual(["a.json"]);
  });
});

it("publish gives a written file its name, whatever stood there", () => {
  writeFileSync(path, "before");
  writeFileSync(join(folder, ".own"), "after");
  publish(join(folder, ".own"), path, { durable: true });
  expect(readFileSync(path, "utf8")).toBe("after");
  expect(readdirSync(folder)).toEqual(["a.json"]);
});
