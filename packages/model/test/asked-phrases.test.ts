// What a question may ask for, by its grammar; and the words of a denial of it.
import { describe, expect, it } from "vitest";
import { askedPhrases, asksForDepth, asksWhere } from "../src/answering/asked-phrases.js";
import { DenialWords } from "../src/answering/denial-words.js";
import { tinyModel } from "./tiny-model.js";

describe("asked phrases", () => {
  it.each([
    ["where is the unicorn?", ["unicorn"]],
    ["Where's the dragon in this picture, please?", ["dragon"]],
    ["find the hot air balloon.", ["hot air balloon"]],
    ["Draw a box around the unicorn.", ["unicorn"]],
    ["Give me a grounded caption with boxes.", []],
    ["describe the picture, with masks.", []],
    ["caption this picture", []],
    ["The lamp: where?", ["lamp"]],
    ["Show me penguins", ["penguins"]],
    ["unicorn", ["unicorn"]],
    ["Look for ovens and draw a box around each", ["ovens"]],
    ["please cut out dragons", ["cut", "dragons"]],
    ["What is this?", []],
  ])("of %j are %j", (question, phrases) => {
    expect(askedPhrases(question)).toEqual(phrases);
  });
});

it.each([
  ["where is the unicorn?", true],
  ["Where's the dog", true],
  ["segment all dogs", true],
  ["what colour is the unicorn?", false],
  ["how many dogs are there?", false],
])("whether %j asks where something is: %j", (question, expected) => {
  expect(asksWhere(question)).toBe(expected);
});

describe("a denial's words", () => {
  const { codec, network } = tinyModel();
  network.dispose();
  /** What is written where the network would choose the last way to go on. */
  const written = (question: string | null) => {
    const words = new DenialWords(codec, question);
    const ids: number[] = [];
    for (let next = words.next(); next.length > 0; next = words.next()) {
      ids.push(next.at(-1)!);
      words.accept(next.at(-1)!);
    }
    return codec.decode(ids);
  };

  it("1. are those of the question, to the end of the sentence", () => {
    expect(written("where is the unicorn?")).toBe("There is no unicorn in the picture.");
    expect(written("segment all Penguins")).toBe("There are no penguins in the picture.");
    expect(written("where is the bus?")).toBe("There is no bus in the picture.");
    expect(written("draw a box around the unicorn")).toMatch(/^There is no (box|unicorn) in the picture\.$/);
  });

  it("2. are the network's own behind their beginning where nothing is quoted", () => {
    expect(written(null)).toBe("There is no");
    expect(written("what is this?")).toBe("There is no");
  });
});

describe("distances", () => {
  it("are asked for by their words, whether a thing is named or the whole scene is meant", () => {
    for (const question of [
      "how far away is everything?",
      "Make a depth map.",
      "what is the distance of the dog?",
      "Draw a map of all depths.",
    ])
      expect(asksForDepth(question)).toBe(true);
    for (const question of ["detect all objects.", "where is the farm?", "describe the picture in depthless words"])
      expect(asksForDepth(question)).toBe(false);
  });
});
