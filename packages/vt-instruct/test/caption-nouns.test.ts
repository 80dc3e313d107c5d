// Which words of a plain caption are grounded: only those whose number agrees with the labels.
import { describe, expect, it } from "vitest";
import type { AnnotatedPicture } from "../src/index.js";
import { groundNouns } from "../src/language/caption-nouns.js";

const exhaustive = [
  { name: "person", plural: "people" },
  { name: "dog", plural: "dogs" },
  { name: "bus", plural: "buses" },
  { name: "dining table", plural: "dining tables" },
  { name: "pizza", plural: "pizzas" },
  { name: "sheep", plural: "sheep" },
];

/** A picture with so many objects of each name; a name with "+" is a crowd. */
function pictureOf(...shown: string[]): AnnotatedPicture {
  const objects = shown.map((name, i) => ({
    name: name.replace("+", ""),
    box: [i, 0, i + 1, 1] as const,
    ...(name.endsWith("+") && { crowd: true }),
  }));
  return { id: "1", picture: { path: "1.jpg" }, width: 100, height: 100, objects, exhaustive };
}

/** What is grounded, as "words: number of objects". */
function grounded(caption: string, ...shown: string[]): string[] {
  const found = groundNouns(caption, pictureOf(...shown));
  return (found?.spans ?? []).map(({ start, end, objects }) => `${caption.slice(start, end)}: ${objects.length}`);
}

describe("groundNouns", () => {
  it("1. takes a single thing with its article and adjectives", () => {
    expect(grounded("A small brown dog sits on the road.", "dog")).toEqual(["A small brown dog: 1"]);
    expect(grounded("The dog", "dog")).toEqual(["The dog: 1"]);
  });

  it("2. takes a number that is right, and none that is wrong", () => {
    expect(grounded("Two dogs run.", "dog", "dog")).toEqual(["Two dogs: 2"]);
    expect(grounded("Two dogs run.", "dog", "dog", "dog")).toEqual([]);
    expect(grounded("A dog.", "dog", "dog")).toEqual([]);
    expect(grounded("3 dogs.", "dog", "dog", "dog")).toEqual(["3 dogs: 3"]);
  });

  it("3. takes words for several where there are that many", () => {
    expect(grounded("Dogs in a field", "dog", "dog")).toEqual(["Dogs: 2"]);
    expect(grounded("Dogs in a field", "dog")).toEqual([]);
    expect(grounded("several dogs", "dog", "dog")).toEqual([]);
    expect(grounded("a pair of dogs on grass", "dog", "dog")).toEqual(["a pair of dogs: 2"]);
    expect(grounded("a large flock of sheep", "sheep", "sheep", "sheep")).toEqual(["a large flock of sheep: 3"]);
    expect(grounded("a few dogs", "dog", "dog", "dog")).toEqual(["a few dogs: 3"]);
  });

  it("4. knows other words for a name, and which of them mean only some", () => {
    expect(grounded("A man at a table", "person", "dining table")).toEqual(["A man: 1", "a table: 1"]);
    expect(grounded("Two boys", "person", "person")).toEqual(["Two boys: 2"]);
    expect(grounded("Boys on the road", "person", "person")).toEqual([]);
  });

  it("5. leaves a name alone that is mentioned twice", () => {
    expect(grounded("A man next to a woman", "person", "person")).toEqual([]);
    expect(grounded("A man with a dog and another man", "person", "dog")).toEqual(["a dog: 1"]);
  });

  it("6. leaves compounds, copies, parts and denials alone", () => {
    for (const caption of [
      "a bus stop",
      "A dog house",
      "a statue of a dog",
      "a slice of a pizza",
      "a toy dog",
      "a road without a dog",
      "a dog's tail",
      "a dog-shaped cloud",
      "no dog",
    ])
      expect(grounded(caption, "bus", "dog", "pizza"), caption).toEqual([]);
  });

  it('7. takes what follows "in front of"', () => {
    expect(grounded("in front of a bus", "bus")).toEqual(["a bus: 1"]);
  });

  it("7b. takes people for all that are there only where it says how many", () => {
    expect(grounded("people at a table", "person", "person", "dining table")).toEqual(["a table: 1"]);
    expect(grounded("a group of people", "person", "person", "person")).toEqual([]);
    expect(grounded("a couple of people", "person", "person")).toEqual(["a couple of people: 2"]);
    expect(grounded("three people", "person", "person", "person")).toEqual(["three people: 3"]);
  });

  it("8. leaves a name with a crowd alone, and one that is not told completely", () => {
    expect(grounded("A dog.", "dog+")).toEqual([]);
    expect(groundNouns("A dog.", { ...pictureOf("dog"), exhaustive: undefined })).toBeUndefined();
    expect(groundNouns("A dog.", { ...pictureOf("dog"), exhaustive: [] })).toBeUndefined();
  });

  it("9. counts words that do not change in the plural by what stands before them", () => {
    expect(grounded("a sheep", "sheep")).toEqual(["a sheep: 1"]);
    expect(grounded("two sheep", "sheep", "sheep")).toEqual(["two sheep: 2"]);
    expect(grounded("sheep on grass", "sheep", "sheep")).toEqual([]);
  });

  it('10. does not read a plural after "a"', () => {
    expect(grounded("a dogs", "dog", "dog")).toEqual([]);
  });
});
