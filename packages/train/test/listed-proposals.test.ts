// The rule that lists proposals, and what of a list is right.
import { describe, expect, it } from "vitest";
import { countFound, listProposals } from "../src/eval/names/listed-proposals.js";

const at = (x: number, objectness: number, name = "dog") => ({ box: [x, 0, x + 10, 10] as const, objectness, name });

describe("listProposals", () => {
  it("1. lists each object once, by its best proposal, whatever the others call it", () => {
    const proposals = [at(2, 0.8, "cat"), at(0, 0.9), at(40, 0.75)];
    expect(listProposals(proposals as never)).toEqual([at(0, 0.9), at(40, 0.75)]);
  });

  it("2. leaves out what is hardly an object", () => {
    expect(listProposals([at(0, 0.7), at(40, 0.2)] as never)).toEqual([]);
  });
});

describe("countFound", () => {
  it("3. counts a true object once, by name and place", () => {
    const truth = [at(0, 1), at(40, 1, "cat")] as never;
    expect(countFound([at(0, 1), at(1, 1)] as never, truth)).toBe(1);
    expect(countFound([at(40, 1, "dog")] as never, truth)).toBe(0);
    expect(countFound([at(43, 1, "cat"), at(0, 1)] as never, truth)).toBe(2); // 7 of 13 overlap
    expect(countFound([at(46, 1, "cat")] as never, truth)).toBe(0);
  });
});
