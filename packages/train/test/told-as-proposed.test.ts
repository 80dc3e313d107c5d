// Lists as a network can give them: what its proposals hold, the most certain first.
import { planOf, text, triplet } from "@refvlm/trp";
import type { SampleTurn } from "@refvlm/vt-instruct";
import { describe, expect, it } from "vitest";
import { listAsProposed } from "../src/objectives/told-as-proposed.js";

const box = (x: number) => [x, 0, x + 1, 1] as const;
const thing = (x: number) => ({ box: box(x) }) as never;
const turn = (body: SampleTurn["answer"]["body"], targets: SampleTurn["targets"]): SampleTurn => ({
  task: "fovd",
  user: [{ type: "text", text: "detect all objects." }],
  answer: { plan: planOf(body), body },
  targets,
});
const line = (name: string, count: number) =>
  triplet(name, { units: ["box"], instances: Array.from({ length: count }, (_, i) => i) });
/** Certainties by the place of a thing. */
const certain =
  (sure: Record<number, number>) =>
  (_: string, target: { box?: readonly number[] }): number =>
    sure[target.box![0]] ?? 0;
const told = (asked: SampleTurn | undefined) =>
  asked && [
    asked.answer.plan!.lines.map(({ name, count }) => `${count} ${name}`),
    asked.targets.map((list) => list.map(({ box: own }) => own![0])),
  ];

describe("a list", () => {
  const list = turn(
    [line("dog", 3), text(", "), line("cat", 1), text(", "), line("cup", 1)],
    [[thing(1), thing(2), thing(3)], [thing(4)], [thing(5)]],
  );

  it("1. tells what is proposed, the most certain first, lines by their most certain thing", () => {
    const asked = listAsProposed(list, certain({ 1: 0.3, 3: 0.5, 4: 0.9 }) as never);
    expect(told(asked)).toEqual([
      ["1 cat", "2 dog"],
      [[4], [3, 1]],
    ]);
    expect(asked!.answer.body.map((node) => (node.kind === "text" ? node.text : node.kind))).toEqual([
      "triplet",
      ", ",
      "triplet",
    ]);
  });

  it("2. of nothing that is proposed is left out", () => {
    expect(listAsProposed(list, certain({}) as never)).toBeUndefined();
  });

  it("4. tells what counts, and of a name that is asked for the most certain thing anyway", () => {
    const sure = certain({ 1: 0.3, 3: 0.5, 4: 0.2 }) as never;
    expect(told(listAsProposed(list, sure, 0.4))).toEqual([["1 dog"], [[3]]]);
    expect(told(listAsProposed({ ...list, task: "ovd" }, sure, 0.4))).toEqual([
      ["1 dog", "1 cat"],
      [[3], [4]],
    ]);
  });

  it("3. is an answer of lines alone: one thing, a sentence, and what is told of groups stay as they are", () => {
    const one = turn([line("dog", 1)], [[thing(1)]]);
    const sentence = turn([line("dog", 2), text(": two")], [[thing(1), thing(2)]]);
    const taken = turn(
      [triplet("dogs", { units: ["box"], instances: [0, 1] }, { units: ["mask"], instances: [0] })],
      [[thing(1), thing(2)], [thing(1)]],
    );
    for (const other of [one, sentence, taken]) expect(listAsProposed(other, certain({}) as never)).toBe(other);
  });
});
