// What evidence reads in questions and phrases: names in descriptions, what tells things apart, landmarks, and follow-ups.
import { noGrad, scope, tensor, zeros } from "@refvlm/torch";
import { encodeConversation, type Node, withPicture } from "@refvlm/trp";
import { Frame } from "@refvlm/vision";
import { afterAll, describe, expect, it } from "vitest";
import { ListedProposals } from "../src/decoders/listed-proposals.js";
import { Descriptions } from "../src/evidence/descriptions.js";
import { NamesEarlier } from "../src/evidence/names-earlier.js";
import { TurnReader } from "../src/evidence/turn-reader.js";
import { QuerySelection } from "../src/index.js";
import { type Asks, firstReferences } from "../src/router.js";
import { tinyModel } from "./tiny-model.js";

const names = ["dog", "dogs", "person", "hot dog", "cat"];
const attributes = ["red disc", "blue disc", "red shirt"];
const descriptions = new Descriptions(names, attributes);

it.each([
  ["dog", "dog", null],
  [" dogs", " dogs", null],
  ["a dog", "dog", null],
  ["two Dogs", "dogs", null],
  ["a hot dog", "hot dog", null],
  ["a dog on a blue disc", "dog", "blue disc"],
  ["a person in a red shirt left of a dog on a red disc", "person", "red shirt"],
  ["a dog left of a cat on a red disc", "dog", null],
  ["red disc", null, "red disc"],
  ["a man with a dog", "a man with a dog", null],
  ["the whole scene", "the whole scene", null],
  ["", "", null],
])("of %j it is %j that is named, told apart by %j", (phrase, name, attribute) => {
  expect(descriptions.read(phrase)).toEqual({ name, attribute: attribute && attributes.indexOf(attribute) });
});

const model = tinyModel();
afterAll(() => model.network.dispose());
const { codec, template } = model;
const reader = new TurnReader(codec, { names, attributes }, descriptions);

/** Reads a conversation of questions, each answered with one thing's box. */
function conversation(...turns: [question: string, name: string][]) {
  const told = turns.map(([question, name]) => ({
    user: [{ type: "text" as const, text: question }],
    answer: {
      plan: { decode: true, lines: [{ name, units: ["box"], count: 1 }] },
      body: [
        {
          kind: "triplet",
          phrase: { kind: "phrase", children: [{ kind: "text", text: name }] },
          groups: [{ units: ["box"], instances: [0] }],
        },
      ] as Node[],
    },
  }));
  const encoded = encodeConversation(withPicture(told), codec, template, { plan: true });
  let before: ReturnType<TurnReader["read"]> | null = null;
  for (const turn of encoded.turns) before = reader.read(turn, { before });
  return before!;
}
const asksOf = (...turns: [string, string][]): Asks => {
  const { question, told } = conversation(...turns);
  return reader.asks(question, turns.at(-1)![1], told);
};

describe("a question", () => {
  it("1. says what tells a thing apart, wherever else the words stand", () => {
    expect(asksOf(["where is the dog on the blue disc?", "dog"])).toMatchObject({ attribute: 1 });
    expect(asksOf(["where is the dog?", "dog"]).attribute).toBeUndefined();
    expect(asksOf(["where is the disc?", "disc"]).attribute).toBeUndefined();
  });

  it("2. says beside which landmark it is, but not of what it compares", () => {
    expect(asksOf(["find the dog left of the cat", "dog"]).beside).toEqual({ name: 4, relation: [-1, 0, 0] });
    const { question } = conversation(["is the dog left of the cat?", "dog"]);
    expect(reader.asks(question, "dog", ["dog", "cat"]).beside).toBeUndefined();
    expect(asksOf(["find the left dog", "dog"])).toMatchObject({ toward: [-1, 0, 0] });
    expect(asksOf(["find the left dog", "dog"]).beside).toBeUndefined();
  });

  it("2b. says whether another thing than what is pointed at may be meant", () => {
    for (const away of ["segment the cup next to this", "the dog left of this", "the second dog"])
      expect(asksOf([away, "dog"]).looksAway).toBe(true);
    for (const at of ["segment the thing inside this box", "what is within the frame?", "its mask"])
      expect(asksOf([at, "dog"]).looksAway).toBe(false);
    const { question } = conversation(["segment this and the cat", "dog"]);
    expect(reader.asks(question, "dog", ["dog", "cat"]).looksAway).toBe(true);
  });

  it("3. that names nothing is about what the answer before named, and so on from turn to turn", () => {
    const first: [string, string] = ["where is the topmost dog on the red disc?", "dog"];
    const wanted = { toward: [0, -1, 0], attribute: 0 };
    expect(asksOf(first, ["now segment it.", "dog"])).toMatchObject(wanted);
    expect(asksOf(first, ["now segment it.", "dog"], ["and its box?", "dog"])).toMatchObject(wanted);
    expect(asksOf(first, ["now segment it.", "cat"])).toMatchObject({ toward: [0, 0, 0] });
    expect(asksOf(first, ["where is the dog?", "dog"])).toMatchObject({ toward: [0, 0, 0] });
  });

  it.each([
    ["now segment it.", true],
    ["and the mask?", true],
    ["could you outline them, too?", true],
    ["what shape does it have?", true],
    ["where is the unicorn?", false],
    ["detect all objects.", false],
    ["describe the picture.", false],
  ])("3a. %j leans on the one before: %s", (question, leans) => {
    const { question: asked } = conversation(["where is the dog?", "dog"], [question, "dog"]);
    expect(asked.before !== null).toBe(leans);
  });

  it("4. of a follow-up singles out what the one before did", () => {
    const singles = (...turns: [string, string][]) => reader.singlesOut(conversation(...turns).question);
    expect(singles(["where is the left dog?", "dog"], ["segment it", "dog"])).toBe(true);
    expect(singles(["where is the dog?", "dog"], ["segment it", "dog"])).toBe(false);
    expect(singles(["where is the dog on the red disc?", "dog"])).toBe(false); // whether there is one is told
  });
});

it("5. words for what tells apart stand for the thing that they are said of", () => {
  const encoded = encodeConversation(
    withPicture([{ user: [{ type: "text", text: "is the dog on the red disc?" }], answer: "yes" }]),
    codec,
    template,
  );
  const { texts } = reader.read(encoded.turns[0]);
  expect(texts).toContain("dog on the red disc");
  expect(texts).not.toContain("red disc");
});

it("6. a plan for a follow-up is drawn to the tokens of the earlier name, listed or not", () => {
  const bridge = new NamesEarlier(4);
  const follower = reader.follow({
    before: { question: conversation(["where is the zebra?", "zebra"]).question, told: ["zebra"] },
  });
  const plan = codec.encodeText("- Name: ");
  const [begin] = [codec.special("<Task>")];
  follower.read(begin);
  for (const id of plan) follower.read(id);
  const place = follower.next;
  if (place?.writes !== "name" || !place.earlier) throw new Error("no name is written here");
  const { tokens, values } = scope(() => {
    const bonus = bridge.forward(zeros([1, 4]), [place.earlier!]);
    return { tokens: bonus.tokens, values: bonus.values.toArray() as number[] };
  });
  expect(tokens).toEqual([codec.encodeText("zebra")[0]]);
  expect(values[0]).toBeGreaterThan(0);
  follower.read(tokens[0]);
  expect(follower.next).toMatchObject({ writes: "name", earlier: { next: expect.anything() } });
  bridge.dispose();
});

describe("a <REF>", () => {
  const selection = new QuerySelection({
    ...{ hiddenSize: 6, width: 8, keySize: 2, nameFit: true },
    evidence: { pointer: true, placesIn: true, attributes },
  });
  afterAll(() => selection.dispose());
  /** Two dogs, the right one fits better; the left one is on a red disc, and a cat lies between them. */
  const list = () =>
    new ListedProposals({
      features: zeros([1, 3, 8]),
      keys: tensor([
        [
          [0.8, 0.6],
          [1, 0],
          [-1, 0],
        ],
      ]),
      objectness: tensor([[8, 9, 9]]),
      boxes: tensor([
        [
          [0.2, 0.5, 0.2, 0.2],
          [0.8, 0.5, 0.2, 0.2],
          [0.5, 0.5, 0.2, 0.2],
        ],
      ]),
      positions: zeros([1, 3, 8]),
      valid: tensor([[true, true, true]]),
      names: tensor([names.map((name) => (name === "cat" ? [0.1, 0.1, 0.9] : [0.5, 0.9, 0.1]))]),
      attributes: tensor([
        [
          [0.9, 0.01, 0.01],
          [0.01, 0.9, 0.01],
          [0.01, 0.01, 0.01],
        ],
      ]),
      suppression: 0.6,
    });
  const pointsAt = (asks: Asks) =>
    noGrad(() =>
      scope(() => {
        const mark = { position: 0, units: ["box"], group: 0, instance: 0, phrase: "dog", ...asks };
        const queries = firstReferences(zeros([1, 1, 6]), [[mark]]);
        const { referenceBoxes, fits } = selection.pointAmong(queries, list(), tensor([[[1, 0]]]), [
          Frame.letterbox(9, 9),
        ]);
        const [[[x]]] = referenceBoxes.toArray() as number[][][];
        return { x: Math.round(10 * x), fit: fits!.item() };
      }),
    );

  it("7. starts at what has what tells it apart, and fits it as well as both do", () => {
    expect(pointsAt({}).x).toBe(8);
    expect(pointsAt({ attribute: 0 }).x).toBe(2);
    expect(pointsAt({ attribute: 1 }).x).toBe(8);
    expect(pointsAt({ attribute: 1 }).fit).toBeCloseTo(0.9 * pointsAt({}).fit, 4);
  });

  it("8. starts on the side of its landmark that the question names", () => {
    expect(pointsAt({ beside: { name: 4, relation: [-1, 0, 0] } }).x).toBe(2);
    expect(pointsAt({ beside: { name: 4, relation: [1, 0, 0] } }).x).toBe(8);
  });
});
