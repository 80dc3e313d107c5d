// The stream of scene samples that the shipped weights were trained on: it must never change.
import { createHash } from "node:crypto";
import { printAnswer } from "@refvlm/trp";
import { beforeAll, describe, expect, it } from "vitest";
import { evalKinds, evalQuestions, prepareAtlas, renderScene, type SampleTurn, SceneSource } from "../src/index.js";

beforeAll(async () => {
  await prepareAtlas();
});

/** Everything that training or scoring reads of a turn. */
const content = (turn: SampleTurn) => [
  turn.task,
  turn.user,
  printAnswer(turn.answer),
  turn.answer.body,
  turn.targets.map((group) => group.map(({ box, mask }) => [box, mask!.toRle().counts])),
  turn.command,
];
const digest = (values: unknown) => createHash("sha256").update(JSON.stringify(values)).digest("hex").slice(0, 16);

describe("the scene stream", () => {
  it("1. asks the same 1,200 questions as when nano was trained", () => {
    const source = new SceneSource({ seed: 5, turnsPerPicture: 6, absentRate: 0.2, commands: true });
    const samples = Array.from({ length: 200 }, (_, index) => source.sample(index));
    const seen = samples.map(({ turns, objects, caption, independent }) => [
      turns.map(content),
      objects!.map(({ name, plural, box, mask }) => [name, plural, box, mask!.area()]),
      caption,
      independent,
    ]);
    expect(digest(seen)).toBe("c4d0aef03c0df0f9");
  });

  it("2. measures by the same evaluation questions", () => {
    const seen = evalKinds.map((kind) => [
      kind,
      Array.from({ length: 100 }, (_, index) =>
        evalQuestions(renderScene(16, index, { split: "eval" }), kind, index).map(content),
      ),
    ]);
    expect(digest(seen)).toBe("5d69ee1b54b063c3");
  });
});
