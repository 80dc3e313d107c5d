// What mixtures say of questions: which kinds VQA asks, and how often in everyday words.
import { describe, expect, it } from "vitest";
import { type AnnotatedPicture, conversation, Random, type SampleTurn } from "../src/index.js";

const exhaustive = [
  { name: "couch", plural: "couches" },
  { name: "dog", plural: "dogs" },
  { name: "airplane", plural: "airplanes" },
];
const picture: AnnotatedPicture = {
  id: "room",
  picture: { kind: "path", path: "room.jpg" } as never,
  width: 100,
  height: 100,
  objects: [
    { name: "couch", plural: "couches", box: [5, 40, 40, 80] },
    { name: "dog", plural: "dogs", box: [70, 50, 95, 80], called: [{ words: "puppy", head: "puppy" }] },
  ],
  exhaustive,
};
const ask = (options: Parameters<typeof conversation>[2], seeds = 60): SampleTurn[] =>
  Array.from(
    { length: seeds },
    (_, seed) =>
      conversation(picture, Random.of(seed), { tasks: { vqa: 1, fovd: 0.2, ovd: 1 }, turns: [2, 2], ...options }).turns,
  ).flat();
const question = ({ user }: SampleTurn) => user.map((part) => (part.type === "text" ? part.text : "")).join("");

describe("a mixture", () => {
  it("1. asks the kinds of question by rule that it wants, and none that it wants not", () => {
    const none = { presence: 0, count: 0, "pointed-name": 0, "pointed-presence": 0 };
    const turns = ask({ tasks: { vqa: 1 }, vqaKinds: none });
    expect(turns.length).toBeGreaterThan(20);
    for (const turn of turns) expect(question(turn)).toMatch(/left of|right of|above|below|next to/);
    expect(ask({ tasks: { vqa: 1 }, vqaKinds: { ...none, relation: 0 } })).toEqual([]);
  });

  it("2. asks as before where it names no everyday words", () => {
    expect(ask({ everydayRate: 0 }).map(question)).toEqual(ask({}).map(question));
    expect(ask({}).some((turn) => /sofa|puppy|plane\b/.test(question(turn).replaceAll("airplane", "")))).toBe(false);
  });

  it("3. asks in everyday words, with their articles and plurals, and answers with the name", () => {
    const turns = ask({ everydayRate: 1, absentRate: 0.5 }, 150);
    const asked = turns.map(question).join("\n");
    expect(asked).not.toMatch(/\b(couch|couches|dog|dogs|airplane|airplanes)\b/i);
    expect(asked).toMatch(/\bsofas\b/);
    expect(asked).toMatch(/\bthe puppy\b|\ba puppy\b/);
    expect(asked).toMatch(/\ba plane\b/);
    expect(asked).not.toMatch(/\ban (plane|sofa|puppy)\b/);
    const answers = JSON.stringify(turns.map(({ answer }) => answer));
    expect(answers.includes("couch")).toBe(true);
    expect(/sofa|puppy/.test(answers)).toBe(false);
  });
});
