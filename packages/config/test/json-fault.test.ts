// Text that is no JSON or no UTF-8: what is wrong is said as it is, with the place and the way out.
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeUtf8, explainJsonError, jsonFault, TextError } from "../src/index.js";

const said = (content: string | Uint8Array) => explainJsonError(content, "a.json");

describe("what is wrong with JSON", () => {
  it.each<[string, string | Uint8Array, string]>([
    ["gzip", gzipSync("{}"), "a.json: it is compressed; unpack it with gunzip"],
    ["UTF-16 with a mark", Buffer.from("\uFEFF[1]", "utf16le"), "a.json: it is in UTF-16; save it as UTF-8"],
    ["UTF-16 without one", Buffer.from("[1, 2]", "utf16le"), "a.json: it is in UTF-16; save it as UTF-8"],
    ["a pickle", Buffer.from("80047d942e", "hex"), "a.json: it is a Python pickle, no text"],
    ["Latin-1", Buffer.from('["caf\xe9"]', "latin1"), "a.json: byte 5 is no UTF-8; save the file as UTF-8"],
    ["nothing", " \n", "a.json: the file is empty; download it again"],
    ["a comma too many", '[{"a": 1},]', "a.json: not JSON: a comma stands before ]; take it out (character 10, at ,])"],
    ["one in an object", '{"a": 1,\n}', "a.json: not JSON: a comma stands before }; take it out (line 1, at ,)"],
    [
      "NaN",
      '{"b": 2,\n"area": NaN}',
      "a.json: not JSON: JSON has no NaN or Infinity; write null or leave the value out (line 2, at NaN})",
    ],
    [
      "Infinity",
      "[-Infinity]",
      "a.json: not JSON: JSON has no NaN or Infinity; write null or leave the value out (character 2, at -Infinity])",
    ],
    [
      "Python's repr",
      "{'a': 1}",
      "a.json: not JSON: Python's print is no JSON (' where JSON has \"); write the file with json.dump (character 2, at 'a': 1})",
    ],
    [
      "None",
      '{"a": None}',
      "a.json: not JSON: Python's print is no JSON; write the file with json.dump (character 7, at None})",
    ],
    ["the end missing", '{"a": [1', "a.json: not JSON: it ends in the middle; download it again (character 9)"],
    [
      "a comma missing",
      '[{"a":1} {"a":2}]',
      'a.json: not JSON: a comma is missing between two values (character 10, at {"a":2}])',
    ],
    [
      "JSON lines",
      '{"a":1}\n{"a":2}\n',
      'a.json: not JSON: a second value follows; a file of one value a line is JSON lines, which is not expected here (line 2, at {"a":2})',
    ],
    [
      "a web page",
      "<html>",
      "a.json: not JSON: it is a web page or XML; download the file itself (character 1, at <html>)",
    ],
    [
      "a path of Windows",
      '["C:\\data"]',
      'a.json: not JSON: a backslash stands alone; write \\\\ (character 5, at \\data"])',
    ],
  ])("1. %s", (_, content, message) => expect(said(content)).toBe(message));

  it("2. is said of exactly the texts that JSON.parse refuses", () => {
    const pieces = fc.constantFrom(...'{}[],:"\\ \n019-.eE', "true", "null", "NaN", '"a"', '"k":', "\\u00e9", "'");
    const texts = fc.oneof(
      fc.array(pieces, { maxLength: 12 }).map((parts) => parts.join("")),
      fc.tuple(fc.json(), fc.nat(), pieces).map(([text, at, piece]) => {
        const cut = at % (text.length + 1);
        return text.slice(0, cut) + piece + text.slice(cut);
      }),
      fc.json(),
    );
    fc.assert(
      fc.property(texts, (text) => {
        let sound = true;
        try {
          JSON.parse(text);
        } catch {
          sound = false;
        }
        expect(jsonFault(text) === undefined).toBe(sound);
      }),
      { numRuns: 3000 },
    );
  });
});

describe("text in UTF-8", () => {
  it("3. is given without its byte order mark", () => {
    expect(decodeUtf8(Buffer.from("\uFEFFé"))).toBe("é");
  });
  it("4. is refused with the place of the first byte of what is no character", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), fc.constantFrom("ff", "e9", "c3", "e282", "80"), (text, hex) => {
        const before = Buffer.from(`{${text}`);
        const bytes = Buffer.concat([before, Buffer.from(hex, "hex"), Buffer.from("} and more")]);
        const message = `byte ${100 + before.length} is no UTF-8; save the file as UTF-8`;
        expect(() => decodeUtf8(bytes, 100)).toThrow(new TextError(message));
        const cut = bytes.subarray(0, before.length + hex.length / 2);
        expect(() => decodeUtf8(cut, 100)).toThrow(new TextError(message));
      }),
    );
  });
});
