// Rows beside counts, relations and lists: constants, a rule on pointed boxes, and boxes given twice.
import { type GroundedAnswer, joinUnits } from "@refvlm/model";
import { planOf, text } from "@refvlm/trp";
import type { Box } from "@refvlm/vision";
import { describe, expect, it } from "vitest";
import { FigureCollector, type QuestionKind, taskFamilies } from "../src/eval/index.js";

const picture = { width: 100, height: 100, data: new Uint8Array(30_000) };
const left: Box = [10, 40, 20, 50];
const right: Box = [70, 40, 80, 50];

function pointing(words: string, boxes: readonly (readonly [phrase: string, box: Box])[]): GroundedAnswer {
  const written = { model: { name: "m", version: null }, seed: 0, image: { width: 100, height: 100 }, problems: [] };
  const units = boxes.map(
    ([phrase, box], triplet) => ({ unit: "box", phrase, triplet, index: 0, score: 0.5, box }) as const,
  );
  const plan = { decode: boxes.length > 0, lines: [] };
  return { ...written, text: words, trp: words, plan, instances: joinUnits(units), tokens: 5, ended: "end" };
}

/** Figures of answers: the question, its true word, the answer, and what it earned. */
function figuresOf(kind: QuestionKind, asked: readonly [string, string, GroundedAnswer | null, number][]) {
  const collector = new FigureCollector(taskFamilies);
  for (const [id, [words, truth, answer, gain]] of asked.entries()) {
    const body = [text(truth)];
    const turn = {
      task: "vqa",
      user: [{ type: "text", text: words } as const],
      answer: { plan: planOf(body), body },
      targets: [],
    };
    collector.add({
      question: { set: "seen", id: `${id}`, kind, picture, history: [], turn },
      answer,
      result: { set: "seen", id: `${id}`, kind, gain, of: 1, wellFormed: true, answer: null },
    });
  }
  return new Map(collector.figures().map((figure) => [figure.name, "value" in figure ? figure.value : undefined]));
}

describe("rows to compare with", () => {
  it("1. a count is read beside what is always one, and of two and more alone", () => {
    const none = pointing("", []);
    const figures = figuresOf("vqa-count", [
      ["how many dogs?", "one", none, 1],
      ["how many cats?", "one", none, 0],
      ["how many keys?", "three", none, 1],
      ["how many cups?", "two", none, 0],
      ["how many owls?", "zero", none, 0],
    ]);
    expect(figures.get("VQA count accuracy")).toBeCloseTo(2 / 5);
    expect(figures.get('VQA count accuracy, always "one"')).toBeCloseTo(2 / 5);
    expect(figures.get("VQA count accuracy, two and more")).toBeCloseTo(1 / 2);
  });

  it("2. a relation is read beside the rule on the boxes that the answer points at, in the question's order", () => {
    const dogLeft = pointing("dog, cat: no", [
      ["dog", left],
      ["cat", right],
    ]);
    const catFirst = pointing("cat, dog: yes", [
      ["cat", right],
      ["dog", left],
    ]);
    const figures = figuresOf("vqa-relation", [
      ["is the dog left of the cat?", "yes", dogLeft, 0],
      ["Is the dog right of the cat?", "yes", catFirst, 1],
      ["is the dog next to the cat?", "no", dogLeft, 1],
      ["is the dog above the cat?", "yes", pointing("yes", []), 1],
      ["is the dog below the cat?", "yes", null, 0],
    ]);
    expect(figures.get("VQA relation accuracy")).toBeCloseTo(3 / 5);
    expect(figures.get("VQA relation accuracy, by rule on the pointed boxes")).toBeCloseTo(2 / 3);
    expect(figuresOf("vqa-relation", [["is the dog left of the cat?", "yes", null, 0]])).not.toContain(
      "VQA relation accuracy, by rule on the pointed boxes",
    );
  });

  it("3. boxes given twice count whatever they are called, those that only touch do not", () => {
    const list = pointing("dog, cat, cup", [
      ["dog", left],
      ["cat", [11, 40, 21, 50]],
      // Shifted by 3.4 of 10: 6.6 / 13.4 = 0.49.
      ["cup", [13.4, 40, 23.4, 50]],
      ["key", right],
    ]);
    const figures = figuresOf("fovd", [
      ["what is there?", "dog", list, 0],
      ["what is there?", "dog", pointing("dog", [["dog", left]]), 1],
    ]);
    // The cat lies on the dog, and the cup on the cat.
    expect(figures.get("Freeform boxes given twice")).toBeCloseTo(2 / 5);
  });
});
