// What was found as labels of Ultralytics' YOLO: a text file a picture, a line an object, everything in shares of the picture.
import { type Box, xyxyToCxcywh } from "../boxes.js";
import { JOINTS, type Keypoint } from "../keypoints.js";
import { Mask } from "../mask.js";
import { maskPolygons } from "../outlines.js";
import type { DetectedObject, DetectedPicture } from "./detected-picture.js";

/** What lines say behind the class: a box; an outline; a box and joints. */
export type YoloTask = "detect" | "segment" | "pose";

/** The left and right of each other, for whoever mirrors pictures. */
const MIRRORED = JOINTS.map((joint) =>
  JOINTS.findIndex((other) => other === joint.replace(/left|right/, (side) => (side === "left" ? "right" : "left"))),
);

type Size = Pick<DetectedPicture, "width" | "height">;

export class YoloExport {
  readonly #task: YoloTask;
  readonly #classes = new Map<string, number>();

  constructor(task: YoloTask) {
    this.#task = task;
  }

  /**
   * The label file of a picture. Each phrase is a class, in the order in which they come.
   * @returns how many objects are left out: those that do not have what the task needs
   */
  add(picture: DetectedPicture): { text: string; leftOut: number } {
    const lines = picture.objects.flatMap((object) => {
      const numbers = writers[this.#task](object, picture);
      return numbers ? [`${[this.#class(object.phrase), ...numbers].join(" ")}\n`] : [];
    });
    return { text: lines.join(""), leftOut: picture.objects.length - lines.length };
  }

  /** `data.yaml` beside the folders `images` and `labels`. */
  get dataset(): string {
    const names = Array.from(this.#classes, ([name, id]) => `  ${id}: ${JSON.stringify(name)}\n`).join("");
    const joints =
      this.#task === "pose" ? `kpt_shape: [${JOINTS.length}, 3]\nflip_idx: [${MIRRORED.join(", ")}]\n` : "";
    return `path: .\ntrain: images\nval: images\n${joints}names:\n${names}`;
  }

  #class(name: string): number {
    const id = this.#classes.get(name) ?? this.#classes.size;
    this.#classes.set(name, id);
    return id;
  }
}

const writers: Record<YoloTask, (object: DetectedObject, size: Size) => string[] | undefined> = {
  detect: (object, size) => boxShares(boxOf(object), size),
  segment: ({ mask }, size) => {
    const parts = mask ? maskPolygons(Mask.from(mask)) : [];
    return parts.length > 0 ? shares(joined(parts), size) : undefined;
  },
  pose: ({ keypoint, ...object }, size) => {
    const box = keypoint && boxShares(boxOf(object) ?? hull(keypoint), size);
    return box && [...box, ...keypoint.flatMap(([x, y, seen]) => [...shares([x, y], size), String(seen)])];
  },
};

function boxOf({ box, mask }: DetectedObject): Box | undefined {
  if (box) return box;
  const area = mask && Mask.from(mask);
  return area && area.area() > 0 ? area.box() : undefined;
}

function boxShares(box: Box | undefined, size: Size): string[] | undefined {
  return box && shares(xyxyToCxcywh(box), size);
}

/** Around the labelled joints. */
function hull(joints: readonly Keypoint[]): Box | undefined {
  const seen = joints.filter(([, , visibility]) => visibility > 0);
  const [xs, ys] = [seen.map(([x]) => x), seen.map(([, y]) => y)];
  return seen.length > 0 ? [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)] : undefined;
}

/** A line holds one outline: parts are joined by cuts without width, there and back. */
function joined([first, ...others]: readonly (readonly number[])[]): number[] {
  const [x, y] = first! as [number, number];
  const parts = others.flatMap((part) => [...part, part[0]!, part[1]!, x, y]);
  return others.length > 0 ? [...first!, x, y, ...parts] : [...first!];
}

/** Pixels x, y, x, y, … as shares of width and height. */
function shares(pixels: readonly number[], { width, height }: Size): string[] {
  return pixels.map((value, i) => (value / (i % 2 === 0 ? width : height)).toFixed(6));
}
