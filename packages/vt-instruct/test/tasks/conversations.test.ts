// How often what is asked, the form of answers without units, and turns behind one picture.
import { describe, expect, it } from "vitest";
import {
  type AnnotatedPicture,
  type AskOptions,
  conversation,
  Random,
  type Task,
  tasks,
  vqaTask,
} from "../../src/index.js";
import { asked, objects, said, street, turnOf } from "./street.js";

describe("how often", () => {
  const answers = (task: Task, picture: AnnotatedPicture, options: Partial<AskOptions>) =>
    Array.from({ length: 1000 }, (_, seed) =>
      task.ask(picture, Random.of("share", seed), { absentRate: 0, ...options }),
    ).flatMap((turn) => (turn ? [said(turn)] : []));
  const share = (all: readonly string[], pattern: RegExp) => all.filter((one) => pattern.test(one)).length / all.length;

  it("1. an absent name is of a shown thing's kin or colour, as its rate says", () => {
    const known = [
      { name: "dog", plural: "dogs", kin: "animal", color: "brown" },
      { name: "cat", plural: "cats", kin: "animal" },
      { name: "guitar", plural: "guitars", kin: "thing", color: "brown" },
      ...["cup", "key", "ball", "book"].map((name) => ({ name, plural: `${name}s`, kin: "thing", color: "red" })),
    ];
    const dog = { ...street, objects: [objects[0]], exhaustive: known };
    const denied = (kinRate: number) => answers(tasks["ovd-res"], dog, { absentRate: 1, kinRate });
    expect(share(denied(0), /cat|guitar/)).toBeCloseTo(2 / 6, 1);
    expect(share(denied(1), /cat/)).toBeCloseTo(1 / 2, 1);
    expect(share(denied(1), /cat|guitar/)).toBe(1);
  });

  it("2. several things of a name are asked for as their weight says", () => {
    // Two dogs and a person.
    for (const severalWeight of [0, 1, 3]) {
      const one = (words: readonly string[]) => share(words, /^dog/);
      expect(one(answers(tasks.ovd, street, { severalWeight }))).toBeCloseTo(
        2 ** severalWeight / (1 + 2 ** severalWeight),
        1,
      );
    }
  });

  it("3. the answer is no, and a number is zero, as their rates say", () => {
    for (const rate of [0, 0.3, 0.8]) {
      expect(share(answers(vqaTask("presence"), street, { noRate: rate }), /no/)).toBeCloseTo(rate, 1);
      expect(share(answers(vqaTask("count"), street, { zeroRate: rate }), /zero/)).toBeCloseTo(rate, 1);
    }
  });
});

describe("the numeric form", () => {
  it("1. writes boxes as three decimals on the padded square, without units, targets or plan", () => {
    const turn = turnOf("rec", street, { numeric: true }, (found) => said(found).startsWith("person"));
    // 64 x 48 is padded by 8 pixels above: y1 is (5 + 8) / 64.
    expect(said(turn)).toBe("person [0.313,0.203,0.500,0.750]");
    expect(turn.targets).toEqual([]);
    expect(turn.answer.plan).toBeNull();
    expect(turn.command).toEqual({ task: "grounding_detection", elements: ["phrase"], units: [] });
  });

  it("2. joins several boxes of a phrase", () => {
    expect(said(turnOf("gcg-box", street, { numeric: true }))).toMatch(
      /^A person \[[\d.,]+\] with two dogs \[[\d.,]+;[\d.,]+\]\.$/,
    );
  });

  it("3. leaves other units as they are", () => {
    expect(turnOf("res", street, { numeric: true }).targets).toHaveLength(1);
  });
});

describe("conversation", () => {
  it("1. gives a published conversation in its order, as far as it can be asked", () => {
    const turns = [
      { question: "Who is [VPT]?", answers: ["A man."], objects: [1] },
      { question: "Why?", answers: ["He waits."] },
      { question: "And then?", answers: [] },
    ];
    const picture = { ...street, conversations: [{ turns }] };
    const samples = Array.from({ length: 20 }, (_, seed) =>
      conversation(picture, Random.of(seed), { tasks: { vqa: 1 }, turns: [4, 4] }),
    );
    expect(samples.some((sample) => sample!.turns.map(said).join() === "A man.,He waits.")).toBe(true);
    const alone = conversation(picture, Random.of(1), { tasks: { vqa: 1 }, turns: [4, 4], independent: true })!;
    expect(new Set(alone.turns.map(said))).toEqual(new Set(["A man."]));
  });

  it("2. sometimes asks on about the thing just shown, only where turns see each other", () => {
    const follow = (independent: boolean) =>
      Array.from({ length: 60 }, (_, seed) =>
        conversation(street, Random.of(seed), { tasks: { rec: 1, res: 1 }, turns: [5, 5], independent }),
      ).flatMap((sample) => sample!.turns.filter((turn) => !/person|dog|cat/.test(asked(turn))));
    expect(follow(false).length).toBeGreaterThan(3);
    expect(follow(true)).toEqual([]);
    expect(follow(false)[0].targets[0]).toHaveLength(1);
  });

  it("3. asks about absent things at the rate that is set", () => {
    let denied = 0;
    for (let seed = 0; seed < 1000; seed++) {
      const sample = conversation(street, Random.of(seed), { tasks: { rec: 1 }, absentRate: 0.2 });
      if (said(sample!.turns[0]).startsWith("There is no")) denied++;
    }
    expect(denied).toBeGreaterThan(150);
    expect(denied).toBeLessThan(250);
  });

  it("4. gives commands unless told otherwise, and nothing for a picture without anything to ask", () => {
    expect(conversation(street, Random.of(1))!.turns[0].command).toBeDefined();
    expect(conversation(street, Random.of(1), { commands: false })!.turns[0].command).toBeUndefined();
    expect(conversation({ ...street, depth: undefined }, Random.of(1), { tasks: { depth: 1 } }).turns).toEqual([]);
  });
  it("5. is found by the one task of 25 that has something to ask", () => {
    const said = {
      id: "said",
      picture: { path: "said.jpg" },
      width: 64,
      height: 48,
      objects: [],
      captions: ["A dog."],
    };
    for (let seed = 0; seed < 200; seed++) {
      const { turns } = conversation(said, Random.of("one", seed))!;
      expect(turns.map(({ task }) => task)).toEqual(["caption"]);
    }
  });
});
