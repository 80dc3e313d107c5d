// Pickles as data: values of all protocols, refusal of everything that would run, and no input that hangs or crashes.
// The pickles were written by CPython 3.11 (`pickle.dumps(value, protocol)`), here as base64 or as text.

import { PickleError, readPickle } from "@refvlm/torch/pickle";
import fc from "fast-check";
import { describe, expect, it } from "vitest";

const references: Record<string, string> = {
  0: "KGxwMAooZHAxClZzZW50X2lkcwpwMgoobHAzCkkwCmFJMQphc1ZmaWxlX25hbWUKcDQKVkNPQ09fdHJhaW4yMDE0XzAwMDAwMDAwMDAwOV8xLmpwZwpwNQpzVmFubl9pZApwNgpJNzAwMDAKc1ZyZWZfaWQKcDcKTDMwMDAwMDAwMDBMCnNWaW1hZ2VfaWQKcDgKSS05CnNWc3BsaXQKcDkKVnRlc3RBCnAxMApzVnNlbnRlbmNlcwpwMTEKKGxwMTIKKGRwMTMKVnRva2VucwpwMTQKKGxwMTUKVnRoZQpwMTYKYVZjYWbpCnAxNwphc1ZyYXcKcDE4ClZUSEUgQ0FGySBcdTk2ZWEgXFUwMDAxZjY0MgpwMTkKc1ZzZW50X2lkCnAyMApJMApzVnNlbnQKcDIxClZ0aGUgY2Fm6QpwMjIKc2EoZHAyMwpnMTQKKGxwMjQKc2cxOApWaXQncyAib2RkIlx1MDA1Y3UwMDQxXHUwMDBhCnAyNQpzZzIwCkkxCnNnMjEKVgpwMjYKc2FzVnNjb3JlCnAyNwpGMC4yNQpzVmZsYWdzCnAyOAoobHAyOQpJMDEKYUkwMAphTmFzVnBhaXIKcDMwCihJMQooSTIKSTMKdHAzMQp0cDMyCnNWbm9uZQpwMzMKKHRzYS4=",
  1: "XXEAfXEBKFgIAAAAc2VudF9pZHNxAl1xAyhLAEsBZVgJAAAAZmlsZV9uYW1lcQRYIQAAAENPQ09fdHJhaW4yMDE0XzAwMDAwMDAwMDAwOV8xLmpwZ3EFWAYAAABhbm5faWRxBkpwEQEAWAYAAAByZWZfaWRxB0wzMDAwMDAwMDAwTApYCAAAAGltYWdlX2lkcQhK9////1gFAAAAc3BsaXRxCVgFAAAAdGVzdEFxClgJAAAAc2VudGVuY2VzcQtdcQwofXENKFgGAAAAdG9rZW5zcQ5dcQ8oWAMAAAB0aGVxEFgFAAAAY2Fmw6lxEWVYAwAAAHJhd3ESWBIAAABUSEUgQ0FGw4kg6ZuqIPCfmYJxE1gHAAAAc2VudF9pZHEUSwBYBAAAAHNlbnRxFVgJAAAAdGhlIGNhZsOpcRZ1fXEXKGgOXXEYaBJYEQAAAGl0J3MgIm9kZCJcdTAwNDEKcRloFEsBaBVYAAAAAHEadWVYBQAAAHNjb3JlcRtHP9AAAAAAAABYBQAAAGZsYWdzcRxdcR0oSTAxCkkwMApOZVgEAAAAcGFpcnEeKEsBKEsCSwN0cR90cSBYBAAAAG5vbmVxISl1YS4=",
  2: "gAJdcQB9cQEoWAgAAABzZW50X2lkc3ECXXEDKEsASwFlWAkAAABmaWxlX25hbWVxBFghAAAAQ09DT190cmFpbjIwMTRfMDAwMDAwMDAwMDA5XzEuanBncQVYBgAAAGFubl9pZHEGSnARAQBYBgAAAHJlZl9pZHEHigUAXtCyAFgIAAAAaW1hZ2VfaWRxCEr3////WAUAAABzcGxpdHEJWAUAAAB0ZXN0QXEKWAkAAABzZW50ZW5jZXNxC11xDCh9cQ0oWAYAAAB0b2tlbnNxDl1xDyhYAwAAAHRoZXEQWAUAAABjYWbDqXERZVgDAAAAcmF3cRJYEgAAAFRIRSBDQUbDiSDpm6og8J+ZgnETWAcAAABzZW50X2lkcRRLAFgEAAAAc2VudHEVWAkAAAB0aGUgY2Fmw6lxFnV9cRcoaA5dcRhoElgRAAAAaXQncyAib2RkIlx1MDA0MQpxGWgUSwFoFVgAAAAAcRp1ZVgFAAAAc2NvcmVxG0c/0AAAAAAAAFgFAAAAZmxhZ3NxHF1xHSiIiU5lWAQAAABwYWlycR5LAUsCSwOGcR+GcSBYBAAAAG5vbmVxISl1YS4=",
  3: "gANdcQB9cQEoWAgAAABzZW50X2lkc3ECXXEDKEsASwFlWAkAAABmaWxlX25hbWVxBFghAAAAQ09DT190cmFpbjIwMTRfMDAwMDAwMDAwMDA5XzEuanBncQVYBgAAAGFubl9pZHEGSnARAQBYBgAAAHJlZl9pZHEHigUAXtCyAFgIAAAAaW1hZ2VfaWRxCEr3////WAUAAABzcGxpdHEJWAUAAAB0ZXN0QXEKWAkAAABzZW50ZW5jZXNxC11xDCh9cQ0oWAYAAAB0b2tlbnNxDl1xDyhYAwAAAHRoZXEQWAUAAABjYWbDqXERZVgDAAAAcmF3cRJYEgAAAFRIRSBDQUbDiSDpm6og8J+ZgnETWAcAAABzZW50X2lkcRRLAFgEAAAAc2VudHEVWAkAAAB0aGUgY2Fmw6lxFnV9cRcoaA5dcRhoElgRAAAAaXQncyAib2RkIlx1MDA0MQpxGWgUSwFoFVgAAAAAcRp1ZVgFAAAAc2NvcmVxG0c/0AAAAAAAAFgFAAAAZmxhZ3NxHF1xHSiIiU5lWAQAAABwYWlycR5LAUsCSwOGcR+GcSBYBAAAAG5vbmVxISl1YS4=",
  4: "gASVUgEAAAAAAABdlH2UKIwIc2VudF9pZHOUXZQoSwBLAWWMCWZpbGVfbmFtZZSMIUNPQ09fdHJhaW4yMDE0XzAwMDAwMDAwMDAwOV8xLmpwZ5SMBmFubl9pZJRKcBEBAIwGcmVmX2lklIoFAF7QsgCMCGltYWdlX2lklEr3////jAVzcGxpdJSMBXRlc3RBlIwJc2VudGVuY2VzlF2UKH2UKIwGdG9rZW5zlF2UKIwDdGhllIwFY2Fmw6mUZYwDcmF3lIwSVEhFIENBRsOJIOmbqiDwn5mClIwHc2VudF9pZJRLAIwEc2VudJSMCXRoZSBjYWbDqZR1fZQoaA5dlGgSjBFpdCdzICJvZGQiXHUwMDQxCpRoFEsBaBWMAJR1ZYwFc2NvcmWURz/QAAAAAAAAjAVmbGFnc5RdlCiIiU5ljARwYWlylEsBSwJLA4aUhpSMBG5vbmWUKXVhLg==",
};
const shared = "gAJdcQAoXXEBSwFhaAFlLg==";
const integers = "gAJdcQAoSwBL/03//0r/////igUAAACAAIoHAQAAAAAA4IoJAAAAAAAAAAABigkAAAAAAAAAAMBlLg==";

const read = (base64: string) => readPickle(Buffer.from(base64, "base64"));
const plain = (value: unknown) => JSON.parse(JSON.stringify(value));

describe("readPickle", () => {
  it.each(Object.entries(references))("1. reads references as RefCOCO has them, protocol %s", (_, base64) => {
    expect(plain(read(base64))).toEqual([
      {
        sent_ids: [0, 1],
        file_name: "COCO_train2014_000000000009_1.jpg",
        ann_id: 70000,
        ref_id: 3000000000,
        image_id: -9,
        split: "testA",
        sentences: [
          { tokens: ["the", "café"], raw: "THE CAFÉ 雪 🙂", sent_id: 0, sent: "the café" },
          { tokens: [], raw: 'it\'s "odd"\\u0041\n', sent_id: 1, sent: "" },
        ],
        score: 0.25,
        flags: [true, false, null],
        pair: [1, [2, 3]],
        none: [],
      },
    ]);
  });

  it("2. gives lists and dictionaries that are named twice as one", () => {
    const [first, second] = read(shared) as unknown[];
    expect(first).toEqual([1]);
    expect(second).toBe(first);
  });

  it("3. keeps integers exact, also those beyond the exact range of numbers", () => {
    expect(read(integers)).toEqual([0, 255, 65535, -1, 2 ** 31, -(2 ** 53) + 1, 2n ** 64n, -(2n ** 70n)]);
  });

  it("4. reads Python 2 strings with escapes as UTF-8", () => {
    expect(readPickle(Buffer.from("S'it\\'s caf\\xc3\\xa9\\n'\n."))).toBe("it's café\n");
    expect(readPickle(Buffer.from('S"a\\\\b"\n.'))).toBe("a\\b");
  });

  it("5. sets no prototype: a key named __proto__ is a key", () => {
    const value = readPickle(Buffer.from("}(U\x09__proto__}U\x01aK\x01su.", "latin1")) as Record<string, unknown>;
    expect(Object.getPrototypeOf(value)).toBeNull();
    expect(Object.keys(value)).toEqual(["__proto__"]);
  });

  it.each([
    ["a call, protocol 0", "cposix\nsystem\n(S'true'\ntR.", /it imports posix.system/],
    ["a call, protocol 4", "\x80\x04\x8c\x05posix\x8c\x06system\x93.", /it imports posix.system/],
    ["an instance", "(ios\nsystem\n.", /it imports os.system/],
    ["a call of what is there", "N)R.", /it calls a function/],
    ["a state", "N}b.", /it sets the state of an object/],
    ["a new object", "N)\x81.", /it makes an object/],
    ["an outside object", "Pfile\n.", /the outside object file/],
    ["an extension", "\x82\x07.", /it uses extension 7/],
  ])("6. refuses %s, naming it", (_, pickle, message) => {
    expect(() => readPickle(Buffer.from(pickle, "latin1"))).toThrow(PickleError);
    expect(() => readPickle(Buffer.from(pickle, "latin1"))).toThrow(message);
  });

  it.each([
    ["the end in the middle", "X\xff\xff\x00\x00abc", /ends in the middle/],
    ["no end", "N", /ends in the middle/],
    ["an empty stack", ".", /a value is missing/],
    ["an unknown opcode", "\xfe.", /byte 0: 0xfe is no opcode/],
    ["a lost mark", "Nt.", /a mark is missing/],
    ["an unknown memo", "h\x07.", /nothing was remembered as 7/],
    ["an appended number", "K\x01K\x02a.", /what is no list/],
    ["a list as a key", "}]K\x01s.", /a key is neither text nor a number/],
    ["a key without a value", "(K\x01d.", /a key has no value/],
    ["letters for a number", "Iabc\n.", /"abc" is no integer/],
    ["a number of a million digits", `L${"9".repeat(1e6)}L\n.`, /is no integer/],
    ["a list in itself", "]q\x00h\x00a.", /holds itself/],
    ["endless nesting", `${"]".repeat(5000)}${"a".repeat(4999)}.`, /more than 100 deep/],
  ])("7. refuses %s", (_, pickle, message) => {
    expect(() => readPickle(Buffer.from(pickle, "latin1"))).toThrow(PickleError);
    expect(() => readPickle(Buffer.from(pickle, "latin1"))).toThrow(message);
  });

  it("8. gives a value or a PickleError for any bytes", () => {
    const opcodes = fc.constantFrom(
      ..."(.0129BCFGIJKLMNSTUVX]abdeghijlpqrstu})\x80\x85\x86\x87\x88\x89\x8a\x8b\x8c\x8d\x8e\x93\x94\x95\n'5",
    );
    const bytes = fc.oneof(fc.string({ unit: opcodes, maxLength: 60 }), fc.string({ unit: "binary", maxLength: 60 }));
    fc.assert(
      fc.property(bytes, (text) => {
        try {
          readPickle(Buffer.from(text, "latin1"));
        } catch (error) {
          expect(error).toBeInstanceOf(PickleError);
        }
      }),
      { numRuns: 3000 },
    );
  });

  it("9. gives a value or a PickleError for every damaged pickle", () => {
    const whole = Object.values(references).map((base64) => Buffer.from(base64, "base64"));
    const damage = fc.tuple(fc.constantFrom(...whole), fc.nat(), fc.nat(255));
    fc.assert(
      fc.property(damage, ([pickle, at, byte]) => {
        const bytes = Uint8Array.from(pickle);
        bytes[at % bytes.length] = byte;
        try {
          readPickle(bytes);
        } catch (error) {
          expect(error).toBeInstanceOf(PickleError);
        }
      }),
      { numRuns: 3000 },
    );
  });
});
