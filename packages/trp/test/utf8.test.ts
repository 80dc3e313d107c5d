// Bytes of UTF-8, one by one, against the decoder of the platform.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { unfinished } from "../src/automaton/utf8.js";

const strict = new TextDecoder("utf-8", { fatal: true });
const string = (bytes: Iterable<number>) => String.fromCharCode(...bytes);

function decodes(bytes: Uint8Array): boolean {
  try {
    strict.decode(bytes);
    return true;
  } catch {
    return false;
  }
}

/** Bytes near the limits of the table as often as any others. */
const byte = fc.oneof(
  fc.nat(255),
  fc.constantFrom(0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc1, 0xc2, 0xe0, 0xed, 0xef, 0xf0, 0xf4, 0xf5),
);

describe("unfinished", () => {
  it("1. finds text finished exactly where a strict decoder reads it", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 6 }), fc.array(byte, { maxLength: 4 }), (any, edge) => {
        for (const bytes of [any, Uint8Array.from(edge)])
          expect(unfinished("", string(bytes)) === "").toBe(decodes(bytes));
      }),
      { numRuns: 3_000 },
    );
  });

  it("2. goes on from an unfinished character as from its bytes", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), fc.array(byte, { maxLength: 3 }), fc.nat(), (text, more, cut) => {
        const bytes = [...new TextEncoder().encode(text), ...more];
        const at = cut % (bytes.length + 1);
        const first = unfinished("", string(bytes.slice(0, at)));
        const whole = unfinished("", string(bytes));
        if (first === null) expect(whole).toBeNull();
        else expect(unfinished(first, string(bytes.slice(at)))).toBe(whole);
      }),
      { numRuns: 300 },
    );
  });

  it("3. never leaves what cannot be finished", () => {
    fc.assert(
      fc.property(fc.array(byte, { maxLength: 4 }), (bytes) => {
        const open = unfinished("", string(bytes));
        if (!open) return;
        const rests = Array.from({ length: 256 }, (_, value) => unfinished(open, string([value])));
        expect(rests.some((rest) => rest !== null && rest.length < 2)).toBe(true);
        expect(unfinished(open, "a")).toBeNull();
      }),
    );
  });
});
