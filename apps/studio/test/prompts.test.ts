// Prompts: their letters, their places in a question, moved and resized inside the picture, taken back.
import { Mask } from "@refvlm/vision";
import { describe, expect, it } from "vitest";
import { History } from "../src/page/prompts/history.js";
import { moved, movedMask, resizedBox } from "../src/page/prompts/move-prompt.js";
import { letters, mentions, questionParts } from "../src/page/prompts/named-prompt.js";

const box = (name: string) => ({ name, visual: { kind: "box", box: [1, 2, 3, 4] } as const });
const json = { type: "visual_prompt", visual_prompt: { kind: "box", box: [1, 2, 3, 4] } };

describe("a question's prompts", () => {
  it("have letters as columns of a table have", () => {
    expect([0, 25, 26, 51, 52, 702].map(letters)).toEqual(["A", "Z", "AA", "AZ", "BA", "AAA"]);
  });

  it("stand where they are named, all others behind the words", () => {
    expect(questionParts("is @B left of @A?", [box("A"), box("B"), box("C")])).toEqual([
      { type: "text", text: "is " },
      json,
      { type: "text", text: " left of " },
      json,
      { type: "text", text: "?" },
      json,
    ]);
  });

  it("are named once, and what looks like a name is text", () => {
    expect(questionParts("@A and @A at @Ann or @X", [box("A")])).toEqual([
      json,
      { type: "text", text: " and @A at @Ann or @X" },
    ]);
    expect(mentions("is @A @Q?", [box("A")]).filter(({ isName }) => isName)).toEqual([{ text: "@A", isName: true }]);
  });
});

describe("moving a prompt", () => {
  const size = { width: 100, height: 50 };

  it("keeps it inside the picture, and boxes their size", () => {
    expect(moved({ kind: "box", box: [10, 10, 30, 20] }, -20, 100, size)).toEqual({
      kind: "box",
      box: [0, 40, 20, 50],
    });
    expect(moved({ kind: "point", points: [[1, 1]], minus: [[99, 49]] }, 3, 3, size)).toEqual({
      kind: "point",
      points: [[4, 4]],
      minus: [[100, 50]],
    });
  });

  it("turns a box over where a corner passes the other one, and never flattens it", () => {
    expect(resizedBox([10, 10, 30, 20], 40, 0, { left: true, top: true }, size)).toEqual([30, 10, 50, 20]);
    expect(resizedBox([10, 10, 30, 20], 20, 0, { left: true }, size)).toEqual([30, 10, 31, 20]);
  });

  it("moves a mask by whole pixels; one that would leave the picture stays", () => {
    const mask = Mask.fromBox([0, 0, 4, 3], 10, 6);
    expect(movedMask(mask, 2, 1).box()).toEqual([2, 1, 6, 4]);
    expect(movedMask(mask, 8, 0).area()).toBe(6);
    expect(movedMask(mask, -20, 0)).toBe(mask);
  });
});

describe("History", () => {
  it("goes back and forth, and forgets what was ahead once something new is done", () => {
    const history = new History(0);
    for (const value of [1, 2]) history.set(value);
    history.undo();
    expect([history.value, history.canUndo.value, history.canRedo.value]).toEqual([1, true, true]);
    history.redo();
    expect(history.value).toBe(2);
    history.undo();
    history.set(5);
    history.redo();
    expect(history.value).toBe(5);
    history.undo();
    history.undo();
    history.undo();
    expect(history.value).toBe(0);
  });

  it("takes a drag back as one step", () => {
    const history = new History(0);
    history.set(1);
    history.amend(2);
    history.amend(3);
    history.undo();
    expect(history.value).toBe(0);
  });
});
