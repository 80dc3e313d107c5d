// How answers are scored by their units, and a unit that a program adds.
import { type GroundedAnswer, joinUnits } from "@refvlm/model";
import { planOf, triplet, unitWords } from "@refvlm/trp";
import { type Box, type DepthMap, JOINTS, type Keypoint, Mask, unitShapes } from "@refvlm/vision";
import type { SampleTurn } from "@refvlm/vt-instruct";
import { describe, expect, test } from "vitest";
import { scoreAnswer, type UnitScore, unitScores } from "../src/eval/index.js";

declare module "@refvlm/vision" {
  interface UnitValues {
    angle: number;
  }
}

const square: Box = [10, 10, 30, 30];
const mask = Mask.fromBox(square, 64, 64);

test("a unit is the same word on every floor, of the same plurality", () => {
  const shapes = Object.values(unitShapes).map(({ name, plurality }) => ({ name, plurality }));
  expect([...unitWords].sort((a, b) => a.name.localeCompare(b.name))).toEqual(
    shapes.sort((a, b) => a.name.localeCompare(b.name)),
  );
  expect(Object.keys(unitScores).sort()).toEqual(Object.keys(unitShapes).sort());
  for (const [key, { name }] of Object.entries(unitScores)) expect(name).toBe(key);
});

describe("a point", () => {
  const { point } = unitScores;
  const ring = mask.subtract(Mask.fromBox([15, 15, 25, 25], 64, 64));
  test.each([
    ["on a pixel of the mask", [10, 10], 1],
    ["in the mask's hole, though inside the box", [20, 20], 0],
    ["beside it", [30, 20], 0],
    ["outside the picture", [-1, 70], 0],
  ] as const)("%s", (_, at, similarity) => {
    expect(point.similarity(at, { box: square, mask: ring })).toBe(similarity);
  });
  test("is measured by the box where there is no mask", () => {
    expect(point.similarity([20, 20], { box: square })).toBe(1);
    expect(point.similarity([10, 29.9], { box: square })).toBe(1);
    expect(point.similarity([30, 20], { box: square })).toBe(0);
    expect(point.gain(1)).toBe(1);
  });
});

describe("joints earn their OKS", () => {
  const { keypoint } = unitScores;
  const truth = JOINTS.map((_, i): Keypoint => (i === 0 ? [20, 20, 2] : [0, 0, 0]));
  const answer = (x: number) => JOINTS.map((): Keypoint => [x, 20, 2]);
  test("of labelled joints alone, by the area of the box, or of the mask where there is one", () => {
    expect(keypoint.similarity(answer(20), { keypoint: truth, box: square })).toBe(1);
    // nose: sigma 0.026; exp(-d^2 / (2 (2 sigma)^2 area)), d 1, area 400
    const oks = (area: number) => Math.exp(-1 / (2 * 0.052 ** 2 * area));
    expect(keypoint.similarity(answer(21), { keypoint: truth, box: square })).toBeCloseTo(oks(400), 9);
    const half = Mask.fromBox([10, 10, 20, 30], 64, 64);
    expect(keypoint.similarity(answer(21), { keypoint: truth, box: square, mask: half })).toBeCloseTo(oks(200), 9);
    expect(keypoint.gain(0.25)).toBe(0.25);
  });
});

describe("depth earns 1 - AbsRel", () => {
  const { depth } = unitScores;
  const map = (kind: DepthMap["kind"], ...data: number[]): DepthMap => ({
    width: data.length,
    height: 1,
    data: Float32Array.from(data),
    kind,
  });
  test("in metres as they are", () => {
    expect(depth.similarity(map("metric", 2, 5, 7), { depth: map("metric", 1, 4, 0) })).toBeCloseTo(1 - 1.25 / 2, 9);
    expect(depth.similarity(map("metric", 90), { depth: map("metric", 1) })).toBe(0);
  });
  test("where one is relative, after fitting scale and shift", () => {
    expect(depth.similarity(map("relative", 0.1, 0.2, 0.4), { depth: map("metric", 1, 2, 4) })).toBeCloseTo(1, 5);
  });
  test("inside the mask, where the phrase means a part", () => {
    const part = new Mask(2, 1, Uint8Array.of(1, 0));
    expect(depth.similarity(map("metric", 3, 100), { depth: map("metric", 3, 1), mask: part })).toBe(1);
  });
  test("of a drawn picture's camera alike, but not between cameras", () => {
    const truth = { depth: map("metric", 1, 2, 4) };
    expect(depth.similarity(map("invented", 2, 4, 8), { depth: map("invented", 1, 2, 4) })).toBe(0);
    expect(depth.similarity(map("invented", 2, 4, 8), truth)).toBeCloseTo(1, 5);
  });
  test("and nothing for what it leaves out of the part that is meant", () => {
    expect(depth.similarity(map("metric", 1, 2, 0, 0), { depth: map("metric", 1, 2, 4, 4) })).toBe(0.5);
  });
  test("and nothing where nothing is known", () => {
    expect(depth.similarity(map("metric", 3), { depth: map("metric", 0) })).toBe(0);
  });
});

describe("a unit that a program adds", () => {
  const body = [triplet("door", { units: ["angle"], instances: [0] })];
  const turn: SampleTurn = {
    task: "test",
    user: [{ type: "text", text: "?" }],
    answer: { plan: planOf(body), body },
    targets: [[{ box: square, angle: 90 }]],
  };
  const instances = joinUnits([{ unit: "angle", phrase: "door", triplet: 0, index: 0, score: 1, angle: 72 }]);
  const answer: GroundedAnswer = {
    ...{ model: { name: "m", version: null }, seed: 0, image: { width: 64, height: 64 }, text: "", trp: "" },
    ...{ plan: null, instances, problems: [], tokens: 0, ended: "end" },
  };

  test("is scored by its own rule", () => {
    const angle: UnitScore<"angle"> = {
      name: "angle",
      similarity: (value, truth) => 1 - Math.abs(value - truth.angle!) / 180,
      gain: (similarity) => similarity,
    };
    const scores = { ...unitScores, angle };
    expect(scoreAnswer("rec", answer, turn, scores)).toEqual({ gain: 0.9, of: 1 });
    expect(scoreAnswer("fovd", answer, turn, scores)).toEqual({ gain: 2, of: 2 });
  });

  test("is refused by name where it has none", () => {
    expect(() => scoreAnswer("rec", answer, turn)).toThrow('answers of the unit "angle" cannot be scored');
  });
});
