// Scoring: hand-made answers and what they earn; whatever is missing, cut off or too much counts as wrong.
import { type GroundedAnswer, type GroundedUnit, joinUnits } from "@refvlm/model";
import { planOf, text, triplet } from "@refvlm/trp";
import { type Box, Mask } from "@refvlm/vision";
import type { SampleTurn } from "@refvlm/vt-instruct";
import { describe, expect, test } from "vitest";
import {
  type Figure,
  FigureCollector,
  figureMarkdown,
  figureTable,
  isWellFormed,
  type QuestionResult,
  scoreAnswer,
  taskFamilies,
} from "../src/eval/index.js";

const box: Box = [10, 10, 30, 30];
const mask = Mask.fromBox(box, 64, 64);

function turn(body: SampleTurn["answer"]["body"], targets: SampleTurn["targets"] = []): SampleTurn {
  return { task: "test", user: [{ type: "text", text: "?" }], answer: { plan: planOf(body), body }, targets };
}
const rec = turn([triplet("dog", { units: ["box"], instances: [0] })], [[{ box, mask }]]);
const res = turn([triplet("dog", { units: ["mask"], instances: [0] })], [[{ box, mask }]]);
const two = turn([text("two")]);
const absent = turn([text("There is no dog.")]);

function answer(
  words: string,
  units: Partial<GroundedUnit>[] = [],
  ended: GroundedAnswer["ended"] = "end",
): GroundedAnswer {
  const plan = { decode: units.length > 0, lines: [] };
  const full = units.map((unit, index) => ({ unit: "box", phrase: "dog", triplet: 0, index, score: 0.5, ...unit }));
  const written = { model: { name: "m", version: null }, seed: 0, image: { width: 64, height: 64 }, problems: [] };
  return { ...written, text: words, trp: words, plan, instances: joinUnits(full), tokens: 5, ended };
}
const shifted = (by: number): Box => [10 + by, 10, 30 + by, 30];

describe("REC: one box with IoU of at least 0.5", () => {
  test.each([
    ["the box itself", answer("", [{ box }]), 1],
    // 20 wide and shifted by 6.6: 13.4 / 26.6 = 0.504; by 6.7: 0.4981.
    ["one that just overlaps enough", answer("", [{ box: shifted(6.6) }]), 1],
    ["one that just does not", answer("", [{ box: shifted(6.7) }]), 0],
    ["no box", answer("There is no dog."), 0],
    ["two boxes, one of them right", answer("", [{ box }, { box: shifted(30) }]), 0],
    ["a mask instead", answer("", [{ unit: "mask", mask, box }]), 0],
    ["a unit that could not be decoded", answer("", [{}]), 0],
    ["the right box in an answer that was cut off", answer("", [{ box }], "length"), 0],
    ["no answer at all", null, 0],
  ])("%s", (_, given, gain) => {
    expect(scoreAnswer("rec", given, rec)).toEqual({ gain, of: 1 });
  });
});

describe("several things asked for in everyday words", () => {
  const sofas = turn(
    [triplet("sofa", { units: ["box"], instances: [0, 1] })],
    [
      [
        { box, mask },
        { box: shifted(30), mask },
      ],
    ],
  );
  test.each([
    [
      "found under their name",
      answer("", [
        { box, phrase: "couch" },
        { box: shifted(30), phrase: "couch" },
      ]),
      4,
      4,
    ],
    ["found in part, in the words of the question", answer("", [{ box, phrase: "sofa" }]), 2, 3],
    ["not found", answer("There is no couch."), 0, 2],
  ])("%s", (_, given, gain, of) => {
    expect(scoreAnswer("rec-word", given, sofas)).toEqual({ gain, of });
    expect(scoreAnswer("ovd", given, sofas).gain).toBeLessThanOrEqual(gain);
  });
});

describe("a new unit word: the box that it stands for, under its name", () => {
  const landmark: SampleTurn = {
    ...turn([triplet("dog", { units: ["landmark"], instances: [0] })], [[{ box, mask }]]),
    command: { task: "new", elements: ["unit"], units: ["landmark"], newUnits: { landmark: "box" } },
  };
  test.each([
    ["under the new word", answer("", [{ unit: "box", word: "landmark", box }]), 1],
    ["under the unit that it stands for", answer("", [{ unit: "box", box }]), 0],
    ["elsewhere", answer("", [{ unit: "box", word: "landmark", box: shifted(15) }]), 0],
    ["by name alone", answer("", [{ unit: "box", word: "landmark" }]), 0],
    ["no answer at all", null, 0],
  ])("%s", (_, given, gain) => {
    expect(scoreAnswer("new-unit", given, landmark)).toEqual({ gain, of: 1 });
  });
});

describe("RES: the overlap of one mask", () => {
  test("a mask earns its IoU", () => {
    const half = Mask.fromBox([10, 10, 20, 30], 64, 64);
    expect(scoreAnswer("res", answer("", [{ unit: "mask", mask: half }]), res)).toEqual({ gain: 0.5, of: 1 });
  });
  test("a missing mask earns nothing", () => {
    for (const given of [null, answer(""), answer("", [{ box }]), answer("", [{ unit: "mask" }])])
      expect(scoreAnswer("res", given, res)).toEqual({ gain: 0, of: 1 });
  });
  test("two masks earn nothing: one object was asked for", () => {
    const masks = [
      { unit: "mask", mask },
      { unit: "mask", mask },
    ];
    expect(scoreAnswer("res", answer("", masks), res)).toEqual({ gain: 0, of: 1 });
  });
});

describe("freeform detection: 2 matched / (predicted + present)", () => {
  const left: Box = [0, 0, 20, 20];
  const right: Box = [40, 0, 60, 20];
  const cat: Box = [0, 40, 20, 60];
  const body = [
    triplet("dog", { units: ["box"], instances: [0, 1] }),
    text(", "),
    triplet("cat", { units: ["box"], instances: [0] }),
  ];
  const scene = turn(body, [[{ box: left }, { box: right }], [{ box: cat }]]);
  const score = (...units: Partial<GroundedUnit>[]) => scoreAnswer("fovd", answer("", units), scene);

  test("everything found, in any order", () => {
    expect(score({ box: right }, { phrase: "cat", box: cat }, { box: left })).toEqual({ gain: 6, of: 6 });
  });
  test("no truth is found twice", () => {
    expect(score({ box: left }, { box: left }, { phrase: "cat", box: cat })).toEqual({ gain: 4, of: 6 });
  });
  test("the name has to be right", () => {
    expect(score({ box: left }, { box: right }, { phrase: "dog", box: cat })).toEqual({ gain: 4, of: 6 });
  });
  test("a box elsewhere counts against it, and so does what is missing", () => {
    expect(score({ box: left }, { box: [30, 30, 50, 50] })).toEqual({ gain: 2, of: 5 });
    expect(score()).toEqual({ gain: 0, of: 3 });
    expect(scoreAnswer("fovd", null, scene)).toEqual({ gain: 0, of: 3 });
  });
  test("each unit of a composite one counts, and an instance that is taken up again in its further unit", () => {
    const mask = Mask.fromBox(left, 64, 64);
    const again = [triplet("dog", { units: ["box"], instances: [0, 1] }, { units: ["mask"], instances: [0] })];
    const dogs = turn(again, [[{ box: left }, { box: right }], [{ mask }]]);
    const found = [{ box: left }, { unit: "mask", mask }];
    expect(scoreAnswer("fovd", answer("", found), dogs)).toEqual({ gain: 4, of: 5 });
  });
  test("an empty scene that is called empty neither earns nor costs", () => {
    expect(scoreAnswer("fovd", answer("There is nothing in the picture."), turn([text("nothing")]))).toEqual({
      gain: 0,
      of: 0,
    });
  });
});

describe("VQA: the exact word", () => {
  test.each([
    ["two", 1],
    ["Two.", 1],
    ["three", 0],
    ["two dogs", 0],
    ["", 0],
  ])("%j earns %d", (words, gain) => {
    for (const kind of ["vqa-presence", "vqa-count", "vqa-relation"] as const)
      expect(scoreAnswer(kind, answer(words), two)).toEqual({ gain, of: 1 });
  });
  test("no answer is wrong", () => {
    expect(scoreAnswer("vqa-count", null, two).gain).toBe(0);
  });
});

describe("VQA that points first: what it concludes", () => {
  const cat = triplet("cat", { units: ["box"], instances: [0] });
  const dogs = triplet("dog", { units: ["box"], instances: [0, 1] });
  const pointed = turn([dogs, text(": two")], [[{ box }, { box: shifted(30) }]]);
  const related = turn([dogs, text(", "), cat, text(": yes")], [[{ box }], [{ box }]]);
  test.each([
    ["the word behind boxes", "vqa-count", answer("dog: two", [{ box }, { box }]), pointed, 1],
    ["the word behind boxes, where the truth is the word alone", "vqa-count", answer("dog: two", [{ box }]), two, 1],
    ["the word alone, where the truth points", "vqa-count", answer("Two.", []), pointed, 1],
    ["another word behind the right boxes", "vqa-count", answer("dog: one", [{ box }, { box }]), pointed, 0],
    ["boxes without a word", "vqa-count", answer("dog", [{ box }, { box }]), pointed, 0],
    ["yes", "vqa-relation", answer("dog, cat: yes", [{ box }, { box }]), related, 1],
    ["words that only look like it", "vqa-relation", answer("dog, cat: yes"), related, 0],
    ["none, said as a denial", "vqa-count", answer("There are no dogs in the picture."), turn([text("zero")]), 1],
    ["none, said as a word", "vqa-count", answer("zero"), turn([text("There is no dog in the picture.")]), 1],
    ["a denial of what is there", "vqa-count", answer("There is no dog in the picture."), two, 0],
  ] as const)("%s", (_, kind, given, truth, gain) => {
    expect(scoreAnswer(kind, given, truth)).toEqual({ gain, of: 1 });
  });
});

test("something absent is denied in words, without units", () => {
  expect(scoreAnswer("rec-absent", answer("There is no dog."), absent)).toEqual({ gain: 1, of: 1 });
  expect(scoreAnswer("rec-absent", answer("", [{ box }]), absent)).toEqual({ gain: 0, of: 1 });
  expect(scoreAnswer("rec-absent", answer(""), absent)).toEqual({ gain: 0, of: 1 });
  expect(scoreAnswer("rec-absent", null, absent)).toEqual({ gain: 0, of: 1 });
});

test("an answer is well-formed when it ended by itself, with a plan that it keeps where its network writes plans", () => {
  const planned = { plan: true };
  const mended = { ...answer("two"), problems: ["the body has no line of the plan"] };
  expect(isWellFormed(answer("two"), planned)).toBe(true);
  expect(isWellFormed(answer("two", [], "length"), planned)).toBe(false);
  expect(isWellFormed({ ...answer("two"), plan: null }, planned)).toBe(false);
  expect(isWellFormed(mended, planned)).toBe(false);
  expect(isWellFormed(null, planned)).toBe(false);
  const unplanned = { plan: false };
  expect(isWellFormed({ ...answer("two"), plan: null }, unplanned)).toBe(true);
  expect(isWellFormed({ ...answer("two", [], "length"), plan: null }, unplanned)).toBe(false);
  expect(isWellFormed({ ...mended, plan: null }, unplanned)).toBe(false);
});

const result = (kind: QuestionResult["kind"], set: string, gain: number, of = 1): QuestionResult => ({
  kind,
  set,
  id: "0",
  gain,
  of,
  wellFormed: true,
  answer: null,
});

/** The table's figures, had these been the results. */
function figuresOf(results: readonly QuestionResult[]): Figure[] {
  const collector = new FigureCollector(taskFamilies);
  const picture = { width: 64, height: 64, data: new Uint8Array(64 * 64 * 3) };
  for (const each of results)
    collector.add({ question: { ...each, picture, history: [], turn: turn([text("?")]) }, answer: null, result: each });
  return collector.figures() as Figure[];
}

test("figures are ratios of sums, side by side for both families, with the issue's targets", () => {
  const figures = figuresOf([
    result("fovd", "seen", 2, 4),
    result("fovd", "seen", 6, 6),
    result("vqa-presence", "seen", 1),
    result("vqa-count", "seen", 0),
    result("vqa-count", "seen", 1),
    result("fovd", "held-out", 0, 5),
  ]);
  const of = (name: RegExp, families = "seen") => figures.find((each) => name.test(each.name) && each.set === families);
  expect(of(/Freeform.*F1/)).toMatchObject({ value: 0.8, questions: 2, target: 0.72 });
  expect(of(/Freeform.*F1/, "held-out")).toMatchObject({ value: 0, target: 0.5 });
  expect(of(/presence and count/)).toMatchObject({ value: 2 / 3, questions: 3 });
  expect(of(/VQA count accuracy$/)).toMatchObject({ value: 0.5, questions: 2, target: 0.8 });
  expect(of(/Well-formed/)).toMatchObject({ value: 1, questions: 5 });
  expect(of(/REC/)).toBeUndefined();
});

test("the interval is that of a proportion, and the same every time", () => {
  const results = Array.from({ length: 400 }, (_, i) => result("rec", "seen", i % 4 === 0 ? 0 : 1));
  const [{ interval }] = figuresOf(results);
  // 0.75 ± 1.96 sqrt(0.75 · 0.25 / 400) = 0.75 ± 0.042
  expect(interval[0]).toBeCloseTo(0.75 - 0.042, 1.7);
  expect(interval[1]).toBeCloseTo(0.75 + 0.042, 1.7);
  expect(interval).toEqual([0.71, 0.7925]);
});

test("the table says what was reached and what was missed", () => {
  const figures = figuresOf([result("rec", "seen", 1), result("rec", "held-out", 0)]);
  expect(figureTable(figures)).toMatch(
    /REC accuracy at IoU 0\.5\s+1\.000\s+1\.000–1\.000\s+0\.90 reached\s+0\.000.*0\.78 missed/,
  );
  expect(figureMarkdown(figures)).toContain("| REC accuracy at IoU 0.5 | 1.000 | 1.000–1.000 | 0.90 reached | 0.000 |");
});
