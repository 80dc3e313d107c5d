// Which of some kinds a word means: names, everyday words, WordNet's narrower nouns, and what means none of them.
import { describe, expect, it } from "vitest";
import { wordsOfKinds } from "../src/index.js";
import { WordNetNouns } from "../src/language/wordnet-nouns.js";

const names = ["dog", "person", "couch", "bicycle", "motorcycle", "mouse", "hot dog", "bird", "stop sign"];
const words = wordsOfKinds(names);
const kinds = new Map(words.map(({ word, kind }) => [word, kind]));

describe("wordsOfKinds", () => {
  it.each([
    ["dog", "dog"],
    ["dogs", "dog"],
    ["puppies", "dog"],
    ["terrier", "dog"],
    ["hot dogs", "hot dog"],
    ["sofa", "couch"],
    ["people", "person"],
    ["guy", "person"],
    ["kids", "person"],
    ["dentist", "person"],
    ["bike", "bicycle"], // WordNet's first sense is a motorcycle: everyday words come first
    ["mice", "mouse"],
    ["sparrow", "bird"],
    ["stop sign", "stop sign"],
  ])("1. %s means %s", (word, kind) => {
    expect(kinds.get(word)).toBe(kind);
  });

  it.each(["idea", "window", "where", "left", "animal"])("2. %s means none of them", (word) => {
    expect(kinds.get(word)).toBeNull();
  });

  it("3. gives each word once", () => {
    expect(kinds.size).toBe(words.length);
  });
});

it("4. a meaning holds itself and what is narrower, and a sense that is not there is refused", () => {
  const nouns = new WordNetNouns();
  expect(nouns.kindsOf("giraffe").size).toBe(2); // a giraffe, an okapi
  expect(nouns.kindsOf("dog").has([...nouns.all()].find(({ word }) => word === "poodle")!.synsets[0])).toBe(true);
  expect(() => nouns.kindsOf("giraffe", 2)).toThrow('WordNet has no sense 2 of the noun "giraffe"');
});
