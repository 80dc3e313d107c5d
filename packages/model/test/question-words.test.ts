// What a question's words say: listed names, words that mean them, and the user's words alone.
import { tensor } from "@refvlm/torch";
import { encodeConversation, plainTemplate } from "@refvlm/trp";
import { describe, expect, it } from "vitest";
import { Descriptions } from "../src/evidence/descriptions.js";
import { namesSaid } from "../src/evidence/names-said.js";
import { questionWords } from "../src/evidence/question-words.js";
import { TurnReader } from "../src/evidence/turn-reader.js";
import { type EvidenceConfig, TokenizerCodec, trainTokenizer } from "../src/index.js";

const dog = [1, 0, 0];
const cat = [0, 1, 0];
const nothing = [0, 0, 1];
const codec = new TokenizerCodec(
  trainTokenizer(["a dog, two dogs, cats and a cat. the hot dog is 12"], { vocabSize: 330 }),
);
const listNames = ["dog", "dogs", "cat", "hot dog"];
/** Reads turns for these names and attributes. */
const readerOf = ({ names = [], attributes = [] }: Partial<Pick<EvidenceConfig, "names" | "attributes">>) =>
  new TurnReader(codec, { names, attributes }, new Descriptions(names, attributes));

describe("what a question says", () => {
  const said = (wordIsName: number, ...words: string[]) => {
    const numberOf = new Map([
      ["dog", 0],
      ["cat", 1],
    ]);
    const keys: Record<string, number[]> = {
      dog,
      cat,
      dogs: dog,
      puppy: [0.96, 0.28, 0],
      pet: [0.8, 0.6, 0],
      its: nothing,
    };
    const encode = (texts: readonly string[]) => tensor(texts.map((text) => keys[text]));
    return [...namesSaid(new Set(words), numberOf, wordIsName, encode).values()].flat();
  };

  it("1. is its names, and words that mean them as nearly as is asked", () => {
    expect(said(1, "its", "puppy", "cat")).toEqual([1]);
    expect(said(0.9, "its", "puppy", "pet")).toEqual([0]);
    expect(said(0.5, "pet", "cat")).toEqual([0, 1, 1]);
    expect(said(0.9)).toEqual([]);
    expect(said(0.9, "dogs")).toEqual([0]); // of several what is said of one
  });
});

describe("words", () => {
  it("2. are whole, with all their tokens, and several where they are a listed name", () => {
    const words = (text: string) => {
      const ids = codec.encodeText(text);
      return questionWords(ids, codec, new Set(listNames)).map((word, i) => [codec.decode([ids[i]]), word] as const);
    };
    const said = words("Where are the hot dog, the Zebra?");
    expect(new Set(said.map(([, word]) => word))).toEqual(new Set(["where", "are", "the", "hot dog", "zebra", null]));
    const zebra = said.filter(([, word]) => word === "zebra").map(([piece]) => piece);
    expect(zebra.join("").trim()).toBe("Zebra");
    expect(said.filter(([piece, word]) => word === null && piece.trim() !== "").map(([piece]) => piece)).toEqual([
      ",",
      "?",
    ]);
  });
});

it("3. are the user's alone: the template's are no evidence", () => {
  const [turn] = encodeConversation(
    [{ user: [{ type: "text", text: "who is the user?" }] }],
    codec,
    plainTemplate,
  ).turns;
  expect(codec.decode(turn.ids).toLowerCase()).toContain("assistant");
  const { texts } = readerOf({ names: listNames }).read(turn);
  expect(texts.length).toBe(turn.ids.length);
  expect([...new Set(texts)].filter((text) => text !== null)).toEqual(["who", "is", "the", "user"]);
});

it("4. say of two names side by side the last: an orange truck is a truck", () => {
  const reader = readerOf({ names: ["orange", "truck", "hot dog"] });
  const words = (text: string) => reader.question(codec.encodeText(text)).words;
  expect(words("find the orange truck")).toEqual(["find", "the", "truck"]);
  expect(words("orange, truck")).toEqual(["orange", "truck"]);
  expect(words("the hot dog and the orange")).toEqual(["the", "hot dog", "and", "orange"]);
});
