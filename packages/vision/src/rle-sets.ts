// Set operations on run-length masks without decoding them: union, intersection, and COCO's IoU with crowd regions.
import { compressRle, type Rle, RleError, rleArea, rleRuns } from "./rle.js";

/** The union (or with `intersect` the common part) of masks of one size. At least one mask is needed. */
export function mergeRle(masks: readonly Rle[], { intersect = false } = {}): Rle {
  if (masks.length === 0) throw new RleError("nothing to merge: give at least one mask");
  const [first, ...others] = masks;
  let merged = compressRle(first!);
  for (const other of others) {
    checkSameSize(merged, other);
    const runs: number[] = [];
    let value = false;
    let length = 0;
    walk(merged, other, (a, b, step) => {
      const next = intersect ? a && b : a || b;
      if (next !== value) {
        runs.push(length);
        length = 0;
        value = next;
      }
      length += step;
    });
    runs.push(length);
    merged = compressRle({ size: merged.size, counts: runs });
  }
  return merged;
}

/** Pixels that two masks share. */
export function rleIntersection(a: Rle, b: Rle): number {
  checkSameSize(a, b);
  let area = 0;
  walk(a, b, (inA, inB, step) => {
    if (inA && inB) area += step;
  });
  return area;
}

/** Mask IoU as COCO's; with `crowd` (the truth is a crowd region) the union is the detection's own area. 0 if disjoint. */
export function rleIou(detection: Rle, truth: Rle, crowd = false): number {
  const intersection = rleIntersection(detection, truth);
  if (intersection === 0) return 0;
  return intersection / (crowd ? rleArea(detection) : rleArea(detection) + rleArea(truth) - intersection);
}

// Goes through two masks together, in steps over which neither changes.
function walk(a: Rle, b: Rle, visit: (inA: boolean, inB: boolean, step: number) => void): void {
  const runsA = rleRuns(a);
  const runsB = rleRuns(b);
  let [i, j] = [0, 0];
  let [leftA, leftB] = [runsA[0] ?? 0, runsB[0] ?? 0];
  while (i < runsA.length && j < runsB.length) {
    const step = Math.min(leftA, leftB);
    if (step > 0) visit(i % 2 === 1, j % 2 === 1, step);
    leftA -= step;
    leftB -= step;
    if (leftA === 0) leftA = runsA[++i] ?? 0;
    if (leftB === 0) leftB = runsB[++j] ?? 0;
  }
}

function checkSameSize({ size: a }: Rle, { size: b }: Rle): void {
  if (a[0] !== b[0] || a[1] !== b[1])
    throw new RleError(`masks of different pictures: size [${a.join(", ")}] and [${b.join(", ")}]`);
}
