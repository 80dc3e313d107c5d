// COCO's files as a score: pictures as samples with their notes, and precision over recall.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { boxes } from "../../src/index.js";
import { scoreCoco } from "../../src/node/index.js";

const place = mkdtempSync(join(tmpdir(), "coco-"));
afterAll(() => rmSync(place, { recursive: true, force: true }));
function file(name: string, content: unknown): string {
  const path = join(place, name);
  writeFileSync(path, JSON.stringify(content));
  return path;
}

const bbox = [0, 0, 10, 10];
const gt = file("gt.json", {
  images: [9, 4].map((id) => ({ id, file_name: `${id}.jpg` })),
  categories: [{ id: 1 }],
  annotations: [4, 9].map((image_id, i) => ({ id: i + 1, image_id, category_id: 1, bbox, area: 100 })),
});
const pred = file("pred.json", [{ image_id: 9, category_id: 1, bbox, score: 0.5 }]);

describe("COCO's files as a score", () => {
  const evaluation = scoreCoco(boxes)(gt, pred);

  it("1. count a picture without detections as missed, never as absent", () => {
    expect(evaluation.size).toBe(2);
    expect(evaluation.figures().AR100).toBe(0.5);
    expect([0, 1].map((i) => evaluation.alone!(i).AP)).toEqual([0, expect.closeTo(1, 12)]);
  });

  it("2. say what a picture holds and what was found in it", () => {
    expect([0, 1].map((i) => evaluation.note!(i))).toEqual([
      { id: 4, picture: "4.jpg", truth: "1 category 1", answer: undefined, marks: [{ of: "truth", box: bbox }] },
      {
        id: 9,
        picture: "9.jpg",
        truth: "1 category 1",
        answer: "1 category 1",
        marks: [
          { of: "truth", box: bbox },
          { of: "answer", box: bbox },
        ],
      },
    ]);
  });

  it("3. draw precision over recall, 0 behind the recall that is reached", () => {
    const [{ lines }] = evaluation.plots!();
    expect(lines.map(({ name }) => name)).toEqual(["IoU 0.50", "IoU 0.75", "IoU 0.90"]);
    for (const { points } of lines)
      for (const [recall, precision] of points) expect(precision).toBeCloseTo(recall <= 0.5 ? 1 : 0, 12);
  });
});
