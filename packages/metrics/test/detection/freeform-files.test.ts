// Detection with free phrases from files: mAP_S with given vectors or by words, beside other conventions for scores.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { MetricsError } from "../../src/index.js";
import { scoreKinds } from "../../src/node/index.js";
import { goldenJson } from "../golden.js";

const place = mkdtempSync(join(tmpdir(), "freeform-"));
afterAll(() => rmSync(place, { recursive: true, force: true }));
function file(name: string, content: unknown): string {
  const path = join(place, name);
  writeFileSync(path, JSON.stringify(content));
  return path;
}
const score = async (gt: string, pred: string, settings: Record<string, string> = {}) =>
  scoreKinds["freeform-box"]!.score(gt, pred, settings);

const bbox = [0, 0, 10, 10];
const gt = file("gt.json", {
  images: [1, 2].map((id) => ({ id, file_name: `${id}.jpg` })),
  categories: ["dog", "traffic light"].map((name, i) => ({ id: i + 1, name })),
  annotations: [1, 2].map((id) => ({ id, image_id: id, category_id: id, bbox, area: 100 })),
});
const predictions = [
  { image_id: 1, phrase: "the dog", bbox },
  { image_id: 2, phrase: "red light", bbox },
];

describe("freeform detection from files", () => {
  it("1. is the mAP_S of given vectors", async () => {
    type Case = { gt: string; predictions: string; classes: string; phrases: string; bbox?: Record<string, unknown> };
    const golden = goldenJson<Record<string, Case>>("map-similarity/expected.json");
    const read = <T>(name: string) => goldenJson<T>(`map-similarity/${name}`);
    for (const each of Object.values(golden).filter((one) => one.bbox)) {
      const classes = read<{ name: string; embedding: number[] }[]>(each.classes);
      const phrases = read<{ phrase: string; embedding: number[] }[]>(each.phrases);
      const vectors = Object.fromEntries([
        ...classes.map(({ name, embedding }) => [name, embedding]),
        ...phrases.map(({ phrase, embedding }) => [phrase, embedding]),
      ]);
      const embeddings = file("vectors.json", vectors);
      const paths = [file("truth.json", read(each.gt)), file("dt.json", read(each.predictions))] as const;
      const evaluation = await score(...paths, { embeddings });
      const { stats } = each.bbox!.keepAllImages as { stats: Record<string, number> };
      expect(evaluation.figures().mAP_S).toBeCloseTo(stats.AP!, 12);
      expect(evaluation.figures().AP50_S).toBeCloseTo(stats.AP50!, 12);
    }
  });

  it("2. compares words without vectors, and shows conventions whose numbers are there", async () => {
    const evaluation = await score(gt, file("plain.json", predictions));
    expect(Object.keys(evaluation.figures())).toEqual(["mAP_S", "AP50_S", "AP (constant)", "AP50 (constant)"]);
    expect(evaluation.figures().mAP_S).toBeCloseTo(1, 12);
    const rated = predictions.map((each, i) => ({ ...each, score: 0.5, ...(i > 0 && { tokenProbability: 0.9 }) }));
    const figures = (await score(gt, file("rated.json", rated))).figures();
    expect(figures["AP (calibrated)"]).toBeCloseTo(1, 12);
    expect(figures).not.toHaveProperty("AP (token probability)");
  });

  it("3. counts pictures without predictions as missed, never as absent", async () => {
    const half = await score(gt, file("half.json", predictions.slice(0, 1)));
    expect(half.figures().mAP_S).toBeCloseTo(0.5, 12);
    expect([0, 1].map((i) => half.alone!(i).mAP_S)).toEqual([expect.closeTo(1, 12), 0]);
    expect(half.note!(0)).toMatchObject({ id: 1, truth: "1 dog", answer: "1 the dog" });
    expect(half.note!(1)).toMatchObject({ id: 2, truth: "1 traffic light", answer: undefined });
    expect((await score(gt, file("none.json", []))).figures()).toMatchObject({ mAP_S: 0, "AP (constant)": 0 });
  });

  it("4. names file, record and field", async () => {
    const refused = async (content: unknown, message: string, settings?: Record<string, string>) => {
      const pred = file("bad.json", content);
      await expect(score(gt, pred, settings)).rejects.toThrow(MetricsError);
      await expect(score(gt, pred, settings)).rejects.toThrow(message);
    };
    await refused([{ image_id: 1, bbox }], "bad.json: predictions[0].phrase is missing");
    await refused([{ ...predictions[0], image_id: 9 }], "bad.json: detections[0].image_id is 9");
    await refused([{ ...predictions[0], bbox: [1] }], "bad.json: detections[0].bbox is not a list of 4 numbers");
    await refused({}, "bad.json: predictions is not a list of records");
    const embeddings = file("few.json", { dog: [1], "traffic light": [2] });
    await refused(predictions, 'few.json: there is no vector for "the dog"; give one for each phrase', { embeddings });
    const zero = file("zero.json", { dog: [0], "traffic light": [2], "the dog": [1], "red light": [1] });
    await refused(predictions, 'zero.json: the vector of "dog" must be', { embeddings: zero });
    await refused(predictions, "odd.json: dog: ", { embeddings: file("odd.json", { dog: [] }) });
  });
});
