// Object keypoint similarity is pycocotools'.
import type { XywhBox } from "@refvlm/vision";
import { COCO_SIGMAS } from "@refvlm/vision";
import { describe, expect, it } from "vitest";
import { keypointSimilarity } from "../../src/index.js";
import { goldenJson } from "../golden.js";

interface Matrices {
  gt: string;
  dt: string;
  sigmas: number[];
  images: { detections: number[]; annotations: number[]; oks: number[][] }[];
}
type Annotation = { id: number; keypoints: number[]; bbox: XywhBox; area: number };

describe("OKS", () => {
  for (const [name, { gt, dt, sigmas, images }] of Object.entries(
    goldenJson<Record<string, Matrices>>("keypoint-similarity/oks.json"),
  ))
    it(`1. ${name}: every detection with every annotation of its picture`, () => {
      const { annotations } = goldenJson<{ annotations: Annotation[] }>(`keypoint-similarity/${gt}`);
      const byId = new Map(annotations.map((annotation) => [annotation.id, annotation]));
      const detections = goldenJson<{ keypoints: number[] }[]>(`keypoint-similarity/${dt}`);
      expect(images.length).toBeGreaterThan(20);
      for (const image of images)
        for (const [i, row] of image.oks.entries())
          for (const [j, expected] of row.entries()) {
            const { keypoints, bbox, area } = byId.get(image.annotations[j]!)!;
            const detected = detections[image.detections[i]!]!.keypoints;
            const ours = keypointSimilarity(detected, { joints: keypoints, box: bbox }, area, sigmas);
            expect(Math.abs(ours - expected)).toBeLessThan(1e-12);
          }
    });

  it("2. a pose is wholly similar to itself, whatever the joints that are not labelled", () => {
    const joints = COCO_SIGMAS.flatMap((_, k) => [10 * k, 5 * k, k % 3]);
    const moved = joints.map((value, i) => (joints[3 * Math.floor(i / 3) + 2] === 0 ? value + 50 : value));
    expect(keypointSimilarity(moved, { joints, box: [0, 0, 160, 80] }, 5000, COCO_SIGMAS)).toBe(1);
  });
});
