// One answer of two plugins: GroundingDINO finds what a phrase says and counts it, Segment Anything cuts out each box.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Box } from "@refvlm/vision";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  answerBatch,
  type GroundedAnswer,
  type LoadedModel,
  loadPretrained,
  loadSegmenter,
  type Segmenter,
  savePretrained,
  trainTokenizer,
} from "../../src/index.js";
import { SAME_THING } from "../../src/plugins/grounding-dino/phrase-detector.js";
import { tinyDetector, tinyDetectorConfig, writePlugin } from "../tiny-grounding.js";
import { speckledPicture, tinyModel } from "../tiny-model.js";
import { writeTinySam } from "./sam-golden.js";

/** Four things fit "bus" as well as this, and nothing fits "cat". */
const threshold = 0.6;
const picture = speckledPicture(80, 50);
const place = mkdtempSync(join(tmpdir(), "refvlm-mixed-"));
const detector = tinyDetector();
let [model, segmenter]: [LoadedModel?, Segmenter?] = [];
beforeAll(() => {
  const box = writePlugin(join(place, "boxes"), "grounding-dino", detector, { ...tinyDetectorConfig, threshold });
  const mask = writeTinySam(join(place, "masks"), { sure: true });
  const tokenizer = trainTokenizer(["segment the dog, a cat, a bus"], { vocabSize: 330 });
  savePretrained(join(place, "model"), tinyModel().network, tokenizer, { dtype: "float32" });
  model = loadPretrained(join(place, "model"), { decoders: { box: `grounding-dino=${box}`, mask: `sam=${mask}` } });
  segmenter = loadSegmenter(mask);
});
afterAll(() => {
  model?.network.dispose();
  segmenter?.dispose();
  rmSync(place, { recursive: true, force: true });
});

/** Answers that name the thing; random weights leave it to the seed which units they write, and whether they write any. */
async function answersAbout(name: string): Promise<GroundedAnswer[]> {
  const parts = [{ type: "text" as const, text: `segment the ${name}` }];
  const questions = [0, 7, 8, 12].map((seed) => ({ picture, parts, seed }));
  const options = { temperature: 1, maxNewTokens: 100, minScore: 0, only: { names: [name], units: ["box", "mask"] } };
  const answers = await answerBatch(model!, questions, options);
  return answers.filter(({ plan }) => plan!.lines.length > 0);
}

const near = (box: Box) => box.map((value) => expect.closeTo(value, 1));

describe("boxes of GroundingDINO with masks of Segment Anything", () => {
  it("1. are of the same things in one answer: Num counts what is found, a mask is cut out of its <REF>'s box", async () => {
    const found = await detector.find(picture, ["bus"], { threshold, overlap: SAME_THING });
    expect(found).toHaveLength(4);
    const answers = await answersAbout("bus");
    for (const { plan, problems } of answers) {
      expect(problems).toEqual([]);
      for (const { count } of plan!.lines) expect(count).toBe(found.length);
    }
    const instances = answers.flatMap((answer) => answer.instances);
    const both = instances.filter(({ units }) => units.length === 2);
    expect(both.length).toBeGreaterThan(0);
    const qualities = { box: [] as number[], mask: [] as number[] };
    for (const { index, box, mask, units } of instances) {
      const [cut] = segmenter!.segment(picture, [{ kind: "box", box: found[index].box }]);
      for (const { unit, evidence } of units) {
        if (unit === "box") expect(box).toEqual(near(found[index].box));
        if (unit === "mask") expect(mask!.data).toEqual(cut.mask.data);
        const quality = unit === "box" ? found[index].score : cut.score;
        expect(evidence!.quality).toBeCloseTo(quality, 3);
        qualities[unit as "box" | "mask"].push(quality);
      }
    }
    for (const each of Object.values(qualities)) expect(Math.max(...each)).toBeGreaterThan(0.1);
  });

  it("2. are both empty, score 0, where nothing fits the phrase", async () => {
    expect(await detector.find(picture, ["cat"], { threshold })).toEqual([]);
    const answers = await answersAbout("cat");
    const instances = answers.flatMap((answer) => answer.instances);
    expect(new Set(instances.flatMap(({ units }) => units.map(({ unit }) => unit)))).toEqual(new Set(["box", "mask"]));
    for (const { plan } of answers) for (const { count } of plan!.lines) expect(count).toBe(1);
    for (const instance of instances) {
      expect(instance.score).toBe(0);
      expect([instance.box, instance.mask]).toEqual([undefined, undefined]);
    }
  });
});
