// Conversations: every sample is valid, every answer is true, and wording tells the tasks apart.
import { bodyText, groups, parseAnswer, printAnswer } from "@refvlm/trp";
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import {
  annotateScene,
  categories,
  categoryNames,
  expressionsFor,
  leansTo,
  prepareAtlas,
  Random,
  relations,
  renderScene,
  type Sample,
  type SampleTurn,
  SceneSource,
  sceneCorpus,
  sceneTaskWeights,
  shortAnswer,
  tasks,
  vqaTask,
} from "../src/index.js";
import { checked } from "./checked.js";

beforeAll(async () => {
  await prepareAtlas();
});

const source = new SceneSource({ seed: 11, turns: [6, 6], absentRate: 0.3 });
const samples = (count: number) => Array.from({ length: count }, (_, index) => source.sample(index));
const question = (turn: SampleTurn) => turn.user.map((part) => (part.type === "text" ? part.text : "")).join("");
const words = (turn: SampleTurn) => [
  question(turn),
  printAnswer(turn.answer),
  turn.targets.flat().map(({ box }) => box),
];

const present = { absentRate: 0 };

describe("SceneSource", () => {
  it("is a pure function of settings and index", () => {
    const again = new SceneSource({ seed: 11, turns: [6, 6], absentRate: 0.3 });
    expect(again.sample(17).turns.map(words)).toEqual(source.sample(17).turns.map(words));
    expect(again.sample(18).turns.map(words)).not.toEqual(source.sample(17).turns.map(words));
  });

  it("gives samples whose rows are sound and whose answers print and parse", () => {
    for (const sample of samples(60)) {
      checked(sample);
      for (const { answer } of sample.turns) {
        const { problems } = parseAnswer(printAnswer(answer), { mode: "strict" });
        expect(problems).toEqual([]);
      }
    }
  });

  it("asks every task", () => {
    const asked = new Set(samples(150).flatMap((sample) => sample.turns.map((turn) => turn.task)));
    expect([...asked].sort()).toEqual(Object.keys(sceneTaskWeights).sort());
  });

  it("answers also for pictures without anything in them", () => {
    const empty = new SceneSource({ seed: 1, emptyRate: 1, turns: [12, 12] });
    for (let index = 0; index < 20; index++)
      for (const turn of checked(empty.sample(index)).turns) {
        expect(turn.targets).toEqual([]);
        expect(turn.answer.plan).toEqual({ decode: false, lines: [] });
      }
  });

  it("gives task commands only on request", () => {
    expect(source.sample(0).turns.every((turn) => turn.command === undefined)).toBe(true);
    const told = new SceneSource({ seed: 11, commands: true }).sample(0);
    expect(told.turns.every((turn) => turn.command !== undefined)).toBe(true);
  });
});

describe("answers", () => {
  it("name instances from the largest or from left to right, with the objects' own boxes and masks", () => {
    for (const sample of samples(80))
      for (const turn of sample.turns) {
        const isList = /^(?:fo|o)v[ds]/.test(turn.task);
        for (const instances of turn.targets) {
          const keys = instances.map(({ box, mask }) => (isList ? -mask!.area() : box![0] + box![2]));
          expect(keys).toEqual([...keys].sort((a, b) => a - b));
          for (const target of instances)
            expect(sample.objects!.some(({ box, mask }) => box === target.box && mask === target.mask)).toBe(true);
        }
      }
  });

  it("of freeform detection hold every object exactly once, under its name", () => {
    for (const sample of samples(80))
      for (const turn of sample.turns.filter(({ task }) => task === "fovd" || task === "fovs")) {
        const named = groups(turn.answer.body).flatMap(({ phrase }, i) =>
          turn.targets[i].map(({ box }) => `${phrase} ${box}`),
        );
        expect(named.sort()).toEqual(sample.objects!.map(({ name, box }) => `${name} ${box}`).sort());
      }
  });

  it("about absent things are words, and decode nothing", () => {
    let denials = 0;
    for (const sample of samples(150))
      for (const turn of sample.turns.filter(({ task, targets }) => ["rec", "res"].includes(task) && !targets.length)) {
        denials++;
        expect(turn.answer.plan!.decode).toBe(false);
        const thing = /^There (?:is|are) no (.*) in the picture\.$/.exec(bodyText(turn.answer.body))![1];
        if (!thing.includes(" on a ")) expect(sample.objects!.map(({ name }) => name)).not.toContain(thing);
      }
    expect(denials).toBeGreaterThan(30);
  });

  it("count and confirm what is there", () => {
    const words = ["zero", "one", "two", "three", "four", "five"];
    for (let index = 0; index < 200; index++) {
      const scene = renderScene(12, index);
      const count = vqaTask("count").ask(annotateScene(scene), Random.of(index), present)!;
      const asked = categories.filter(({ plural }) => new RegExp(`\\b${plural}\\b`).test(question(count)));
      const shown = scene.objects.filter(({ name }) => name === asked[0].name).length;
      expect(bodyText(count.answer.body)).toBe(words[shown]);
    }
  });

  it("to yes-or-no questions are balanced", () => {
    let yes = 0;
    for (let index = 0; index < 400; index++) {
      const turn = vqaTask("presence").ask(annotateScene(renderScene(13, index)), Random.of(index), present)!;
      if (bodyText(turn.answer.body) === "yes") yes++;
    }
    expect(yes).toBeGreaterThan(160);
    expect(yes).toBeLessThan(240);
  });
});

describe("relations", () => {
  it("are what a rule on the two boxes says", () => {
    const said = new Set<string>();
    for (let index = 0; index < 200; index++) {
      const picture = annotateScene(renderScene(17, index));
      const turn = vqaTask("relation").ask(picture, Random.of(index), { ...present, pointFirst: true });
      if (!turn) continue;
      const [first, second] = turn.targets.flat().map(({ box }) => box!);
      const relation = relations.find((each) => question(turn).toLowerCase().includes(` ${each} `))!;
      const side = Math.min(picture.width, picture.height);
      const answer = shortAnswer(bodyText(turn.answer.body), true);
      expect(leansTo(relation, first!, second!, side) ? "yes" : "no").toBe(answer);
      said.add(`${relation}: ${answer}`);
    }
    expect(said.size).toBe(10);
  });
});

describe("referring expressions", () => {
  it("never fit two objects of a scene", () => {
    fc.assert(
      fc.property(fc.nat(1e6), (index) => {
        const scene = renderScene(14, index);
        const all = scene.objects.flatMap((object) =>
          expressionsFor(annotateScene(scene), object).map(({ words }) => words),
        );
        expect(new Set(all).size).toBe(all.length);
      }),
      { numRuns: 100 },
    );
  });

  it("use names, plates, sizes, places and relations", () => {
    const kinds = new Set<string>();
    for (let index = 0; index < 100; index++) {
      const scene = renderScene(15, index);
      for (const object of scene.objects)
        for (const { kind } of expressionsFor(annotateScene(scene), object)) kinds.add(kind);
    }
    expect([...kinds].sort()).toEqual(["attribute", "name", "place", "rank", "relation", "size"]);
  });
});

describe("REC", () => {
  it("asks about an object that is there, or only about absent ones", () => {
    for (let index = 0; index < 50; index++) {
      const picture = annotateScene(renderScene(16, index, { split: "eval" }));
      const ask = (absentRate: number) => tasks.rec.ask(picture, Random.of("rec", index), { absentRate });
      const turn = ask(0);
      if (turn) expect(turn.targets.flat()).toHaveLength(1);
      expect(ask(1)!.targets).toEqual([]);
    }
  });
});

describe("sceneCorpus", () => {
  it("knows every category's name and repeats itself", () => {
    const texts = [...sceneCorpus(20)];
    expect(texts).toEqual(expect.arrayContaining(categoryNames()));
    expect([...sceneCorpus(20)]).toEqual(texts);
    expect(texts.some((text) => text.includes("<"))).toBe(false);
  });
});

describe("a sample's row", () => {
  const valid = () => source.sample(0);
  const broken: [string, (sample: Sample) => void, RegExp][] = [
    [
      "a missing target",
      (sample) => sample.turns.find(({ targets }) => targets.length)!.targets.pop(),
      /the targets are/,
    ],
    [
      "a plan that lies",
      (sample) => sample.turns[0].answer.plan!.lines.push({ name: "x", units: ["box"], count: 1 }),
      /body has no phrase|plan/,
    ],
    [
      "a box turned inside out",
      (sample) => (sample.objects![0] = { ...sample.objects![0], box: [5, 5, 1, 1] }),
      /"objects",\s+0,\s+"box"/,
    ],
    ["no turns", (sample) => sample.turns.splice(0), /turns/],
  ];
  it.each(broken)("reports %s", (_, spoil, message) => {
    const sample = valid();
    spoil(sample);
    expect(() => checked(sample)).toThrow(message);
  });
});

describe("Random", () => {
  it("repeats itself for the same keys and spreads evenly", () => {
    const draws = (key: number) => {
      const random = Random.of("test", key);
      return Array.from({ length: 1000 }, () => random.below(10));
    };
    expect(draws(1)).toEqual(draws(1));
    expect(draws(1)).not.toEqual(draws(2));
    const counts = Array.from({ length: 10 }, (_, value) => draws(3).filter((draw) => draw === value).length);
    expect(Math.min(...counts)).toBeGreaterThan(60);
    expect(Math.max(...counts)).toBeLessThan(140);
  });

  it("gives neighbouring indices unrelated sequences", () => {
    const first = Array.from({ length: 2000 }, (_, index) => Random.of("scene", "train", 0, index).next());
    const mean = first.reduce((sum, value) => sum + value, 0) / first.length;
    expect(Math.abs(mean - 0.5)).toBeLessThan(0.03);
    const drift = first.slice(1).reduce((sum, value, i) => sum + (value - 0.5) * (first[i] - 0.5), 0) / first.length;
    expect(Math.abs(drift)).toBeLessThan(0.01);
  });
});
