// Tasks about joints and depth, and questions about the picture.
import { printAnswer } from "@refvlm/trp";
import { describe, expect, it } from "vitest";
import type { SampleTurn } from "../../src/index.js";
import { asked, asks, joints, objects, said, street, turnOf } from "./street.js";

describe("keypoints", () => {
  it("1. give every person, joints or not", () => {
    const far = { name: "person", box: [60, 0, 63, 5] } as const;
    const turn = turnOf("keypoint", { ...street, objects: [...objects, far] });
    expect(turn.answer.plan!.lines).toEqual([{ name: "person", units: ["keypoint"], count: 2 }]);
    expect(turn.targets[0][0].keypoint).toEqual(joints);
    expect(turn.targets[0][1].keypoint!.every(([, , visibility]) => visibility === 0)).toBe(true);
  });

  it("2. ask nothing where people are in a crowd", () => {
    const crowd = { name: "person", box: [0, 0, 9, 9], crowd: true } as const;
    expect(asks("keypoint", { ...street, objects: [...objects, crowd] }, { absentRate: 1 })).toEqual([]);
  });

  it("3. say so where nobody is there, at the rate of absent things", () => {
    const empty = { ...street, objects: [objects[0]] };
    expect(said(turnOf("keypoint", empty, { absentRate: 1 }))).toBe("There is no person in the picture.");
    expect(asks("keypoint", empty, { absentRate: 0 })).toEqual([]);
  });
});

describe("depth", () => {
  it("1. asks of the whole picture and of one thing", () => {
    const whole = turnOf("depth", street, {}, (turn) => said(turn).includes("the whole scene"));
    expect(whole.targets).toEqual([[{ depth: street.depth }]]);
    const part = turnOf("depth", street, {}, (turn) => said(turn) === "person.");
    expect(part.targets[0][0]).toMatchObject({ depth: street.depth, mask: objects[1].mask });
  });

  it("2. denies the depth of what is not there, and asks nothing without depth", () => {
    expect(said(turnOf("depth", street, { absentRate: 1 }))).toMatch(/^There is no /);
    expect(asks("depth", { ...street, depth: undefined })).toEqual([]);
  });
});

describe("VQA", () => {
  it("1. asks the data set's questions, pointing where they point", () => {
    const questions = [{ question: "What does [VPT] do?", answers: ["wait", "stand"], objects: [1] }];
    const turn = turnOf("vqa", { ...street, questions }, { promptKind: "box" });
    expect(turn.user).toEqual([
      { type: "text", text: "What does " },
      { type: "prompt", index: 0 },
      { type: "text", text: " do?" },
    ]);
    expect([said(turn), turn.prompts![0].kind]).toEqual(["wait", "box"]);
  });

  it("2. asks by rule only what the labels can answer", () => {
    const answers = new Set(asks("vqa", street).map(said));
    const words = ["yes", "no", "zero", "one", "two", "a person", "a dog", "a cat"];
    for (const answer of answers) expect(words).toContain(answer);
    expect(asks("vqa", { ...street, exhaustive: undefined })).toEqual([]);
  });

  it("3. asks no question that has no answer", () => {
    const questions = [{ question: "Why?", answers: [] }];
    expect(asks("vqa", { ...street, objects: [], exhaustive: [], questions })).toEqual([]);
  });

  it("4. asks by rule about what the user points at", () => {
    const pointed = asks("vqa", street).filter(({ prompts }) => prompts);
    expect(new Set(pointed.map(({ prompts }) => prompts![0].kind)).size).toBeGreaterThan(1);
    const named = pointed.filter((turn) => /^a /.test(said(turn)));
    expect(named.length).toBeGreaterThan(0);
    expect(pointed.map(said)).toEqual(expect.arrayContaining(["yes", "no"]));
  });

  it("5. counts and compares behind boxes where asked to point first", () => {
    const options = { pointFirst: true, zeroRate: 0 };
    const count = turnOf("vqa", street, options, (found) => said(found) === "dog: two");
    expect(count.answer.plan!.lines).toEqual([{ name: "dog", units: ["box"], count: 2 }]);
    expect(count.targets.map((list) => list.map(({ box }) => box![0]))).toEqual([[2, 40]]);
    expect(count.command!.units).toEqual(["box"]);
    const cat = { name: "cat", box: [50, 20, 60, 40] } as const;
    const two = { ...street, objects: [objects[1], cat] };
    const asksLeft = (found: SampleTurn) => /person.* left of .*cat/i.test(asked(found));
    const left = turnOf("vqa", two, options, asksLeft);
    expect(said(left)).toBe("person, cat: yes");
    expect(left.targets.flat().map(({ box }) => box)).toEqual([objects[1].box, cat.box]);
    expect(asks("vqa", two, options).map(said)).toEqual(expect.arrayContaining(["yes", "no", "person: one"]));
  });

  it("6. says of none that it is not there, where others are pointed at", () => {
    const none = turnOf("vqa", street, { pointFirst: true, zeroRate: 1 }, (found) => /no cat/.test(said(found)));
    expect(printAnswer(none.answer)).toBe("<Task>\nUnit decode (False).\n</Task>\nThere is no cat in the picture.");
    expect(asks("vqa", street, { zeroRate: 1 }).map(said)).toContain("zero");
  });

  it("7. keeps to what the data set asks, however it points itself", () => {
    const questions = [{ question: "How many dogs?", answers: ["2"] }];
    expect(new Set(asks("vqa", { ...street, questions }, { pointFirst: true }).map(said))).toEqual(new Set(["2"]));
  });
});
