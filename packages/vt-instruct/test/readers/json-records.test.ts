// Lists inside JSON files of any size: the same records as JSON.parse gives, found by places in the file.
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DatasetError } from "../../src/files/errors.js";
import { JsonRecords } from "../../src/files/json-records.js";
import { published, recordErrorOf } from "./published.js";

const open = (content: string) => JsonRecords.open(published({ "a.json": content })("a.json"));
const all = (records: JsonRecords, key: string) =>
  Array.from({ length: records.count(key) }, (_, index) => records.read(key, index));

describe("JsonRecords", () => {
  it("1. gives the records of every list of an object, in order, and of no other value", () => {
    const records = open(
      '{"info": {"images": [9]}, "images": [{"id": 1}, {"id": 2}], "n": 3, "empty": [ ], "ids": [4,5]}',
    );
    expect(all(records, "images")).toEqual([{ id: 1 }, { id: 2 }]);
    expect(all(records, "ids")).toEqual([4, 5]);
    expect(records.count("empty")).toBe(0);
    expect([records.has("info"), records.has("n"), records.has("images")]).toEqual([false, false, true]);
  });

  it("2. gives the records of a file that is a list", () => {
    expect(all(open(' [ {"a": [1, [2]]} , "x,]}" , null, [ ] ] '), "")).toEqual([{ a: [1, [2]] }, "x,]}", null, []]);
  });

  it("3. reads what JSON.parse reads, however it is written", () => {
    const list = fc.array(fc.jsonValue(), { maxLength: 8 });
    fc.assert(
      fc.property(list, list, fc.constantFrom(undefined, 2, "\t"), (first, second, indent) => {
        const records = open(JSON.stringify({ first, 'odd "key" \\': {}, second }, null, indent));
        expect(JSON.stringify(all(records, "first"))).toBe(JSON.stringify(first));
        expect(JSON.stringify(all(records, "second"))).toBe(JSON.stringify(second));
        records.close();
      }),
      { numRuns: 200 },
    );
  });

  it("4. reads records that cross the parts in which a file is read, and in any order", () => {
    const texts = Array.from({ length: 40 }, (_, i) => `${i}`.repeat(40_000 + i));
    const records = open(JSON.stringify(texts));
    for (const index of [39, 0, 20, 21, 19, 39]) expect(records.read("", index)).toBe(texts[index]);
  });

  it("5. says which record is not JSON, and reads the others", async () => {
    const records = open('{"images": [{"id": 1}, {"id" 2}, {"id": 3}]}');
    const error = await recordErrorOf(() => records.read("images", 1));
    expect([error.record, error.reason]).toEqual(["images.1", "wrong-json"]);
    expect(records.read("images", 2)).toEqual({ id: 3 });
  });

  it.each([
    ["a missing file", undefined, /there is no such file. Check the path/],
    ["a web page", "<html>", /it is a web page or XML; download the file itself/],
    ["a file that ends in the middle of a list", '{"images": [{"id": 1}, {"id"', /ends in the middle/],
    ["a file that ends in the middle of a text", '["a', /a text is not closed; is the file whole/],
    ["a file with nothing in it", " \n", /the file is empty/],
    ["a file that closes more than it opens", '{"images": []}}', /something follows behind its end/],
    ["a second value behind the first", '{"images": []} {"images": [1]}', /something follows behind its end/],
    ["UTF-16", Buffer.from("\ufeff[1]", "utf16le"), /UTF-16; save it as UTF-8/],
    ["a compressed file", gzipSync("[1]"), /compressed; unpack it with gunzip/],
  ])("6. refuses %s", (_, content, message) => {
    const path = published(content === undefined ? {} : { "a.json": content })("a.json");
    expect(() => JsonRecords.open(path)).toThrow(DatasetError);
    expect(() => JsonRecords.open(path)).toThrow(message);
  });

  it("7. passes over a byte order mark", () => {
    expect(all(open("\ufeff[1, 2]"), "")).toEqual([1, 2]);
  });

  it("8. refuses a folder, naming it", () => {
    const folder = published({})();
    expect(() => JsonRecords.open(folder)).toThrow(`${folder}: this is a folder`);
  });

  it("9. says which list a file lacks", () => {
    expect(() => open('{"images": {}}').count("images")).toThrow(/a list "images" is expected there/);
    expect(() => open("{}").count("")).toThrow(/a list is expected there/);
  });
});
