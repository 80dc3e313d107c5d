// Lists read record by record give what JSON.parse gives, and say which record is none.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { MetricsError } from "../../src/index.js";
import { readJsonLazily } from "../../src/node/files/json-list.js";
import { uniform } from "../../src/statistics/random.js";

const place = mkdtempSync(join(tmpdir(), "lists-"));
afterAll(() => rmSync(place, { recursive: true, force: true }));
function read(content: string): unknown {
  const path = join(place, "list.json");
  writeFileSync(path, content);
  const value = readJsonLazily(path);
  return typeof value === "object" && Symbol.iterator in value! ? [...(value as Iterable<unknown>)] : value;
}

describe("JSON lists", () => {
  it("1. of any records, nested and with every sign in their texts", () => {
    const records = [1, "a,]}[{", 'quote " and \\', "\\", { deep: [[], [{}], { text: "],[" }] }, null, [], "é€😀", {}];
    expect(read(JSON.stringify(records))).toEqual(records);
    expect(read(`\uFEFF\n ${JSON.stringify(records, null, 4)}\n \n`)).toEqual(records);
    expect(read("[]")).toEqual([]);
    expect(read(" [ \n ] ")).toEqual([]);
  });

  it("2. of many pieces, with records longer than one", () => {
    const below = uniform(7);
    const text = (length: number) => Array.from({ length }, () => 'x",\\é]'[below(6)]).join("");
    const records = Array.from({ length: 300 }, (_, i) => ({ i, text: text(i % 50 === 0 ? 400_000 : below(3000)) }));
    expect(read(JSON.stringify(records))).toEqual(records);
  });

  it("3. anything else is read whole", () => {
    expect(read('{"a": 1}')).toEqual({ a: 1 });
    expect(read('{"a": 1}\n{"a": 2}\n')).toEqual([{ a: 1 }, { a: 2 }]);
  });

  it.each<[string, RegExp]>([
    ["", /list\.json: the file is empty; give a JSON file/],
    ['[{"a": 1}, {"a": NaN}]', /list\.json: record 2: no JSON \(.*NaN.*\)\. JSON has no NaN or Infinity/],
    ["[1, , 2]", /record 2: no JSON/],
    ["[1, 2, ]", /record 3: no JSON/],
    ["[1}", /no JSON: it ends record 1 with } where there should be \]/],
    ['[1, {"a": [2', /no JSON: it ends in record 2; is the file whole\?/],
    ["[1, 2] [3]", /no JSON: it goes on after the list's end; give one list/],
  ])("4. says what is wrong with %j", (content, message) => {
    expect(() => read(content)).toThrow(message);
    expect(() => read(content)).toThrow(MetricsError);
  });

  it("5. says that a file is not there or is a folder", () => {
    expect(() => readJsonLazily(join(place, "none.json"))).toThrow("none.json: there is no such file; check the path");
    expect(() => readJsonLazily(place)).toThrow("this is a folder; name a JSON file");
  });
});
