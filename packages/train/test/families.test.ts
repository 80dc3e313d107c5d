// The families of the table: what hand-made answers give, beside the official metrics' own values.
import { calibrationError } from "@refvlm/metrics";
import { type GroundedAnswer, type GroundedUnit, joinUnits } from "@refvlm/model";
import { planOf, text, triplet } from "@refvlm/trp";
import { type Box, type DepthMap, JOINTS, type Keypoint, Mask } from "@refvlm/vision";
import { Random, type SampleTurn } from "@refvlm/vt-instruct";
import { expect, test } from "vitest";
import {
  type EvalQuestion,
  FigureCollector,
  kindOf,
  type QuestionKind,
  scoreAnswer,
  taskFamilies,
} from "../src/eval/index.js";
import { errorByChance } from "../src/eval/tasks/certainty.js";

const picture = { width: 64, height: 64, data: new Uint8Array(64 * 64 * 3) };
const box: Box = [10, 10, 30, 30];
const half: Box = [10, 10, 20, 30];
const mask = Mask.fromBox(box, 64, 64);
const halfMask = Mask.fromBox(half, 64, 64);

function turn(task: string, body: SampleTurn["answer"]["body"], targets: SampleTurn["targets"] = []): SampleTurn {
  return { task, user: [{ type: "text", text: "?" }], answer: { plan: planOf(body), body }, targets };
}

function answer(words: string, ...units: Partial<GroundedUnit>[]): GroundedAnswer {
  const full = units.map((unit, triplet) => ({ unit: "box", phrase: "dog", triplet, index: 0, score: 0.5, ...unit }));
  const about = { model: { name: "m", version: null }, seed: 0, image: { width: 64, height: 64 }, problems: [] };
  const plan = { decode: units.length > 0, lines: [] };
  return { ...about, text: words, trp: words, plan, instances: joinUnits(full), tokens: 5, ended: "end" };
}

interface Case extends Partial<Pick<EvalQuestion, "references" | "names">> {
  readonly turn: SampleTurn;
  readonly answer: GroundedAnswer | null;
  readonly kind?: QuestionKind;
}

/** The table's figures of these answers. */
function figuresOf(cases: readonly Case[]): Record<string, number> {
  const collector = new FigureCollector(taskFamilies);
  for (const [i, { turn, answer, kind = turn.task as QuestionKind, ...further }] of cases.entries()) {
    const question = { set: "made", id: `${i}`, kind, picture, history: [], turn, ...further };
    const result = {
      set: "made",
      id: `${i}`,
      kind,
      ...scoreAnswer(kind, answer, turn),
      wellFormed: true,
      answer: null,
    };
    collector.add({ question, answer, result });
  }
  return Object.fromEntries(collector.figures().map((each) => [each.name, "value" in each ? each.value : Number.NaN]));
}

const one = (task: string, unit: string, target: SampleTurn["targets"][number][number]) =>
  turn(task, [triplet("dog", { units: [unit], instances: [0] })], [[target]]);

test("RES: all masks of an answer are one", () => {
  const res = one("res", "mask", { box, mask });
  const figures = figuresOf([
    { turn: res, answer: answer("", { unit: "mask", mask: halfMask }, { unit: "mask", mask }) },
    { turn: res, answer: null },
  ]);
  expect(figures["RES cIoU"]).toBe(0.5);
  // One object was asked for.
  expect(figures["RES mean IoU"]).toBe(0);
});

test("segmentation: each name has one IoU over all pictures, whatever else is named costs no name", () => {
  const ovs = one("ovs", "mask", { box, mask });
  const figures = figuresOf([
    { turn: ovs, answer: answer("", { unit: "mask", mask }, { unit: "mask", phrase: "cat", mask: halfMask }) },
    { turn: ovs, answer: answer("", { unit: "mask", mask: halfMask }) },
  ]);
  expect(figures["Segmentation of given names mIoU"]).toBe(0.75);
  expect(figures["Segmentation of given names mAP"]).toBeGreaterThan(0.4);
});

test("REG: the first name counts, by kind of prompt", () => {
  const reg = turn("reg-box", [text("The dog left of the cat.")]);
  const names = ["dog", "cat", "hot dog"];
  const figures = figuresOf([
    { turn: reg, answer: answer("A dog."), names },
    { turn: reg, answer: answer("The cat right of the dog."), names },
    { turn: reg, answer: answer("A hot dog."), names },
    { turn: reg, answer: null, names },
  ]);
  expect(figures["REG names the thing (box)"]).toBe(0.25);
  expect(figures).not.toHaveProperty(["REG names the thing (mask)"]);
  expect(figures["REG METEOR"]).toBeGreaterThan(0);
});

test("IG: masks by kind of prompt", () => {
  const pointed = { ...one("ig-mask-scribble", "mask", { box, mask }), prompts: [{ kind: "mask" as const, mask }] };
  const figures = figuresOf([{ turn: pointed, answer: answer("", { unit: "mask", mask: halfMask }) }]);
  expect(figures["IG-mask mIoU (mask)"]).toBe(0.5);
});

test("keypoints: OKS-AP50", () => {
  const joints = (shift: number) => JOINTS.map((_, i): Keypoint => [12 + i + shift, 20, 2]);
  const person = one("keypoint", "keypoint", { box, mask, keypoint: joints(0) });
  const ask = (shift: number) =>
    figuresOf([{ turn: person, answer: answer("", { unit: "keypoint", keypoint: joints(shift) }) }]);
  expect(ask(0)["Keypoints OKS-AP50"]).toBeCloseTo(1, 12);
  expect(ask(30)["Keypoints OKS-AP50"]).toBe(0);
});

test("depth: AbsRel as it is and after alignment, of the part that is meant", () => {
  const map = (value: (i: number) => number, kind: DepthMap["kind"] = "metric"): DepthMap => {
    return { width: 64, height: 64, kind, data: Float32Array.from({ length: 64 * 64 }, (_, i) => value(i)) };
  };
  const near = (i: number) => 2 + (i % 64) / 64;
  const depth = one("depth", "depth", { box, mask, depth: map(near) });
  const ask = (given: DepthMap) => figuresOf([{ turn: depth, answer: answer("", { unit: "depth", depth: given }) }]);
  // Outside the mask anything may stand.
  const doubled = ask(map((i) => (mask.data[i] ? 2 * near(i) : 9)));
  expect(doubled["Depth AbsRel"]).toBeCloseTo(1, 5);
  expect(doubled["Depth AbsRel after alignment"]).toBeCloseTo(0, 5);
  expect(ask(map(near, "relative"))).not.toHaveProperty(["Depth AbsRel"]);
  expect(figuresOf([{ turn: depth, answer: null }])["Depth AbsRel"]).toBeGreaterThan(0.9);
});

test("denials are counted on both sides, and scores tell right answers from absent things", () => {
  const rec = one("rec", "box", { box });
  const absent = turn("rec", [text("There is no dog.")]);
  const figures = figuresOf([
    { turn: rec, answer: answer("", { box, score: 0.9 }) },
    { turn: rec, answer: answer("There is no dog.") },
    { turn: absent, kind: "rec-absent", answer: answer("There is no dog.") },
    { turn: absent, kind: "rec-absent", answer: answer("", { box, score: 0.3 }) },
  ]);
  expect(figures["Absent objects denied"]).toBe(0.5);
  expect(figures["Present objects denied (false denials)"]).toBe(0.5);
  expect(figures["AUC of scores, right against absent"]).toBe(1);
  expect(figures["ECE of scores"]).toBeCloseTo(0.2, 12);
});

test("VQA: ten people, or one answer that all of them gave", () => {
  const people = ["two", "two", "2", "three", "two", "two", "two", "two", "two", "two"];
  const figures = figuresOf([
    { turn: turn("vqa", [text("two")]), answer: answer("two"), references: people },
    { turn: turn("vqa", [text("red")]), answer: answer("Blue.") },
    { turn: turn("vqa", [text("red")]), answer: answer("red.") },
  ]);
  expect(figures["VQA accuracy"]).toBeCloseTo(2 / 3, 12);
});

test("exact scores have the calibration error that chance makes of them", () => {
  const random = Random.of("exact scores");
  const scores = Array.from({ length: 200 }, () => random.next());
  const draw = () =>
    calibrationError(
      scores,
      scores.map((score) => Number(random.next() < score)),
    );
  const mean = Array.from({ length: 400 }, draw).reduce((sum, error) => sum + error) / 400;
  expect(errorByChance(scores)).toBeCloseTo(mean, 2);
  expect(errorByChance(Array(100).fill(0.5))).toBeCloseTo(0.0399, 3);
});

test("the kind of a data set's turn", () => {
  const rec = one("rec", "box", { box });
  const res = one("res", "mask", { box, mask });
  const inner = triplet([triplet("dog", { units: ["box"], instances: [0] }), text("'s hat")], {
    units: ["box"],
    instances: [0],
  });
  expect(kindOf(rec, [])).toBe("rec");
  expect(kindOf(res, [rec])).toBe("follow-up");
  expect(kindOf(rec, [rec])).toBe("rec");
  expect(kindOf(turn("ovd", [text("There is no dog.")]), [])).toBe("rec-absent");
  expect(kindOf(turn("caption", [text("A dog.")]), [])).toBe("caption");
  expect(kindOf(turn("rec", [triplet("dog", { units: ["box", "mask"], instances: [0] })], [[{ box, mask }]]), [])).toBe(
    "composite",
  );
  expect(kindOf(turn("ovd", [inner], [[{ box }], [{ box }]]), [])).toBe("nested");
  expect(kindOf(turn("gcg-box", [inner], [[{ box }], [{ box }]]), [])).toBe("gcg-box");
});
