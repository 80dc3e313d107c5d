// Bad files of truth or results are refused by file, record and field; what is missing counts as wrong.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import {
  boxes,
  detectionsFrom,
  evaluateDetections,
  keypoints,
  MetricsError,
  masks,
  type ShapeKind,
  truthsFrom,
} from "../../src/index.js";
import { readDetections, readTruths } from "../../src/node/index.js";

const square = { size: [10, 10], counts: [0, 20, 80] };
const annotation = { id: 1, image_id: 1, category_id: 3, bbox: [0, 0, 2, 10], area: 20, segmentation: square };
const truth = {
  images: [
    { id: 2, width: 10, height: 10 },
    { id: 1, width: 10, height: 10 },
  ],
  categories: [{ id: 3, name: "cat" }],
  annotations: [annotation, { ...annotation, id: 2, image_id: 2 }],
};
const detection = { image_id: 1, category_id: 3, score: 0.5, bbox: [0, 0, 2, 10], segmentation: square };

function expectError(run: () => unknown, ...parts: string[]): void {
  let message = "no error";
  try {
    run();
  } catch (error) {
    expect(error).toBeInstanceOf(MetricsError);
    message = (error as Error).message;
  }
  for (const part of parts) expect(message).toContain(part);
}

describe("annotation files", () => {
  const withAnnotation = (changed: object, kind: ShapeKind<unknown> = boxes) =>
    expectErrorOf({ ...truth, annotations: [annotation, { ...annotation, id: 2, ...changed }] }, kind);
  const expectErrorOf =
    (content: unknown, kind: ShapeKind<unknown> = boxes) =>
    (...parts: string[]) =>
      expectError(() => truthsFrom(content, kind, "truth.json"), "truth.json", ...parts);

  it("1. fields that are missing, not finite, or unknown ids", () => {
    withAnnotation({ area: undefined })("annotations[1].area is missing");
    withAnnotation({ area: Number.NaN })("annotations[1].area is NaN");
    withAnnotation({ bbox: undefined, segmentation: undefined })("annotations[1].bbox is missing");
    withAnnotation({ bbox: [1, 2, 3] })("annotations[1].bbox is not a list of 4 numbers");
    withAnnotation({ bbox: [1, 2, Number.POSITIVE_INFINITY, 4] })("annotations[1].bbox[2] is Infinity");
    withAnnotation({ image_id: null })("annotations[1].image_id is null, not an integer");
    withAnnotation({ category_id: undefined })("annotations[1].category_id is missing");
    withAnnotation({ area: "20" })('annotations[1].area is "20", not a finite number');
    withAnnotation({ iscrowd: "0" })('annotations[1].iscrowd is "0", not 0 or 1');
    expectErrorOf({ ...truth, images: [{ id: 1 }, { id: "2" }] })('images[1].id is "2", but others are numbers');
    expectErrorOf({ ...truth, images: [{ id: 1, neg_category_ids: 3 }] })("images[0].neg_category_ids is not a list");
  });

  it("2. ids that come twice, and the id that official tools cannot match", () => {
    withAnnotation({ id: 1 })("annotations[1].id is 1, that of annotations[0] too");
    withAnnotation({ id: 0 })("annotations[1].id is 0", "number from 1");
    expectErrorOf({ ...truth, images: [{ id: 1 }, { id: 1 }] })("images[1].id is 1");
    expectErrorOf({ ...truth, categories: [{ id: 3 }, { id: 3 }] })("categories[1].id is 3");
  });

  it("3. files of another structure, or without pictures", () => {
    expectErrorOf([])("is no annotation file");
    expectErrorOf({ ...truth, images: [] })("images is empty");
    expectErrorOf({ ...truth, annotations: {} })("annotations is not a list");
    expectErrorOf({ ...truth, annotations: [null] })("annotations[0] is null, not a record");
    expectErrorOf({ ...truth, annotations: [undefined] })("annotations[0] is undefined, not a record");
    expectErrorOf({ ...truth, annotations: [[1]] })("annotations[0] is [1], not a record");
    expectErrorOf({ ...truth, categories: undefined })("categories is not a list");
  });

  it("4. masks that are none, or of another picture", () => {
    const kind = masks as ShapeKind<unknown>;
    withAnnotation({ segmentation: undefined }, kind)("annotations[1].segmentation is missing");
    withAnnotation({ segmentation: { size: [10, 10], counts: [5] } }, kind)("annotations[1].segmentation", "5 pixels");
    withAnnotation({ segmentation: [[0, 0, 1]] }, kind)("annotations[1].segmentation", "three finite x, y pairs");
    withAnnotation({ segmentation: 5 }, kind)("annotations[1].segmentation", "its size is undefined");
    withAnnotation({ segmentation: { size: ["10", 10], counts: [100] } }, kind)('its size is ["10",10], not [height');
    withAnnotation({ segmentation: { size: [10, 10] } }, kind)("annotations[1].segmentation", "neither run lengths");
    const polygon = { ...annotation, segmentation: [[0, 0, 5, 0, 5, 5]] };
    for (const [side, told] of [
      [undefined, "undefined"],
      ["10", '"10"'],
      [0, "0"],
    ]) {
      const unsized = { ...truth, images: [{ id: 1, width: side, height: 10 }] };
      expectErrorOf({ ...unsized, annotations: [polygon] }, kind)(
        "annotations[0].segmentation",
        `width and height are ${told} and 10`,
      );
    }
  });

  it("5. poses with another number of joints", () => {
    const kind = keypoints([0.1, 0.1]) as ShapeKind<unknown>;
    withAnnotation({}, kind)("annotations[0].keypoints is missing");
    const posed = { ...annotation, keypoints: [1, 2, 2] };
    expectErrorOf({ ...truth, annotations: [posed] }, kind)("annotations[0].keypoints has 3 numbers", "2 joints");
    const counted = { ...annotation, num_keypoints: "2" };
    expectErrorOf({ ...truth, annotations: [counted] }, kind)('annotations[0].num_keypoints is "2"');
  });
});

describe("result files", () => {
  const truths = truthsFrom(truth, boxes);
  const withDetection =
    (changed: object) =>
    (...parts: string[]) =>
      expectError(
        () => detectionsFrom([detection, { ...detection, ...changed }], truths, "dt.json"),
        "dt.json",
        ...parts,
      );

  it("1. fields that are missing, not finite, or unknown ids", () => {
    withDetection({ image_id: 9 })("detections[1].image_id is 9, which is not among the truth's images");
    withDetection({ category_id: null })("detections[1].category_id is null, not an integer");
    withDetection({ score: Number.NaN })("detections[1].score is NaN");
    withDetection({ score: undefined })("detections[1].score is missing");
    withDetection({ score: "0.5" })('detections[1].score is "0.5", not a finite number');
    withDetection({ bbox: [0, 0, 1] })("detections[1].bbox is not a list of 4 numbers");
    withDetection({ bbox: undefined, segmentation: undefined })("detections[1].bbox is missing");
    expectError(() => detectionsFrom({}, truths, "dt.json"), "dt.json is no result file");
  });

  it("2. boxes are taken from the mask or the joints where there is no box", () => {
    const { bbox, ...masked } = detection;
    const posed = { image_id: 1, category_id: 3, score: 1, keypoints: [1, 2, 0, 4, 8, 0] };
    const found = detectionsFrom([masked, { ...masked, bbox: [] }, posed], truths);
    expect(found.shapes).toEqual([bbox, bbox, [1, 2, 3, 6]]);
    expect([...found.area]).toEqual([20, 20, 18]);
  });

  const folder = mkdtempSync(join(tmpdir(), "refvlm-detection-"));
  afterAll(() => rmSync(folder, { recursive: true }));
  const file = (name: string, text: string) => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };

  it("3. files that are empty, no JSON or absent are named", () => {
    expectError(() => readTruths(file("a.json", ""), boxes), "a.json", "empty");
    expectError(() => readDetections(file("b.json", '[{"score": NaN}]'), truths), "b.json", "NaN");
    expectError(() => readDetections(join(folder, "c.json"), truths), "c.json");
    expectError(() => readDetections(file("d.json", JSON.stringify(truth)), truths), "d.json is no result file");
  });

  it("4. files give what their content gives", () => {
    const read = readTruths(file("truth.json", JSON.stringify(truth)), boxes);
    const found = readDetections(file("dt.json", JSON.stringify([detection])), read);
    expect(evaluateDetections(read, found).figures().AP).toBeCloseTo(51 / 101, 12); // one of two found
  });
});

describe("options", () => {
  const truths = truthsFrom(truth, boxes);
  const detections = detectionsFrom([detection], truths);

  it("1. contradictions are refused", () => {
    const evaluate = (options: object) => () => evaluateDetections(truths, detections, options);
    expectError(evaluate({ thresholds: [] }), "option thresholds");
    expectError(evaluate({ recalls: [0.5, 0.1] }), "option recalls must be one or more ascending numbers");
    expectError(evaluate({ maxDetections: [Number.NaN] }), "option maxDetections");
    expectError(evaluate({ areas: {} }), "option areas");
    expectError(evaluate({ pictures: [] }), "option pictures is empty");
    expectError(evaluate({ pictures: [5] }), "option pictures: 5 is not among the truth's pictures");
    expectError(evaluate({ categories: [5] }), "option categories: 5");
  });

  it("2. thresholds without 0.5 have no AP50", () => {
    const evaluation = evaluateDetections(truths, detections, { thresholds: [0.6] });
    expect(evaluation.figures().AP50).toBeNaN();
    expect(evaluation.perCategory().get(3)!.AP50).toBeNaN();
    expect(evaluation.figures().AP).toBeGreaterThan(0);
  });
});

describe("missing answers", () => {
  const kinds = { boxes, masks, keypoints: keypoints([0.1]) } as Record<string, ShapeKind<unknown>>;
  const withJoints = truth.annotations.map((each) => ({ ...each, keypoints: [1, 5, 2], area: 2000 }));
  for (const [name, kind] of Object.entries(kinds)) {
    const truths = truthsFrom({ ...truth, annotations: withJoints }, kind);
    it(`1. ${name}: a picture without detections counts as missed, and no detections at all score 0`, () => {
      const figures = (ids: number[]) => {
        const found = ids.map((image_id) => ({ ...detection, image_id, keypoints: [1, 5, 1], bbox: [0, 0, 2, 10] }));
        return evaluateDetections(truths, detectionsFrom(found, truths)).figures();
      };
      expect(figures([1, 2]).AP).toBeCloseTo(1, 12);
      expect(figures([1]).AP).toBeCloseTo(51 / 101, 12);
      expect(figures([]).AP).toBe(0);
      expect(figures([]).AP50).toBe(0);
    });
  }
});
