// Each thing once: two cut-outs of one horse are one horse.
import { Mask } from "@refvlm/vision";
import { expect, it } from "vitest";
import type { GroundedUnit } from "../src/answering/answer.js";
import { eachThingOnce } from "../src/answering/each-thing-once.js";

const cut = (triplet: number, index: number, score: number, right: number): GroundedUnit => ({
  ...{ unit: "mask", phrase: "horse", triplet, index, score },
  mask: Mask.fromBox([0, 0, right, 10], 100, 10),
});
const places = (units: readonly GroundedUnit[]) => units.map(({ triplet, index, unit }) => [triplet, index, unit]);

it("1. leaves out the less sure of two instances of a phrase that are cut out alike, with all that is told of it", () => {
  const box: GroundedUnit = { ...cut(0, 1, 0.9, 0), unit: "box", box: [0, 0, 9, 9], mask: undefined };
  const units = [cut(0, 0, 0.8, 40), box, cut(0, 1, 0.6, 50), cut(0, 2, 0.7, 10)];
  expect(places(eachThingOnce(units, 0.6))).toEqual([
    [0, 0, "mask"],
    [0, 2, "mask"],
  ]);
  expect(places(eachThingOnce([cut(0, 0, 0.6, 40), cut(0, 1, 0.8, 50)], 0.6))).toEqual([[0, 1, "mask"]]);
});

it("2. keeps things that overlap less, and those of other phrases", () => {
  expect(eachThingOnce([cut(0, 0, 0.8, 40), cut(0, 1, 0.6, 90)], 0.6)).toHaveLength(2);
  expect(eachThingOnce([cut(0, 0, 0.8, 40), cut(1, 0, 0.6, 40)], 0.6)).toHaveLength(2);
});

it("3. keeps the earlier of two that are as sure but for their last bits", () => {
  const units = [cut(0, 0, 0.6, 40), cut(0, 1, 0.6 + 1e-9, 40)];
  expect(places(eachThingOnce(units, 0.6))).toEqual([[0, 0, "mask"]]);
});
