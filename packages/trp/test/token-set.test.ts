// Sets of ids keep to what sets promise, whichever side is listed.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { excluding, including, tokenIds, tokenSet } from "../src/automaton/token-set.js";

const ids = fc.array(fc.nat(29), { maxLength: 40 });

describe("TokenSet", () => {
  it("1. lists the shorter side", () => {
    expect(tokenSet(5, (id) => id === 3)).toEqual({ only: [3] });
    expect(tokenSet(5, (id) => id !== 3)).toEqual({ except: [3], below: 5 });
  });

  it("2. holds what is accepted, with and without others", () => {
    fc.assert(
      fc.property(ids, ids, ids, (accepted, more, less) => {
        const set = tokenSet(30, (id) => accepted.includes(id));
        const expected = new Set(accepted);
        expect(tokenIds(set)).toEqual([...expected].sort((a, b) => a - b));
        for (const id of more) expected.add(id);
        const larger = including(set, more);
        expect(tokenIds(larger)).toEqual([...expected].sort((a, b) => a - b));
        for (const id of less) expected.delete(id);
        expect(tokenIds(excluding(larger, less))).toEqual([...expected].sort((a, b) => a - b));
      }),
    );
  });
});
