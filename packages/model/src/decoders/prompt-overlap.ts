// How much what a user points at is what a box holds: one measure for points, boxes, scribbles and masks.
import { type Tensor, tensor } from "@refvlm/torch";
import { type Box, type CxcywhBox, type Frame, type Point, promptMask, type VisualPrompt } from "@refvlm/vision";
import type { UnitQueries } from "../router.js";
import { pointedAt } from "./pointed-at.js";

/** Sums of what prompts cover of pictures, of which every bridge asks; each lasts as long as its picture's frame and its prompt. */
const known = new WeakMap<Frame, WeakMap<VisualPrompt, Float64Array>>();

/** What half a side from the middle of a box takes from its overlap with a point: people point at the middle of things. */
const OFF_CENTRE = 2;

/**
 * IoU of the pixels that a prompt covers with those of each box; of a point, the less the further it is from the box's middle.
 * Of boxes around a point the smallest has the most.
 * @param boxes cxcywh on the padded square, one after the other
 */
export function promptOverlap(prompt: VisualPrompt, frame: Frame, boxes: Float32Array): Float32Array {
  const { width } = frame;
  const sums = sumsOf(prompt, frame);
  const covered = sums.at(-1)!;
  return Float32Array.from({ length: boxes.length / 4 }, (_, n) => {
    const [x1, y1, x2, y2] = frame
      .fromUnitSquare(boxes.slice(4 * n, 4 * n + 4) as unknown as CxcywhBox)
      .map(Math.round);
    const at = (x: number, y: number) => sums[y * (width + 1) + x];
    const shared = at(x2, y2) - at(x1, y2) - at(x2, y1) + at(x1, y1);
    const overlap = shared / (covered + (x2 - x1) * (y2 - y1) - shared);
    return prompt.kind === "point"
      ? overlap / (1 + OFF_CENTRE * offCentre(prompt.points, [x1, y1, x2, y2])) ** 2
      : overlap;
  });
}

/**
 * The same for the prompts of each query's question, the most of them; 1 where the user points at nothing: [B, Q, N].
 * @param frames of the queries' pictures
 * @param boxes cxcywh on the padded square, [B, N, 4]
 */
export function promptedOverlap({ groups, groupIds }: UnitQueries, frames: readonly Frame[], boxes: Tensor): Tensor {
  const [, width] = groupIds.shape;
  const [, count] = boxes.shape;
  const values = new Float32Array(groupIds.numel * count).fill(1);
  const all = boxes.detach().to("float32").toTypedArray() as Float32Array;
  for (const { slots, prompts = [] } of groups) {
    if (prompts.length === 0) continue;
    const row = Math.floor(slots[0] / width);
    const own = all.subarray(4 * count * row, 4 * count * (row + 1));
    const each = prompts.map((prompt) => promptOverlap(prompt, frames[row], own));
    const most = each[0].map((_, n) => Math.max(...each.map((overlap) => overlap[n])));
    for (const slot of slots) values.set(most, slot * count);
  }
  return tensor(values, { shape: [...groupIds.shape, count], device: boxes.device });
}

/**
 * 1 where a proposal has nothing of what alone a query can mean, 0 elsewhere: [B, Q, N].
 * @param overlap as `promptedOverlap` gives it
 */
export function besidePrompts({ groups, groupIds }: UnitQueries, overlap: Tensor): Tensor {
  const meant = new Float32Array(groupIds.numel);
  for (const group of groups)
    for (const [i, slot] of group.slots.entries())
      if (group.looksAway === false && pointedAt(group, i)) meant[slot] = 1;
  const only = tensor(meant, { shape: [...groupIds.shape, 1], device: overlap.device });
  return overlap.eq(0).to("float32").mul(only);
}

/** Mean of the squares of how far points are from a box's middle, in half sides of it. */
function offCentre(points: readonly Point[], [x1, y1, x2, y2]: Box): number {
  const along = (at: number, from: number, to: number) => (2 * at - from - to) / Math.max(to - from, 1);
  const squares = points.map(([x, y]) => along(x, x1, x2) ** 2 + along(y, y1, y2) ** 2);
  return squares.reduce((sum, each) => sum + each, 0) / points.length;
}

function sumsOf(prompt: VisualPrompt, frame: Frame): Float64Array {
  const { width, height } = frame;
  const own = known.get(frame) ?? new WeakMap<VisualPrompt, Float64Array>();
  known.set(frame, own);
  const sums = own.get(prompt) ?? summedArea(promptMask(prompt, width, height).data, width, height);
  own.set(prompt, sums);
  return sums;
}

/** Sums over all pixels above and left of each corner: (width + 1) x (height + 1). */
function summedArea(mask: ArrayLike<number>, width: number, height: number): Float64Array {
  const sums = new Float64Array((width + 1) * (height + 1));
  for (let y = 0; y < height; y++)
    for (let x = 0, line = 0; x < width; x++) {
      line += mask[y * width + x] ? 1 : 0;
      sums[(y + 1) * (width + 1) + x + 1] = sums[y * (width + 1) + x + 1] + line;
    }
  return sums;
}
