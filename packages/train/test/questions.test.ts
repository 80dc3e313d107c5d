// The evaluation's questions: complete, about the scenes that are drawn today, and true of them.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gunzipSync, gzipSync } from "node:zlib";
import { bodyText, groups, printAnswer } from "@refvlm/trp";
import { prepareAtlas } from "@refvlm/vt-instruct";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { QuestionsError, SceneQuestions, sceneFamilies } from "../src/eval/index.js";

/** Asked about all scenes; the others about the first 300. */
const everywhere = [
  "rec",
  "res",
  "fovd",
  "vqa-presence",
  "vqa-count",
  "vqa-relation",
  "rec-absent",
  "follow-up",
  "new-unit",
] as const;
const questions = SceneQuestions.read();
const folder = mkdtempSync(join(tmpdir(), "refvlm-questions-"));
beforeAll(async () => {
  await prepareAtlas();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Every twentieth scene of both sets. */
const sample = () =>
  sceneFamilies.flatMap((families) =>
    Array.from({ length: 50 }, (_, i) => ({ families, index: 20 * i, ...questions.about(families, 20 * i) })),
  );

/** The file with its text changed. */
function changed(change: (text: string) => string): SceneQuestions {
  const own = readFileSync(fileURLToPath(new URL("../questions/scenes.jsonl.gz", import.meta.url)));
  const path = join(folder, "changed.jsonl.gz");
  writeFileSync(path, gzipSync(change(gunzipSync(own).toString("utf8"))));
  return SceneQuestions.read(path);
}

describe("the evaluation's questions", () => {
  it("are about 1,000 scenes of each set, of the first kinds in at least half of them", () => {
    expect(questions.header).toEqual({ seed: 2025, split: "eval", size: 128, scenes: 1000 });
    const asked = sample().flatMap((scene) => Object.keys(scene.questions));
    for (const kind of everywhere) expect(asked.filter((each) => each === kind).length).toBeGreaterThanOrEqual(50);
    const first = sceneFamilies.flatMap((families) => Object.keys(questions.about(families, 0).questions));
    expect(first).toEqual(expect.arrayContaining(["caption", "gcg-box", "gcg-mask", "ovd", "ovs", "fovs", "depth"]));
    for (const families of sceneFamilies) expect(questions.about(families, 999).questions.rec).toBeDefined();
  });

  it("have answers that print as they are written, with a target for every reference", () => {
    for (const { scene, questions } of sample())
      for (const turn of Object.values(questions).flat()) {
        const wanted = groups(turn.answer.body).map(({ group }) => group.instances.length);
        expect(turn.targets.map((group) => group.length)).toEqual(wanted);
        expect(turn.answer.plan!.lines.reduce((sum, { count }) => sum + count, 0)).toBe(
          printAnswer(turn.answer).split("<REF>").length - 1,
        );
        for (const { box, mask, depth } of turn.targets.flat()) {
          expect(depth).toBe(turn.task === "depth" ? scene.depth : undefined);
          const isShown = scene.objects.some((object) => object.box === box && object.mask === mask);
          expect(isShown || depth === scene.depth).toBe(true);
        }
      }
  });

  it("refer to the objects that their phrases name, freeform ones and captions to all of them", () => {
    for (const { scene, questions } of sample()) {
      const namesOf = (box: unknown) => {
        const { name, plural } = scene.objects.find((object) => object.box === box)!;
        return [name, plural];
      };
      for (const { answer, targets } of Object.values(questions).flat())
        groups(answer.body).forEach(({ phrase }, i) => {
          for (const { box } of targets[i])
            if (box)
              expect(
                namesOf(box).some((name) => phrase.includes(name)),
                phrase,
              ).toBe(true);
            else expect(phrase).toBe("the whole scene");
        });
      for (const kind of ["fovd", "fovs", "gcg-box", "gcg-mask"] as const)
        for (const { targets } of questions[kind] ?? []) expect(targets.flat()).toHaveLength(scene.objects.length);
      for (const { targets } of questions["rec-absent"] ?? []) expect(targets).toEqual([]);
    }
  });

  it("count and confirm what the scene shows", () => {
    const words = ["zero", "one", "two", "three", "four", "five"];
    for (const { scene, questions } of sample()) {
      const ask = (kind: "vqa-count" | "vqa-presence") => {
        const turn = questions[kind]?.[0];
        const text = turn?.user.map((part) => (part.type === "text" ? part.text : "")).join("");
        return { text, answer: turn && bodyText(turn.answer.body) };
      };
      const named = (text: string) =>
        scene.objects.filter(({ name, plural }) => new RegExp(`\\b(?:${name}|${plural})\\b`, "i").test(text)).length;
      const [count, presence] = [ask("vqa-count"), ask("vqa-presence")];
      if (count.text) expect(count.answer).toBe(words[named(count.text)]);
      if (presence.text) expect(presence.answer).toBe(named(presence.text) > 0 ? "yes" : "no");
    }
  });

  it("ask for the joints of people where there are some", () => {
    for (const families of sceneFamilies) {
      const { scene, questions: asked } = questions.about(families, 0, true)!;
      const people = scene.objects.filter(({ keypoint }) => keypoint);
      expect(people.length).toBeGreaterThan(0);
      expect(asked.keypoint![0].targets.flat().map(({ keypoint }) => keypoint)).toEqual(
        expect.arrayContaining(people.map(({ keypoint }) => keypoint)),
      );
    }
    expect(questions.about("seen", 999, true)).toBeUndefined();
  });

  it("of new units bring the command that explains them, and no other question has a command", () => {
    for (const { questions } of sample())
      for (const [kind, turns] of Object.entries(questions))
        for (const { command, answer } of turns) {
          const units = groups(answer.body).flatMap(({ group }) => group.units);
          if (kind === "new-unit") expect(command!.newUnits).toEqual({ [units[0]]: "box" });
          else expect(command).toBeUndefined();
        }
  });

  it("are refused where the scenes are no longer those they were written about", () => {
    const other = changed((text) => text.replace(/"layout":"[0-9a-f]{8}"/, '"layout":"00000000"'));
    expect(() => other.about("seen", 0)).toThrow(QuestionsError);
    expect(() => other.about("seen", 0)).toThrow(/scene 0 of the seen families is not the one that its questions/);
    expect(other.about("seen", 1).scene.objects.length).toBeGreaterThan(0);
  });

  it("are refused about more scenes than there are", () => {
    expect(() => questions.checkCount(1001)).toThrow(/about 1000 scenes of each set of families, not about 1001/);
    expect(() => questions.about("seen", 1000)).toThrow(QuestionsError);
  });
});
