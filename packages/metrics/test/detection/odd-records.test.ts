// One odd record does not refuse a whole score: figures are pycocotools' where it gives any, with a remark on what is odd.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { boxes, type Evaluation, evaluateDetections, keypoints, masks, type ShapeKind } from "../../src/index.js";
import { readDetections, readTruths, scoreCoco } from "../../src/node/index.js";
import { goldenJson } from "../golden.js";
import { expectFigures } from "./golden-cases.js";

const place = mkdtempSync(join(tmpdir(), "odd-records-"));
afterAll(() => rmSync(place, { recursive: true, force: true }));
const file = (name: string, text: string) => {
  writeFileSync(join(place, name), text);
  return join(place, name);
};

interface OddCase {
  gt: string;
  dt: string;
  type: "bbox" | "segm";
  useCats: 0 | 1;
  catIds: string;
  stats: number[];
}

describe("COCO files with odd records", () => {
  it.each(goldenJson<OddCase[]>("odd-records/cases.json").map((each, i) => [i, each] as const))(
    "1. case %i: figures are pycocotools'",
    (_, { gt, dt, type, useCats, catIds, stats }) => {
      const ours = <S>(kind: ShapeKind<S>) => {
        const truths = readTruths(file("gt.json", gt), kind);
        const chosen = truths.categories.map(({ id }) => id);
        const categories = chosen.filter((id) => catIds === `["${id}"]` || catIds === `[${id}]`);
        return evaluateDetections(truths, readDetections(file("dt.json", dt), truths), {
          classAgnostic: useCats === 0,
          ...(categories.length > 0 && { categories }),
        }).figures();
      };
      const figures = type === "segm" ? ours(masks) : ours(boxes);
      const names = Object.keys(figures);
      expectFigures(figures, Object.fromEntries(stats.map((value, i) => [names[i]!, value])));
    },
  );
});

/** AP, and what was remarked, of one good truth and one good result beside changed ones. */
function scored(
  kind: ShapeKind<never>,
  { truth = {}, result = {}, picture = {} }: { truth?: object; result?: object; picture?: object },
): { AP: number; remarks: readonly string[] } {
  const bbox = [10, 10, 20, 20];
  const segmentation = [[10, 10, 30, 10, 30, 30, 10, 30]];
  const joints = Array.from({ length: 17 }, (_, i) => [10 + i, 12 + i, 2]).flat();
  const annotation = { id: 1, image_id: 1, category_id: 1, bbox, area: 400, iscrowd: 0, segmentation };
  const gt = file(
    "gt.json",
    JSON.stringify({
      images: [{ id: 1, width: 100, height: 80, file_name: "a.jpg", ...picture }, { id: 2 }],
      categories: [{ id: 1, name: "cup" }],
      annotations: [
        { ...annotation, keypoints: joints, num_keypoints: 17 },
        { ...annotation, keypoints: joints, num_keypoints: 17, id: 2, ...truth },
      ],
    }),
  );
  const detection = { image_id: 1, category_id: 1, score: 0.9, bbox, segmentation, keypoints: joints };
  const pred = file("pred.json", JSON.stringify([detection, { ...detection, score: 0.8, ...result }]));
  const evaluation: Evaluation = scoreCoco(kind)(gt, pred);
  return { AP: evaluation.figures().AP!, remarks: evaluation.remarks!.map((each) => each.replace(`${place}/`, "")) };
}

describe("what is odd is told once, with how often it comes", () => {
  const [box, mask, pose] = [boxes, masks, keypoints()] as unknown as ShapeKind<never>[];
  const rows: [string, ShapeKind<never>, Parameters<typeof scored>[1], number, string | undefined][] = [
    [
      "a result of a category that the truth lacks",
      box!,
      { result: { category_id: 12 } },
      51 / 101,
      "pred.json: detections[1].category_id is 12, which is not among the truth's categories: ignored, as pycocotools does",
    ],
    [
      "a truth of a category that the truth lacks",
      box!,
      { truth: { category_id: "cup" } },
      1,
      'gt.json: annotations[1].category_id is "cup", which is not among the truth\'s categories: ignored, as pycocotools does',
    ],
    [
      "a truth of a picture that is not listed",
      box!,
      { truth: { image_id: 9 } },
      1,
      "gt.json: annotations[1].image_id is 9, which is not among the truth's images: ignored, as pycocotools does",
    ],
    [
      "a truth of negative size",
      box!,
      { truth: { bbox: [30, 30, -20, -20] } },
      51 / 101,
      "gt.json: annotations[1].bbox is [30,30,-20,-20], with a size below 0: it overlaps nothing",
    ],
    [
      "a negative area",
      box!,
      { truth: { area: -1 } },
      1,
      "gt.json: annotations[1].area is -1, a size below 0: found or missed in no range of areas",
    ],
    ["no box beside a mask", mask!, { truth: { bbox: null } }, 1, undefined],
    ["no box beside a mask of a result", mask!, { result: { bbox: null } }, 1, undefined],
    [
      "a box without a mask",
      mask!,
      { result: { segmentation: null } },
      1,
      "pred.json: detections[1].segmentation is missing, so the pixels of the box are taken for the mask",
    ],
    [
      "an odd number of coordinates",
      mask!,
      { truth: { segmentation: [[10, 10, 30, 10, 30, 30, 10, 30, 5]] } },
      1,
      "gt.json: annotations[1].segmentation is [[10,10,30,10,30,30,10,30,5]], with an odd number of coordinates: the last of them is left out",
    ],
    [
      "a polygon of two points",
      mask!,
      {
        truth: {
          segmentation: [
            [10, 10, 30, 10, 30, 30, 10, 30],
            [1, 1, 2, 2],
          ],
        },
      },
      1,
      "gt.json: annotations[1].segmentation is [[10,10,30,10,30,30,10,30],[1,1,2,2]], with a polygon of fewer than three points, which covers nothing",
    ],
    [
      "a mask of another size",
      mask!,
      { result: { segmentation: { size: [5, 5], counts: [0, 25] } } },
      51 / 101,
      'pred.json: detections[1].segmentation is {"size":[5,5],"counts":[0,25]}, of size [5, 5], but picture 1 has [80, 100] (height, width): it overlaps no mask of another size',
    ],
    [
      "a picture whose size is no number, where no mask is drawn",
      box!,
      { picture: { width: "10", height: 0 } },
      1,
      undefined,
    ],
    ["a crowd that is false or null", box!, { truth: { iscrowd: null } }, 1, undefined],
    ["a person without a count of joints", pose!, { truth: { num_keypoints: undefined } }, 1, undefined],
    [
      "a person without a visible joint and without a count, who is neither found nor missed",
      pose!,
      { truth: { num_keypoints: undefined, keypoints: new Array(51).fill(0) } },
      1,
      undefined,
    ],
  ];
  it.each(rows)("1. %s", (_, kind, changes, AP, remark) => {
    const found = scored(kind, changes);
    expect(found.AP).toBeCloseTo(AP, 12);
    expect(found.remarks).toEqual(remark === undefined ? [] : [remark]);
  });

  it("2. and is counted", () => {
    const gt = file(
      "gt.json",
      JSON.stringify({
        images: [{ id: "im1" }],
        categories: [{ id: 1 }],
        annotations: [{ id: 1, image_id: "im1", category_id: 1, bbox: [0, 0, 9, 9], area: 81 }],
      }),
    );
    const results = [3, 1, 2, 4].map((category_id) => ({ image_id: "im1", category_id, bbox: [0, 0, 9, 9], score: 1 }));
    const { remarks, figures } = scoreCoco(boxes)(gt, file("pred.json", JSON.stringify(results)));
    expect(figures().AP).toBeCloseTo(1, 12);
    expect(remarks).toHaveLength(1);
    expect(remarks![0]).toMatch(/detections\[0\]\.category_id is 3, .* \(3 like it\)$/);
  });

  it("3. a picture is named as the truth names it: a text is no number", () => {
    const gt = file(
      "gt.json",
      '{"images": [{"id": 1}], "categories": [{"id": 1}], "annotations": [{"id": 1, "image_id": 1, "category_id": 1, "bbox": [0, 0, 9, 9], "area": 81}]}',
    );
    const pred = file("pred.json", '[{"image_id": "1", "category_id": 1, "bbox": [0, 0, 9, 9], "score": 1}]');
    expect(() => scoreCoco(boxes)(gt, pred)).toThrow(
      'detections[0].image_id is "1", which is not among the truth\'s images; there it is the number 1',
    );
    const mixed = file("gt.json", '{"images": [{"id": 1}, {"id": "b"}], "categories": [{"id": 1}], "annotations": []}');
    expect(() => scoreCoco(boxes)(mixed, pred)).toThrow(
      'images[1].id is "b", but others are numbers; use one kind of id',
    );
  });

  it("4. ids beyond 2^53 are not rounded: two that a number cannot tell apart stay two", () => {
    const annotation = (id: number, picture: string) =>
      `{"id": ${id}, "image_id": ${picture}, "category_id": 1, "bbox": [0, 0, 9, 9], "area": 81}`;
    const gt = file(
      "gt.json",
      `{"annotations": [${annotation(1, "9007199254740993")}, ${annotation(2, "9007199254740992")}],
        "images": [{"id": 9007199254740993}, {"id" : 9007199254740992}], "categories": [{"id": 1}]}`,
    );
    const pred = file(
      "pred.json",
      '[{"image_id": 9007199254740993, "category_id": 1, "bbox": [0, 0, 9, 9], "score": 1}]',
    );
    const evaluation = scoreCoco(boxes)(gt, pred);
    expect(evaluation.size).toBe(2);
    expect(evaluation.figures().AP).toBeCloseTo(51 / 101, 12); // one of two is found
    expect(evaluation.note!(1).id).toBe(9007199254740993n);
  });
});
