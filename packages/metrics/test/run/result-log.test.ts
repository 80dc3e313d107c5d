// The file of results: only ever added to, resumed by key, and kept apart by what it belongs to.
import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { MetricsError } from "../../src/index.js";
import { cacheKey, ResultLog } from "../../src/node/index.js";

interface Result {
  key: string;
  value: number;
}
const place = mkdtempSync(join(tmpdir(), "log-"));
afterAll(() => rmSync(place, { recursive: true, force: true }));
let files = 0;
const newPath = () => join(place, `${files++}.jsonl`);
const open = (path: string, about = "a") => new ResultLog<Result>(path, about, ({ key }) => key);

describe("the result log", () => {
  it("1. holds what was appended, and holds it again when opened", () => {
    const path = newPath();
    const log = open(path);
    log.append([{ key: "x", value: 1 }]);
    log.append([]);
    log.append([
      { key: "ü", value: 2 },
      { key: "x", value: 3 },
    ]);
    for (const each of [log, open(path)]) {
      expect(each.has("x") && each.has("ü")).toBe(true);
      expect(each.get("x")).toEqual({ key: "x", value: 3 });
      expect(each.has("z")).toBe(false);
      expect(() => each.get("z")).toThrow(`${path}: no result for z`);
    }
  });

  it("2. only adds: opening changes nothing, appending keeps every byte before it", () => {
    const path = newPath();
    open(path).append([{ key: "x", value: 1 }]);
    const before = readFileSync(path, "utf8");
    open(path);
    expect(readFileSync(path, "utf8")).toBe(before);
    open(path).append([{ key: "y", value: 2 }]);
    expect(readFileSync(path, "utf8")).toBe(`${before}{"key":"y","value":2}\n`);
  });

  it("3. drops a line that a crash cut off, wherever it was cut", () => {
    const path = newPath();
    open(path).append([{ key: "ü", value: 1 }]);
    const before = readFileSync(path, "utf8");
    const line = '{"key":"ö","value":2}';
    for (let length = 1; length <= line.length; length++) {
      appendFileSync(path, line.slice(0, length));
      const log = open(path);
      expect([log.has("ü"), log.has("ö")]).toEqual([true, false]);
      expect(readFileSync(path, "utf8")).toBe(before);
    }
    for (const head of ["", '{"abo']) {
      writeFileSync(path, head);
      open(path).append([{ key: "z", value: 1 }]);
      expect(open(path).has("z")).toBe(true);
    }
  });

  it("4. refuses the results of something else, and leaves them alone", () => {
    const path = newPath();
    open(path, "a").append([{ key: "x", value: 1 }]);
    const before = readFileSync(path, "utf8");
    expect(() => open(path, "b")).toThrow(/holds results of another network.*name another file or remove it/);
    expect(readFileSync(path, "utf8")).toBe(before);
    writeFileSync(path, "my notes");
    expect(() => open(path)).toThrow(MetricsError);
    expect(readFileSync(path, "utf8")).toBe("my notes");
  });

  it("5. names a damaged line", () => {
    const path = newPath();
    open(path).append([{ key: "x", value: 1 }]);
    appendFileSync(path, 'oops\n{"key":"y","value":2}\n');
    expect(() => open(path)).toThrow(`${path}: line 3: no result; the file is damaged`);
  });
});

describe("the cache key", () => {
  const parts = { weights: "w", config: { scenes: [1, 2], seed: 3 }, code: "1" };

  it("1. depends on weights, every setting and the version", () => {
    const others = [
      { ...parts, weights: "v" },
      { ...parts, code: "2" },
      { ...parts, config: { scenes: [2, 1], seed: 3 } },
      { ...parts, config: { scenes: [1, 2], seed: 4 } },
      { ...parts, config: { scenes: [1, 2] } },
    ];
    expect(new Set([parts, ...others].map(cacheKey)).size).toBe(6);
  });

  it("2. does not depend on the order of fields, at any depth", () => {
    const nested = (config: unknown) => cacheKey({ ...parts, config });
    expect(nested({ a: { b: 1, c: 2 }, d: 3 })).toBe(nested({ d: 3, a: { c: 2, b: 1 } }));
    expect(cacheKey(parts)).toMatch(/^[0-9a-f]{32}$/);
  });
});
