// Words for places and sizes: what they ask for, and where <REF>s start that stand for "the left dog".
import { noGrad, scope, tensor, zeros } from "@refvlm/torch";
import { Frame } from "@refvlm/vision";
import { describe, expect, it } from "vitest";
import { ListedProposals } from "../src/decoders/listed-proposals.js";
import { QuerySelection } from "../src/decoders/query-selection.js";
import { placeWords, reach, singlesOut } from "../src/place-words.js";
import { firstReferences } from "../src/router.js";

const asked = (question: string) => placeWords(question.split(" "));

describe("words for places", () => {
  it("1. ask for the thing furthest in their direction", () => {
    expect(asked("where is the left dog").place).toEqual([-1, 0, 0]);
    expect(asked("the dog furthest to the right").place).toEqual([1, 0, 0]);
    expect(asked("the topmost small cup").place).toEqual([0, -1, -1]);
    expect(asked("the biggest person")).toEqual({ place: [0, 0, 1], relation: [0, 0, 0] });
    expect(asked("is there a constructor")).toEqual({ place: [0, 0, 0], relation: [0, 0, 0] });
  });

  it("2. say on which side one thing is of another", () => {
    expect(asked("is the dog left of the cat")).toEqual({ place: [0, 0, 0], relation: [-1, 0, 0] });
    expect(asked("is the dog to the right of the cat").relation).toEqual([1, 0, 0]);
    expect(asked("is the cup above the plate").relation).toEqual([0, -1, 0]);
    expect(asked("the left dog under the table")).toEqual({ place: [-1, 0, 0], relation: [0, 1, 0] });
  });

  it("3. reach as far as a box lies in their direction, or is large", () => {
    expect(reach([-1, 0, 0], [0.25, 0.9, 0.1, 0.1])).toBeCloseTo(0.5, 6);
    expect(reach([0, 1, 0], [0.25, 0.9, 0.1, 0.1])).toBeCloseTo(0.8, 6);
    expect(reach([0, 0, 1], [0.5, 0.5, 0.16, 0.04])).toBeCloseTo(Math.log2(0.08), 6);
    const sizes = [0.4, 0.2, 0.1].map((side) => reach([0, 0, 1], [0.5, 0.5, side, side]));
    expect([sizes[0] - sizes[1], sizes[1] - sizes[2]].map((octaves) => Math.round(octaves * 1e6))).toEqual([1e6, 1e6]);
  });
});

it.each([
  ["where is the left dog", true],
  ["find the biggest person", true],
  ["the second cup from the top", true],
  ["the cup next to the plate", true],
  ["where is the dog", false],
  ["segment all dogs", false],
])("%j singles one of several out: %s", (question, expected) => {
  expect(singlesOut(question.split(" "))).toBe(expected);
});

describe("a <REF>", () => {
  const selection = new QuerySelection({
    ...{ hiddenSize: 6, width: 8, keySize: 2, nameFit: true },
    evidence: { pointer: true, placesIn: true },
  });
  /** Two dogs alike: left and right. */
  const list = () =>
    new ListedProposals({
      features: zeros([1, 2, 8]),
      keys: tensor([
        [
          [1, 0],
          [1, 0],
        ],
      ]),
      objectness: tensor([[8, 9]]),
      boxes: tensor([
        [
          [0.2, 0.5, 0.2, 0.2],
          [0.8, 0.5, 0.3, 0.3],
        ],
      ]),
      positions: zeros([1, 2, 8]),
      valid: tensor([[true, true]]),
      names: zeros([1, 1, 2]),
      attributes: null,
      suppression: 0.6,
    });
  const pointsAt = (question: string) =>
    noGrad(() =>
      scope(() => {
        const mark = {
          position: 0,
          units: ["box"],
          group: 0,
          instance: 0,
          phrase: "dog",
          toward: asked(question).place,
        };
        const queries = firstReferences(zeros([1, 1, 6]), [[mark]]);
        const { referenceBoxes } = selection.pointAmong(queries, list(), tensor([[[1, 0]]]), [Frame.letterbox(9, 9)]);
        return (referenceBoxes.toArray() as number[][][])[0][0][0];
      }),
    );

  it("4. starts where the question looks, and at what fits best where it names no place", () => {
    expect(pointsAt("the left dog")).toBeCloseTo(0.2, 5);
    expect(pointsAt("the right dog")).toBeCloseTo(0.8, 5);
    expect(pointsAt("the smallest dog")).toBeCloseTo(0.2, 5);
    expect(pointsAt("the dog")).toBeCloseTo(0.8, 5);
  });
});
