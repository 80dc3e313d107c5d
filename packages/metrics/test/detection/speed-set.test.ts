// At COCO's size (5,000 pictures, 500,000 detections) the figures are pycocotools', too.
import { polygonToRle, rleArea, type XywhBox } from "@refvlm/vision";
import { describe, expect, it } from "vitest";
import { CATEGORIES, Checksum, HEIGHT, octagon, speedPictures, WIDTH } from "../../bench/speed-set.js";
import { boxes, detectionsFrom, evaluateDetections, masks, truthsFrom } from "../../src/index.js";
import { goldenJson } from "../golden.js";
import { expectFigures } from "./golden-cases.js";

interface Speed {
  images: number;
  annotations: number;
  detections: number;
  checksum: { annotations: number; detections: number };
  bbox: { stats: Record<string, number> };
  /** pycocotools 2.0.11. */
  segm: { stats: Record<string, number> };
}

describe("COCO-sized set", () => {
  const golden = goldenJson<Speed>("speed/expected.json");
  const pictures = [...speedPictures(golden.images)];
  const annotations = pictures.flatMap((picture) => picture.annotations);
  const detections = pictures.flatMap((picture) => picture.detections);
  const images = pictures.map(({ id }) => ({ id, width: WIDTH, height: HEIGHT }));
  const rle = (bbox: XywhBox) => polygonToRle(octagon(bbox), WIDTH, HEIGHT);

  it("1. the data are those of the recipe", () => {
    const sums = { annotations: new Checksum(), detections: new Checksum() };
    for (const each of annotations) sums.annotations.add(each, Number.POSITIVE_INFINITY);
    for (const each of detections) sums.detections.add(each, 1000, Math.round(each.score * 1000));
    expect([annotations.length, detections.length]).toEqual([golden.annotations, golden.detections]);
    expect(sums.annotations.value).toBe(golden.checksum.annotations);
    expect(sums.detections.value).toBe(golden.checksum.detections);
  });

  it("2. boxes", () => {
    const measured = annotations.map((each) => ({ ...each, area: each.bbox[2] * each.bbox[3] }));
    const truths = truthsFrom({ images, categories: CATEGORIES, annotations: measured }, boxes);
    const evaluation = evaluateDetections(truths, detectionsFrom(detections, truths));
    expectFigures(evaluation.figures(), golden.bbox.stats);
  });

  it("3. masks: of the first 1,000 pictures, as all take long to be drawn; the bench compares all", () => {
    const first = goldenJson<Pick<Speed, "images" | "segm">>("speed/masks-first-1000.json");
    const chosen = <T extends { image_id: number }>(things: T[]) =>
      things.filter(({ image_id }) => image_id <= first.images);
    const measured = chosen(annotations).map((each) => ({
      ...each,
      segmentation: [octagon(each.bbox)],
      area: rleArea(rle(each.bbox)),
    }));
    const content = { images: images.slice(0, first.images), categories: CATEGORIES, annotations: measured };
    const truths = truthsFrom(content, masks);
    const masked = chosen(detections).map(({ bbox, ...each }) => ({ ...each, segmentation: rle(bbox) }));
    expectFigures(evaluateDetections(truths, detectionsFrom(masked, truths)).figures(), first.segm.stats);
  });
});
