// What Segment Anything is asked for, in the picture's own pixels: a user's prompt of any kind, or the box of a <REF>.
import { type DType, fromTypedArray, type Tensor } from "@refvlm/torch";
import type { Box, Mask, Point, VisualPrompt } from "@refvlm/vision";
import type { SamFrame } from "./frame.js";
import type { SamPrompts } from "./prompt-encoder.js";

export interface PicturePrompt {
  readonly points: readonly { readonly at: Point; readonly belongs: boolean }[];
  readonly box: Box | null;
  readonly mask: Mask | null;
}

/** Points that stand for a scribble. */
const SCRIBBLED = 8;
/** Logit of a pixel that a mask covers; what it leaves out has the opposite. */
const COVERED = 8;

/** A prompt as the user gives it; a mask comes with the box around it, which alone is no prompt to Segment Anything. */
export function picturePrompt(prompt: VisualPrompt): PicturePrompt {
  const belongs = (points: readonly Point[], belongs = true) => points.map((at) => ({ at, belongs }));
  const nothing = { points: [], box: null, mask: null };
  switch (prompt.kind) {
    case "point":
      return { ...nothing, points: [...belongs(prompt.points), ...belongs(prompt.minus ?? [], false)] };
    case "box":
      return { ...nothing, box: prompt.box };
    case "scribble":
      return { ...nothing, points: belongs(evenly(prompt.points, SCRIBBLED)) };
    case "mask":
      return { ...nothing, mask: prompt.mask, box: prompt.mask.area() > 0 ? prompt.mask.box() : null };
  }
}

/** Whether it may mean several things that lie in each other: a part, the whole, all of a kind. */
export function isAmbiguous({ points, box, mask }: PicturePrompt): boolean {
  return points.length === 1 && !box && !mask;
}

/** Prompts of one shape can be asked together. */
export function promptShape({ points, box, mask }: PicturePrompt): string {
  return `${points.length} ${box !== null} ${mask !== null}`;
}

/**
 * Prompts of one shape as the network takes them.
 * @param maskSide cells of a side of mask prompts
 */
export function samPrompts(
  prompts: readonly PicturePrompt[],
  frame: SamFrame,
  maskSide: number,
  { device, dtype }: { device: string; dtype: DType },
): SamPrompts {
  const [{ points, box, mask }] = prompts;
  const n = prompts.length;
  const floats = (values: readonly number[], shape: number[]) =>
    fromTypedArray(Float32Array.from(values), shape).to({ device });
  const asked: SamPrompts = {};
  if (points.length > 0) {
    const all = prompts.flatMap((prompt) => prompt.points);
    const labels = BigInt64Array.from(all, ({ belongs }) => (belongs ? 1n : 0n));
    asked.points = floats(
      all.flatMap(({ at }) => [...frame.point(at)]),
      [n, points.length, 2],
    );
    asked.labels = fromTypedArray(labels, [n, points.length]).to({ device });
  }
  if (box)
    asked.boxes = floats(
      prompts.flatMap((prompt) => [...frame.box(prompt.box!)]),
      [n, 4],
    );
  if (mask) asked.masks = maskLogits(prompts, frame, maskSide).to({ device, dtype });
  return asked;
}

function maskLogits(prompts: readonly PicturePrompt[], frame: SamFrame, side: number): Tensor {
  const values = new Float32Array(prompts.length * side * side);
  for (const [i, { mask }] of prompts.entries()) {
    const covered = frame.corner.maskToUnitSquare(mask!, side);
    values.set(
      covered.map((share) => COVERED * (2 * share - 1)),
      i * side * side,
    );
  }
  return fromTypedArray(values, [prompts.length, 1, side, side]);
}

/** Points along a line at equal distances, its ends among them. */
function evenly(line: readonly Point[], count: number): Point[] {
  const steps = line.slice(1).map(([x, y], i) => Math.hypot(x - line[i][0], y - line[i][1]));
  const length = steps.reduce((sum, step) => sum + step, 0);
  if (length === 0) return [line[0]];
  return Array.from({ length: count }, (_, i) => {
    let left = (length * i) / (count - 1);
    let step = 0;
    while (step < steps.length - 1 && left > steps[step]) left -= steps[step++];
    const share = steps[step] > 0 ? Math.min(1, left / steps[step]) : 0;
    const [[x1, y1], [x2, y2]] = [line[step], line[step + 1]];
    return [x1 + share * (x2 - x1), y1 + share * (y2 - y1)] as const;
  });
}
