// The wordings of all 25 tasks: how many, how they read, and that each asks for what its task answers.
import { promptKinds } from "@refvlm/vision";
import { describe, expect, it } from "vitest";
import { paperTaskNames, Random, taskNames, templates } from "../../src/index.js";
import { promptMark } from "../../src/tasks/turn.js";
import { unfitForAll, unfitForAny, unfitForOne } from "../../src/templates/agreement.js";
import { gcgExtraTemplates } from "../../src/templates/caption.js";
import { followUpTemplates } from "../../src/templates/follow-up.js";
import { Templates } from "../../src/templates/grammar.js";
import { interactiveTemplates } from "../../src/templates/interactive.js";
import { recPointManyTemplates } from "../../src/templates/pointing.js";
import { recManyTemplates } from "../../src/templates/rec.js";
import { recResManyTemplates } from "../../src/templates/rec-res.js";
import { resManyTemplates } from "../../src/templates/res.js";
import * as vqaTemplates from "../../src/templates/vqa.js";

const wordings = (task: keyof typeof templates) => templates[task].flatMap((set) => set.all());
const units = ["box", "mask", "keypoint", "point"] as const;
const others = [
  gcgExtraTemplates,
  recManyTemplates,
  resManyTemplates,
  ...units.map(followUpTemplates),
  recPointManyTemplates,
  recResManyTemplates,
];
const everySet = [...Object.values(templates).flat(), ...others];
const every = everySet.flatMap((set) => set.all());

/** The slots that a task's questions may leave open. */
const slots: Partial<Record<string, readonly string[]>> = {
  rec: ["the"],
  res: ["the"],
  ovd: ["list", "names"],
  ovs: ["list", "names"],
  "rec-point": ["the"],
  "ovd-point": ["list", "names"],
  "rec-res": ["the"],
  "ovd-ovs": ["list", "names"],
  "ovd-res": ["many", "the"],
  depth: ["the"],
  vqa: ["a", "many", "the", "shape", "plate", "first", "second", "relation"],
};

describe("templates", () => {
  it("1. belong to the 25 tasks of the paper, to REC and OVD with points, and to those that ask for two units", () => {
    expect(Object.keys(templates).sort()).toEqual([...taskNames].sort());
    expect(paperTaskNames).toHaveLength(25);
    const composite = ["rec-res", "ovd-ovs", "ovd-res", "fovd-fovs", "gcg-box-mask", "keypoint-box", "ig-box-and-mask"];
    expect(taskNames).toEqual([...paperTaskNames, "rec-point", "ovd-point", ...composite]);
  });

  it("2. are at least 150 for each task, different also in lower case", () => {
    for (const task of taskNames) {
      const all = wordings(task);
      expect(new Set(all.map((wording) => wording.toLowerCase())).size, task).toBe(all.length);
      expect(all.length, task).toBeGreaterThanOrEqual(150);
    }
  });

  it("3. are at least 150 for VQA without the questions about plates, which only scenes have", () => {
    const { presenceTemplates, countTemplates, relationTemplates } = vqaTemplates;
    const sets = [presenceTemplates, countTemplates, relationTemplates];
    expect(sets.flatMap((set) => set.all()).length).toBeGreaterThanOrEqual(150);
  });

  it("4. are at least 150 for each kind of prompt of IG-keypoint and of IG for two units, which have all four", () => {
    for (const unit of ["keypoint", "box, mask"] as const)
      for (const kind of promptKinds) {
        const sets = Object.values(interactiveTemplates(unit, kind)) as Templates[];
        expect(sets.flatMap((set) => set.all()).length, unit).toBeGreaterThanOrEqual(150);
      }
  });

  it("5. leave open only the slots that their task fills", () => {
    for (const task of taskNames) {
      const open = new Set(wordings(task).flatMap((wording) => wording.match(/(?<=\$)\w+/g) ?? []));
      const allowed = slots[task] ?? (task.startsWith("ig-") ? ["name", "a"] : []);
      for (const slot of open) expect(allowed, `${task}: $${slot}`).toContain(slot);
    }
  });

  it("6. name every slot that their task needs: one thing, or the list", () => {
    for (const task of ["rec", "res", "rec-point", "rec-res", "ovd-res"] as const)
      for (const wording of wordings(task)) expect(wording.match(/\$the/g), wording).toHaveLength(1);
    for (const task of ["ovd", "ovs", "ovd-point", "ovd-ovs"] as const)
      for (const wording of wordings(task)) expect(wording.match(/\$(?:list|names)/g), wording).toHaveLength(1);
    for (const wording of wordings("ovd-res")) expect(wording.match(/\$many/g), wording).toHaveLength(1);
  });

  it("7. point exactly once where the task points, at times where it may, and nowhere else", () => {
    for (const task of taskNames) {
      const places = /^(?:reg|ig)-/.test(task) ? [1] : /^(?:gcg-|vqa$)/.test(task) ? [0, 1] : [0];
      for (const wording of wordings(task)) expect(places, wording).toContain(wording.split(promptMark).length - 1);
    }
  });

  it("8. read cleanly: no brace, bar, doubled blank or doubled word, a mark at the end", () => {
    for (const wording of every) {
      expect(wording).not.toMatch(/[{}|]| {2}|^ | $| [.,?]/);
      expect(wording).not.toMatch(/\b(\w+) \1\b/);
      expect(wording).toMatch(/(?:[.?]|\[VPT\])$/);
    }
  });

  it('8. agree in number where names are listed: plurals follow no "a" and no "this"', () => {
    for (const wording of every) {
      expect(wording).not.toMatch(/\b(?:an?|this|that|each|every) \$(?:list|many)\b/);
      expect(wording).not.toMatch(/\$(?:list|many) (?:is|has)\b/);
      expect(wording).not.toMatch(/\b(?:the|an?) \$(?:the|a|first|second)\b/);
    }
  });

  it("10. never word a request for one unit like one for another", () => {
    const owners = new Map<string, string>();
    for (const [unit, asking] of Object.entries({
      box: ["rec", "ovd", "fovd", "gcg-box"],
      mask: ["res", "ovs", "fovs", "gcg-mask"],
      words: ["caption", "vqa"],
      keypoint: ["keypoint"],
      point: ["rec-point", "ovd-point"],
      depth: ["depth"],
      both: ["rec-res", "ovd-ovs", "fovd-fovs", "gcg-box-mask", "ig-box-and-mask"],
      "boxes and one mask": ["ovd-res"],
      "box and keypoint": ["keypoint-box"],
    } as const))
      for (const wording of asking.flatMap(wordings)) {
        expect(owners.get(wording) ?? unit, wording).toBe(unit);
        owners.set(wording, unit);
      }
    for (const kind of promptKinds) {
      const masks = new Set(wordings(`ig-mask-${kind}`));
      for (const wording of wordings(`ig-box-${kind}`)) expect(masks.has(wording), wording).toBe(false);
    }
  });

  it("11. say how the user points", () => {
    const words = {
      point: /point|position|spot/,
      box: /box|rectangle|frame/,
      scribble: /scribble|stroke|line/,
      mask: /mask|region|area/,
    };
    for (const kind of promptKinds) for (const wording of wordings(`reg-${kind}`)) expect(wording).toMatch(words[kind]);
  });
});

describe("wordings for names that are not one of many", () => {
  const fitting = (sets: readonly Templates[], unfit: RegExp | undefined) =>
    sets.map((set) => set.all().filter((wording) => !unfit?.test(wording)));
  const interactive = promptKinds.flatMap((kind) => units.map((unit) => interactiveTemplates(unit, kind).named));

  it("1. are there for scissors, which are several, and for people, who are not it", () => {
    const { rec, res, "rec-point": pointing, "rec-res": both, depth } = templates;
    const sets = [...rec, ...res, ...pointing, ...both, ...interactive, depth[1]!];
    for (const words of ["scissors", "red scissors left of the dog", "man in a hat"])
      for (const wordings of fitting(sets, unfitForOne(words))) expect(wordings.length, words).toBeGreaterThan(9);
    for (const wordings of fitting([vqaTemplates.relationTemplates], unfitForOne("scissors")))
      expect(wordings).toEqual(["do you see $first $relation $second?", "can you see $first $relation $second?"]);
    expect(unfitForOne("dog near the scissors")).toBeUndefined();
  });

  it("2. are there for snow, which has no number, and for a list of one", () => {
    const sets = [templates.ovd, templates.ovs, templates["ovd-point"], templates["ovd-ovs"], gcgExtraTemplates].flat();
    for (const names of [["snow"], ["dog", "snow"], ["dog"]])
      for (const wordings of fitting(sets, unfitForAll(names)))
        expect(wordings.length, names.join()).toBeGreaterThan(9);
    for (const name of ["scissors", "snow"])
      for (const wordings of fitting([vqaTemplates.presenceTemplates], unfitForAny(name)))
        expect(wordings.length, name).toBeGreaterThan(9);
  });
});

describe("wordings for several things", () => {
  it("1. are in the plural", () => {
    for (const wording of [recManyTemplates, resManyTemplates, recPointManyTemplates, recResManyTemplates].flatMap(
      (set) => set.all(),
    ))
      expect(wording).not.toMatch(/\b(?:is|it|its|does) \$the|\$the (?:is|has)|\b(?:it|its)\b/);
  });
});

describe("Templates.draw", () => {
  it("1. fills slots, and writes with and without a capital and a final mark", () => {
    const set = new Templates(["where is $the?"]);
    const drawn = new Set(Array.from({ length: 100 }, (_, i) => set.draw(Random.of(i), { the: "the dog" })));
    expect([...drawn].sort()).toEqual([
      "Where is the dog",
      "Where is the dog?",
      "where is the dog",
      "where is the dog?",
    ]);
  });

  it("2. draws every line and every alternative", () => {
    const set = new Templates(["one.", "{two|three}{|, {four|five}}."]);
    const drawn = new Set(Array.from({ length: 300 }, (_, i) => set.draw(Random.of(i)).toLowerCase().replace(".", "")));
    expect(drawn).toEqual(new Set(set.all().map((wording) => wording.replace(".", ""))));
    expect(drawn.size).toBe(7);
  });

  it("3. begins every sentence with a capital, or none, and I like the first", () => {
    const set = new Templates(["i look for $the. where can i see it?"]);
    const drawn = Array.from({ length: 40 }, (_, i) => set.draw(Random.of(i), { the: "i. b" }).replace(/\?$/, ""));
    expect([...new Set(drawn)].sort()).toEqual([
      "I look for i. b. Where can I see it",
      "i look for i. b. where can i see it",
    ]);
  });

  it("4. draws no wording that does not suit", () => {
    const set = new Templates(["where is $the?", "find $the."]);
    const drawn = Array.from({ length: 40 }, (_, i) => set.draw(Random.of(i), { the: "what is" }, /is/));
    expect(drawn.filter((text) => !/^find/i.test(text))).toEqual([]);
  });

  it("5. refuses a slot that nobody fills", () => {
    expect(() => new Templates(["find $it."]).draw(Random.of(1), {})).toThrow(/"\$it"/);
  });
});
