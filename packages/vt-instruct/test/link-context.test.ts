// The link-context augmentation: new words everywhere in a turn and nowhere else, targets as they were.
import { comparePlan, findUnit, groups, isUnitName, type Node, planOf, text, triplet } from "@refvlm/trp";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { inventWords, renameUnits, withNewUnits } from "../src/conversation/link-context.js";
import { Random } from "../src/random.js";
import { sampleOf } from "../src/sample/row-sample.js";
import type { Sample, SampleTurn } from "../src/sample/sample.js";
import { soundRow } from "./checked.js";

const target = { box: [0, 0, 4, 4] as const };

function turn(question: string, body: Node[], units?: string[]): SampleTurn {
  return {
    task: "rec",
    user: [{ type: "text", text: question }],
    answer: { plan: planOf(body), body },
    targets: groups(body).map(({ group }) => group.instances.map(() => target)),
    ...(units && { command: { task: "detection", elements: ["phrase", "unit"], units } }),
  };
}

const dog = turn("where is the dog?", [triplet("dog", { units: ["box"], instances: [0] })]);
const cats = turn("segment the cats in the box.", [
  text("two "),
  triplet("cats", { units: ["mask"], instances: [0, 1] }),
]);
const nested = turn("all?", [
  triplet(
    [triplet("cup", { units: ["box", "mask"], instances: [0] }), text(" by a dog")],
    { units: ["mask"], instances: [0, 1] },
    { units: ["box"], instances: [1] },
  ),
]);
const absent = turn("where is the bus?", [text("There is no bus.")], ["box"]);
const words = turn("how many?", [text("two")]);
const sample: Sample = {
  picture: { width: 8, height: 8, data: new Uint8Array(192) },
  turns: [dog, cats, nested, absent, words],
  independent: true,
};

describe("renameUnits", () => {
  const map = new Map([
    ["box", "landmark"],
    ["mask", "trace"],
  ]);

  it("1. renames plan and body alike and tells the words in the command", () => {
    const { answer, command } = renameUnits(nested, map);
    expect(groups(answer.body).map(({ group }) => group.units)).toEqual([
      ["landmark", "trace"],
      ["trace"],
      ["landmark"],
    ]);
    expect(comparePlan(answer.plan!, answer.body)).toEqual([]);
    expect(command).toEqual({
      task: "rec",
      elements: ["phrase", "unit"],
      units: ["landmark", "trace"],
      newUnits: { landmark: "box", trace: "mask" },
    });
  });

  it("2. leaves the question, the words of the answer and the targets as they are", () => {
    const renamed = renameUnits(cats, map);
    expect(renamed.user).toBe(cats.user);
    expect(renamed.targets).toBe(cats.targets);
    expect(renamed.answer.body[0]).toBe(cats.answer.body[0]);
    expect(renamed.command!.elements).toEqual(["phrase", "sentence", "unit"]); // read from the answer
  });

  it("3. renames what is asked for also where nothing is there to be answered with", () => {
    const { answer, command } = renameUnits(absent, map);
    expect(answer).toEqual(absent.answer);
    expect(command).toMatchObject({ task: "detection", units: ["landmark"], newUnits: { landmark: "box" } });
  });

  it("4. gives turns without units back as they are", () => {
    expect(renameUnits(words, map)).toBe(words);
    expect(renameUnits(dog, new Map([["mask", "trace"]]))).toBe(dog);
  });

  it("5. never writes to the turn that it is given", () => {
    const before = JSON.stringify(sample.turns);
    for (const each of sample.turns) renameUnits(each, map);
    expect(JSON.stringify(sample.turns)).toBe(before);
  });
});

describe("withNewUnits", () => {
  const seeds = fc.nat(1e6);

  it("6. gives valid samples in which no unit of the language is left", () => {
    fc.assert(
      fc.property(seeds, fc.boolean(), (seed, independent) => {
        const { turns } = sampleOf(soundRow(withNewUnits({ ...sample, independent }, Random.of(seed))));
        for (const { answer, command } of turns) {
          expect(comparePlan(answer.plan!, answer.body)).toEqual([]);
          for (const { group } of groups(answer.body))
            for (const unit of group.units) expect(command!.newUnits![unit], unit).toMatch(/^(box|mask)$/);
          for (const unit of command?.units ?? []) expect(findUnit(unit)).toBeUndefined();
        }
      }),
    );
  });

  it("7. uses one word for a unit in a whole conversation", () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const told = withNewUnits(sample, Random.of(seed)).turns.flatMap(({ command }) =>
          Object.entries(command?.newUnits ?? {}),
        );
        const wordOf = new Map(told.map(([word, unit]) => [unit, word]));
        for (const [word, unit] of told) expect(wordOf.get(unit!)).toBe(word);
      }),
    );
  });

  it("8. without few-shot turns keeps all turns, with them those of one unit, which then see each other", () => {
    const alone = withNewUnits(sample, Random.of(1), { fewShotRate: 0 });
    expect(alone.independent).toBe(true);
    expect(alone.turns).toHaveLength(sample.turns.length);
    for (let seed = 0; seed < 20; seed++) {
      const shown = withNewUnits(sample, Random.of(seed), { fewShotRate: 1, shots: 1 });
      expect(shown.independent).toBe(false);
      expect(shown.turns).toHaveLength(2);
      const [first, last] = shown.turns.map(({ command }) => Object.keys(command!.newUnits!));
      expect(first.some((word) => last.includes(word))).toBe(true);
    }
  });

  it("9. keeps a conversation whose turns refer back whole", () => {
    const chat = withNewUnits({ ...sample, independent: false }, Random.of(3), { fewShotRate: 1 });
    expect(chat.turns.map(({ user }) => user)).toEqual(sample.turns.map(({ user }) => user));
  });

  it("10. leaves the picture to the first user message", () => {
    const pictured = sample.turns.map((each) => ({ ...each, user: [{ type: "image" as const }, ...each.user] }));
    const { turns } = withNewUnits({ ...sample, turns: pictured }, Random.of(2), { fewShotRate: 1 });
    expect(turns.map(({ user }) => user[0].type)).toEqual(["image", ...turns.slice(1).map(() => "text")]);
  });

  it("11. gives a sample without units back as it is, and the same sample for the same seed", () => {
    const plain = { ...sample, turns: [words] };
    expect(withNewUnits(plain, Random.of(1))).toBe(plain);
    expect(withNewUnits(sample, Random.of(7))).toEqual(withNewUnits(sample, Random.of(7)));
  });
});

describe("new words", () => {
  it("12. are words that can name a unit, no two alike, many of them", () => {
    const drawn = Array.from({ length: 500 }, (_, seed) => inventWords(["box", "mask", "depth"], Random.of(seed)));
    for (const each of drawn) {
      expect(new Set(each.values()).size).toBe(3);
      for (const word of each.values()) expect(isUnitName(word) && !findUnit(word), word).toBe(true);
    }
    expect(new Set(drawn.map((each) => each.get("box"))).size).toBeGreaterThan(250);
  });
});
