// YOLO's and LabelMe's files hold what was found: read back by their own rules they give the same boxes, masks and joints.
import { describe, expect, it } from "vitest";
import { type DetectedPicture, type Keypoint, labelMeFile, Mask, YoloExport, type YoloTask } from "../src/index.js";

const [width, height] = [40, 20];
/** Two parts, one with a hole. */
const mask = Mask.fromBox([2, 2, 12, 12], width, height)
  .subtract(Mask.fromBox([5, 5, 8, 8], width, height))
  .union(Mask.fromBox([20, 10, 30, 18], width, height));
const joints = Array.from({ length: 17 }, (_, i): Keypoint => (i === 4 ? [0, 0, 0] : [i + 10, i, i === 2 ? 1 : 2]));
const picture: DetectedPicture = {
  file: "a.png",
  width,
  height,
  objects: [
    { phrase: "dog", score: 0.9, box: [4, 5, 14, 15] },
    { phrase: "cup: red", score: 0.8, mask, box: mask.box() },
    { phrase: "person", score: 0.7, keypoint: joints },
    { phrase: "dog", score: 0.5, point: [3, 4] },
  ],
};

function yolo(task: YoloTask) {
  const exported = new YoloExport(task);
  const { text, leftOut } = exported.add(picture);
  const lines = text
    .trimEnd()
    .split("\n")
    .map((line) => line.split(" ").map(Number));
  return { lines, leftOut, dataset: exported.dataset };
}

const pixels = (shares: readonly number[]) => shares.map((share, i) => share * (i % 2 === 0 ? width : height));

describe("YOLO", () => {
  it("writes boxes as centre and size in shares of the picture, classes in the order in which they come", () => {
    const { lines, leftOut, dataset } = yolo("detect");
    expect(lines).toEqual([
      [0, 0.225, 0.5, 0.25, 0.5],
      [1, 0.4, 0.5, 0.7, 0.8],
    ]);
    expect(leftOut).toBe(2);
    expect(dataset).toBe('path: .\ntrain: images\nval: images\nnames:\n  0: "dog"\n  1: "cup: red"\n');
  });

  it("writes a mask of several parts and holes as one outline that covers the same pixels", () => {
    const { lines, leftOut } = yolo("segment");
    expect([lines.length, leftOut]).toEqual([1, 3]);
    const outline = pixels(lines[0]!.slice(1));
    expect(Mask.fromPolygons([outline], width, height).data).toEqual(mask.data);
  });

  it("writes joints behind the box around them, with their visibility, and how they mirror", () => {
    const { lines, dataset } = yolo("pose");
    expect(lines[0]!.slice(0, 5)).toEqual([0, 0.45, 0.4, 0.4, 0.8]);
    const read = Array.from({ length: 17 }, (_, i) => {
      const [x, y, seen] = lines[0]!.slice(5 + 3 * i, 8 + 3 * i);
      return [Math.round(x! * width), Math.round(y! * height), seen];
    });
    expect(read).toEqual(joints);
    expect(dataset).toContain(
      "kpt_shape: [17, 3]\nflip_idx: [0, 2, 1, 4, 3, 6, 5, 8, 7, 10, 9, 12, 11, 14, 13, 16, 15]",
    );
  });
});

describe("LabelMe", () => {
  const { shapes, ...file } = labelMeFile(picture);
  const of = (group: number) => shapes.filter((shape) => shape.group_id === group);

  it("names the picture and its size", () => {
    expect(file).toMatchObject({ imagePath: "a.png", imageWidth: 40, imageHeight: 20, imageData: null });
  });

  it("keeps what belongs to one object in one group: a box, parts of a mask, labelled joints", () => {
    expect(of(1)).toMatchObject([
      {
        label: "dog",
        shape_type: "rectangle",
        points: [
          [4, 5],
          [14, 15],
        ],
      },
    ]);
    expect(of(2).map(({ shape_type }) => shape_type)).toEqual(["rectangle", "polygon", "polygon"]);
    const outlines = of(2)
      .slice(1)
      .map(({ points }) => points.flat());
    expect(Mask.fromPolygons(outlines, width, height).data).toEqual(mask.data);
    expect(of(3)).toHaveLength(16);
    expect(of(3)[2]).toMatchObject({ label: "person: right eye", points: [[12, 2]], flags: { hidden: true } });
    expect(of(4)).toMatchObject([{ shape_type: "point", points: [[3, 4]] }]);
  });
});
