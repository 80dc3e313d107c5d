// What holds for every task and every picture: answers parse and agree with their targets, and nothing false is said.
import { bodyText, groups, parseAnswer, planOf, printAnswer } from "@refvlm/trp";
import { promptMask } from "@refvlm/vision";
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import {
  type AnnotatedPicture,
  annotateScene,
  conversation,
  holds,
  prepareAtlas,
  Random,
  type Relation,
  relations,
  renderScene,
  type SampleTurn,
  type Target,
  type TaskName,
  taskNames,
  tasks,
} from "../../src/index.js";
import { names, pictures } from "./random-picture.js";

beforeAll(async () => {
  await prepareAtlas();
});

const runs = { numRuns: 400 };
const question = (turn: SampleTurn) => turn.user.map((part) => (part.type === "text" ? part.text : "[VPT]")).join("");

/** Every task's turn about a picture, where it has one. */
function allTurns(picture: AnnotatedPicture, seed: number, absentRate = 0.3): [TaskName, SampleTurn][] {
  return taskNames.flatMap((name): [TaskName, SampleTurn][] => {
    const turn = tasks[name].ask(picture, Random.of("laws", name, seed), { absentRate });
    return turn ? [[name, turn]] : [];
  });
}

/** Whether "dog left of the cat" is true of the one dog and the one cat. */
function premiseHolds(picture: AnnotatedPicture, words: string): boolean | undefined {
  const [, first, relation, second] = /^(.+) (left of|right of|above|below) the (.+)$/.exec(words)!;
  const boxOf = (name: string) => picture.objects.find((object) => object.name === name)!.box;
  return holds(relation as Relation, boxOf(first), boxOf(second), Math.min(picture.width, picture.height));
}

/** Whether a target's point lies on its mask, or in its box where it has none. */
function isInside({ point, box, mask }: Target): boolean {
  const [x, y] = point!;
  if (mask) return mask.data[Math.floor(y) * mask.width + Math.floor(x)] === 1;
  return x > box![0] && y > box![1] && x < box![2] && y < box![3];
}

/** Checks what must hold of any turn about a picture. */
function checkTurn(picture: AnnotatedPicture, name: TaskName, turn: SampleTurn): void {
  const printed = printAnswer(turn.answer);
  const { problems } = parseAnswer(printed, { mode: "strict" });
  expect(problems, printed).toEqual([]);
  expect(turn.answer.plan).toEqual(planOf(turn.answer.body));
  const written = groups(turn.answer.body);
  expect(written.map(({ group }) => group.instances.length)).toEqual(turn.targets.map((list) => list.length));
  for (const [i, { group }] of written.entries()) {
    expect(turn.command!.units).toEqual(expect.arrayContaining(group.units));
    for (const [j, target] of turn.targets[i].entries()) {
      const first = written.findIndex(({ triplet }) => triplet === written[i].triplet);
      expect(target.box).toBe(turn.targets[first][group.instances[j]].box);
      if (group.units.includes("box")) expect(target.box).toBeDefined();
      if (group.units.includes("mask")) expect(target.mask!.area()).toBeGreaterThan(0);
      if (group.units.includes("keypoint")) expect(target.keypoint).toHaveLength(17);
      if (group.units.includes("point")) expect(isInside(target)).toBe(true);
      if (group.units.includes("depth")) expect(target.depth).toBe(picture.depth);
      if (!target.box) continue;
      const [x1, y1, x2, y2] = target.box;
      expect(x1 >= 0 && y1 >= 0 && x2 <= picture.width && y2 <= picture.height && x1 < x2 && y1 < y2).toBe(true);
      expect(picture.objects.some(({ box, crowd }) => box === target.box && !crowd)).toBe(true);
    }
  }
  const pointed = turn.user.flatMap((part) => (part.type === "prompt" ? [part.index] : []));
  expect(pointed).toEqual((turn.prompts ?? []).map((_, i) => i));
  for (const part of turn.user) if (part.type === "text") expect(part.text).not.toMatch(/ {2}|[{}$|]|undefined/);
  expect(question(turn).trim()).not.toBe("");
  expect(turn.task).toBe(name);
}

describe("every task", () => {
  it("1. prints answers that parse strictly, plan what they hold and match their targets", () => {
    fc.assert(
      fc.property(pictures, fc.nat(), (picture, seed) => {
        for (const [name, turn] of allTurns(picture, seed)) checkTurn(picture, name, turn);
      }),
      runs,
    );
  });

  it("2. does so for scenes, too", () => {
    for (let index = 0; index < 60; index++) {
      const picture = annotateScene(renderScene(31, index, index % 2 ? { peopleRate: 1, depth: true } : {}));
      for (const [name, turn] of allTurns(picture, index)) checkTurn(picture, name, turn);
    }
  });

  it("3. depends on picture, seed and options only", () => {
    fc.assert(
      fc.property(pictures, fc.nat(), (picture, seed) => {
        expect(allTurns({ ...picture }, seed)).toEqual(allTurns(picture, seed));
      }),
      { numRuns: 50 },
    );
  });

  it("4. leaves the picture as it is", () => {
    fc.assert(
      fc.property(pictures, fc.nat(), (picture, seed) => {
        const before = JSON.stringify(picture);
        allTurns(picture, seed);
        expect(JSON.stringify(picture)).toBe(before);
      }),
      { numRuns: 50 },
    );
  });

  it("5. denies only names that are known to be absent, or premises that do not hold", () => {
    fc.assert(
      fc.property(pictures, fc.nat(), (picture, seed) => {
        for (const [, turn] of allTurns(picture, seed, 1)) {
          const denied = / ?There (?:is|are) no (.*) in the picture\.$/.exec(bodyText(turn.answer.body))?.[1];
          if (denied === undefined) continue;
          expect(picture.exhaustive).toBeDefined();
          const shown = new Set(picture.objects.map(({ name }) => name));
          for (const name of denied.split(/, no | and no /))
            if (names.some((entry) => entry.name === name)) expect(shown.has(name), denied).toBe(false);
            else expect(premiseHolds(picture, name), denied).toBe(false);
        }
      }),
      runs,
    );
  });

  it("6. points into its object, with a prompt of its kind", () => {
    fc.assert(
      fc.property(pictures, fc.nat(), (picture, seed) => {
        for (const [name, turn] of allTurns(picture, seed, 0)) {
          const kind = /^(?:reg|ig-\w+)-(\w+)$/.exec(name)?.[1];
          const [prompt] = turn.prompts ?? [];
          if (kind) expect(prompt.kind).toBe(kind);
          const [target] = turn.targets[0] ?? [];
          if (!prompt || !target?.mask || prompt.kind === "box") continue;
          const covered = promptMask(prompt, picture.width, picture.height);
          if (prompt.kind === "mask") expect(target.mask.intersection(covered)).toBe(covered.area());
          else expect(target.mask.intersection(covered)).toBeGreaterThan(0);
        }
      }),
      runs,
    );
  });

  it("7. tells all of a name, or none: a crowd stands in the way of every number", () => {
    fc.assert(
      fc.property(pictures, fc.nat(), (picture, seed) => {
        const crowded = new Set(picture.objects.filter(({ crowd }) => crowd).map(({ name }) => name));
        for (const [name, turn] of allTurns(picture, seed, 0)) {
          if (!["ovd", "ovs", "ovd-point", "fovd", "fovs"].includes(name)) continue;
          for (const [i, { phrase }] of groups(turn.answer.body).entries()) {
            expect(crowded.has(phrase)).toBe(false);
            expect(turn.targets[i]).toHaveLength(picture.objects.filter((object) => object.name === phrase).length);
          }
        }
      }),
      runs,
    );
  });
});

describe("conversation", () => {
  it("1. asks as many distinct questions as wanted, or fewer where there are no more", () => {
    fc.assert(
      fc.property(pictures, fc.nat(), (picture, seed) => {
        const sample = conversation(picture, Random.of(seed), { turns: [2, 6] });
        expect(sample.turns.length).toBeLessThanOrEqual(6);
        const asked = sample.turns.map(({ user, prompts }) => JSON.stringify([user, prompts]));
        expect(new Set(asked).size).toBe(asked.length);
      }),
      { numRuns: 100 },
    );
  });

  it("2. mixes tasks and units in one picture", () => {
    const picture = annotateScene(renderScene(32, 1));
    const { turns } = conversation(picture, Random.of("mix"), { turns: [12, 12] });
    expect(new Set(turns.map(({ task }) => task)).size).toBeGreaterThan(5);
    const units = turns.flatMap(({ answer }) => groups(answer.body).map(({ group }) => group.units[0]));
    expect([...new Set(units)].sort()).toEqual(["box", "mask"]);
  });
});

describe("scenes", () => {
  it("teach phrases inside phrases: how two things stand, which is true of their boxes", () => {
    let nested = 0;
    for (let index = 0; index < 60; index++) {
      const picture = annotateScene(renderScene(5, index));
      const [, related] = picture.groundedCaptions!;
      if (!related) continue;
      nested++;
      const [outer, inner] = related.spans;
      expect(related.text.slice(outer!.start, outer!.end)).toContain(related.text.slice(inner!.start, inner!.end));
      const [one, other] = [outer, inner].map((span) => picture.objects[span!.objects[0]!]!);
      const relation = relations.find((each) => related.text.includes(` ${each} a`))!;
      expect(holds(relation, one!.box, other!.box, Math.min(picture.width, picture.height)), related.text).toBe(true);
      const wanted = { ...picture, groundedCaptions: [related] };
      const { answer } = tasks["gcg-box-mask"].ask(wanted, Random.of(index), { absentRate: 0 })!;
      expect(answer.body[1]).toMatchObject({ kind: "triplet", groups: [{ units: ["box", "mask"], instances: [0] }] });
      expect(answer.plan!.lines.map(({ count }) => count)).toEqual([1, 1]);
    }
    expect(nested).toBeGreaterThan(20);
  });
});
