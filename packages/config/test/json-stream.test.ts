// Lists read record by record give what JSON.parse gives, and say which record is none.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { readJsonLazily } from "../src/index.js";

const place = mkdtempSync(join(tmpdir(), "lists-"));
afterAll(() => rmSync(place, { recursive: true, force: true }));
function read(content: string | Buffer): unknown {
  const path = join(place, "list.json");
  writeFileSync(path, content);
  const value = readJsonLazily(path, (message) => new RangeError(message));
  return Symbol.iterator in value ? [...(value as Iterable<unknown>)] : value;
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
    let state = 7;
    const below = (limit: number) => (state = (state * 48_271) % 2_147_483_647) % limit;
    const text = (length: number) => Array.from({ length }, () => 'x",\\é]'[below(6)]).join("");
    const records = Array.from({ length: 300 }, (_, i) => ({ i, text: text(i % 50 === 0 ? 400_000 : below(3000)) }));
    expect(read(JSON.stringify(records))).toEqual(records);
  });

  it("3. and the fields of an object, whose lists are read record by record, again each time", () => {
    const content = {
      info: { a: [1, { b: "]" }] },
      images: [{ id: 1 }, { id: 2 }],
      none: [],
      last: "}",
      __proto__x: 1,
    };
    for (const text of [JSON.stringify(content), `\uFEFF ${JSON.stringify(content, null, 2)}\n`]) {
      const { images, none, ...others } = read(text) as Record<string, Iterable<unknown>>;
      expect(others).toEqual({ info: content.info, last: "}", __proto__x: 1 });
      for (let time = 0; time < 2; time++) expect([...images!]).toEqual(content.images);
      expect([...none!]).toEqual([]);
    }
    expect(read("{}")).toEqual({});
    expect(Object.keys(read('{"__proto__": [1]}') as object)).toEqual(["__proto__"]);
  });

  it("4. and one value a line, with empty lines anywhere", () => {
    expect(read('{"a": 1}\n{"a": 2}\n')).toEqual([{ a: 1 }, { a: 2 }]);
    expect(read('\n\r\n{"a": "{"}\r\n\n{"a": 2}')).toEqual([{ a: "{" }, { a: 2 }]);
  });

  it("5. of any content at all, however the pieces fall", () => {
    const record = fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 2 }), { maxKeys: 4 });
    fc.assert(
      fc.property(fc.array(record, { maxLength: 5 }), fc.boolean(), (records, spaced) => {
        const text = (value: unknown) => JSON.stringify(value, null, spaced ? 1 : 0);
        expect(read(text(records))).toEqual(JSON.parse(text(records)));
        expect([...(read(text({ records })) as { records: Iterable<unknown> }).records]).toEqual(
          JSON.parse(text(records)),
        );
      }),
      { numRuns: 50 },
    );
  });

  it("6. with ids beyond 2^53 as they are written, and nothing else changed", () => {
    const big = "9007199254740993";
    expect(
      read(`[{"image_id": ${big}, "id":-${big} , "area": ${big}, "note": "\\"id\\": ${big}", "n": {"id": 5}}]`),
    ).toEqual([
      {
        image_id: 9007199254740993n,
        id: -9007199254740993n,
        area: 9007199254740992,
        note: `"id": ${big}`,
        n: { id: 5 },
      },
    ]);
    expect(read(`{"id": ${big}}\n{"id": 1e20}\n`)).toEqual([{ id: 9007199254740993n }, { id: 1e20 }]);
  });

  it.each<[string, RegExp]>([
    ["", /list\.json: the file is empty; give a JSON file/],
    ['[{"a": 1}, {"a": NaN}]', /list\.json: record 2: not JSON: JSON has no NaN or Infinity.*at NaN/],
    ["[1, , 2]", /list\.json: record 2: not JSON: nothing stands between two commas/],
    ["[1, 2, ]", /list\.json: record 3: not JSON: a comma stands before \]; take it out/],
    ["[1}", /list\.json: not JSON: it ends record 1 with } where there should be \]/],
    ['[1, {"a": [2', /list\.json: not JSON: it ends in record 2; is the file whole\?/],
    ["[1, 2] [3]", /list\.json: not JSON: it goes on after the list's end; give one list/],
    ['[{"a": 1} {"a": 2}]', /record 1: not JSON: something follows behind its end \(character 10, at {"a": 2}\)/],
    ["[{'a': 1}]", /record 1: not JSON: Python's print is no JSON/],
    ["{'a': 1}", /list\.json: not JSON: Python's print is no JSON/],
    ['{"a": [1, 2], "b": [', /list\.json: not JSON: it ends in the middle/],
    ['{"a": 1, }', /list\.json: not JSON: a comma stands before }; take it out/],
    ['{"a": [1, 2}}', /list\.json: not JSON: it ends record 2 with } where there should be \]/],
    ['{"a": NaN}', /list\.json: a: not JSON: JSON has no NaN/],
    ["seven", /list\.json: not JSON: no value that JSON knows/],
  ])("7. says what is wrong with %j", (content, message) => {
    const all = () => {
      const value = read(content);
      for (const field of Object.values(value as object)) if (typeof field === "object") [...field];
    };
    expect(all).toThrow(message);
    expect(all).toThrow(RangeError);
  });

  it.each<[string, Buffer, string]>([
    ["compressed", gzipSync("[1]"), "it is compressed; unpack it with gunzip"],
    ["in UTF-16", Buffer.from("\uFEFF[1]", "utf16le"), "it is in UTF-16; save it as UTF-8"],
    ["in Latin-1", Buffer.from('["caf\u00e9"]', "latin1"), "byte 5 is no UTF-8; save the file as UTF-8"],
  ])("8. says that a file is %s", (_, bytes, message) => {
    expect(() => read(bytes)).toThrow(`list.json: ${message}`);
  });

  it("9. says which byte of a large file is no UTF-8, also of what is passed over", () => {
    const sound = `{"a": ["${"é€😀".repeat(100_000)}"], "b": "`;
    const bytes = Buffer.concat([Buffer.from(sound), Buffer.from([0xe9]), Buffer.from('"}')]);
    expect(() => read(bytes)).toThrow(`list.json: byte ${Buffer.byteLength(sound)} is no UTF-8`);
  });

  it("10. says that a file is not there or is a folder", () => {
    const fail = (message: string) => new RangeError(message);
    expect(() => readJsonLazily(join(place, "none.json"), fail)).toThrow(
      "none.json: there is no such file; check the path",
    );
    expect(() => readJsonLazily(place, fail)).toThrow("this is a folder; name a JSON file");
  });
});
