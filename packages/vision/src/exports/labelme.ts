// What was found as a file of LabelMe: rectangles, polygons and points; what belongs to one object has one group.
import { JOINTS } from "../keypoints.js";
import { Mask } from "../mask.js";
import { maskPolygons } from "../outlines.js";
import { thousandths } from "../units/index.js";
import type { DetectedObject, DetectedPicture } from "./detected-picture.js";

type Pixels = [x: number, y: number];

interface LabelMeShape {
  label: string;
  points: Pixels[];
  group_id: number;
  description: string;
  shape_type: "rectangle" | "polygon" | "point";
  flags: Record<string, boolean>;
}

/** The file that LabelMe keeps beside a picture. */
export interface LabelMeFile {
  version: string;
  flags: Record<string, boolean>;
  shapes: LabelMeShape[];
  imagePath: string;
  imageData: null;
  imageHeight: number;
  imageWidth: number;
}

/** Parts of one mask are polygons of one group; joints are points named by their object and themselves. */
export function labelMeFile({ file, width, height, objects }: DetectedPicture): LabelMeFile {
  return {
    version: "5.5.0",
    flags: {},
    shapes: objects.flatMap((object, i) => shapesOf(object, object.number ?? i + 1)),
    imagePath: file,
    imageData: null,
    imageHeight: height,
    imageWidth: width,
  };
}

function shapesOf({ phrase, score, box, mask, keypoint, point }: DetectedObject, group: number): LabelMeShape[] {
  const shape = (shape_type: LabelMeShape["shape_type"], points: readonly Pixels[], label = phrase): LabelMeShape => ({
    label,
    points: points.map(([x, y]) => [thousandths(x), thousandths(y)]),
    group_id: group,
    description: `score ${score.toFixed(4)}`,
    shape_type,
    flags: {},
  });
  const outlines = mask ? maskPolygons(Mask.from(mask)) : [];
  const joints = (keypoint ?? []).flatMap(([x, y, seen], i) =>
    seen > 0 ? [{ ...shape("point", [[x, y]], `${phrase}: ${JOINTS[i]}`), flags: { hidden: seen === 1 } }] : [],
  );
  return [
    ...(box
      ? [
          shape("rectangle", [
            [box[0], box[1]],
            [box[2], box[3]],
          ]),
        ]
      : []),
    ...outlines.map((outline) => shape("polygon", pairs(outline))),
    ...joints,
    ...(point ? [shape("point", [[point[0], point[1]]])] : []),
  ];
}

function pairs(flat: readonly number[]): Pixels[] {
  return Array.from({ length: flat.length / 2 }, (_, i) => [flat[2 * i]!, flat[2 * i + 1]!]);
}
