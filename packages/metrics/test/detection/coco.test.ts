// COCO AP for boxes, masks and keypoints is pycocotools'.
import { describe, expect, it } from "vitest";
import { boxes, COCO_PARAMETERS, KEYPOINT_PARAMETERS, keypoints, masks } from "../../src/index.js";
import { goldenJson } from "../golden.js";
import { evaluateCase, expectCase, type GoldenCase } from "./golden-cases.js";

type Cases = Record<string, GoldenCase>;

describe("COCO boxes", () => {
  for (const [name, golden] of Object.entries(goldenJson<Cases>("coco-bbox/expected.json")))
    it(`1. ${name}: figures, categories and arrays are pycocotools'`, () => {
      expectCase(evaluateCase("coco-bbox", golden, boxes), golden);
    });

  it("2. the whole arrays of the demo's detections are pycocotools'", () => {
    const golden = goldenJson<Cases>("coco-bbox/expected.json")["val2014-fakebbox100"]!;
    type Arrays = Required<GoldenCase>["arrays"];
    const { catIds, ...arrays } = goldenJson<Arrays & { catIds: number[] }>("coco-bbox/val2014-arrays.json");
    expect(Object.keys(arrays)).toEqual(["precision", "recall", "scores"]);
    const evaluation = evaluateCase("coco-bbox", golden, boxes);
    expect(evaluation.classes.map(({ id }) => id)).toEqual(catIds);
    expectCase(evaluation, { ...golden, arrays });
  });

  it("3. thresholds and recalls are numpy's to the last bit", () => {
    type Official = {
      iouThrs: number[];
      recThrs: number[];
      maxDets: number[];
      areaRng: number[][];
      areaRngLbl: string[];
    };
    for (const [folder, ours] of Object.entries({
      "coco-bbox": COCO_PARAMETERS,
      "coco-keypoints": KEYPOINT_PARAMETERS,
    })) {
      const official = goldenJson<Official>(`${folder}/parameters.json`);
      expect(ours.thresholds).toEqual(official.iouThrs);
      expect(ours.recalls).toEqual(official.recThrs);
      expect(ours.maxDetections).toEqual(official.maxDets);
      expect(Object.entries(ours.areas)).toEqual(official.areaRngLbl.map((name, i) => [name, official.areaRng[i]]));
    }
  });
});

describe("COCO masks", () => {
  for (const [name, golden] of Object.entries(goldenJson<Cases>("coco-segm/expected.json")))
    it(`1. ${name}: figures, categories and arrays are pycocotools'`, () => {
      if (golden.type === "segm") expectCase(evaluateCase("coco-segm", golden, masks), golden);
      else expectCase(evaluateCase("coco-segm", golden, boxes), golden);
    });
});

describe("COCO keypoints", () => {
  for (const [name, golden] of Object.entries(goldenJson<Cases>("coco-keypoints/expected.json")))
    it(`1. ${name}: figures, categories and arrays are pycocotools'`, () => {
      const { kptOksSigmas } = golden.params as { kptOksSigmas?: number[] };
      expectCase(evaluateCase("coco-keypoints", golden, keypoints(kptOksSigmas)), golden);
    });
});
