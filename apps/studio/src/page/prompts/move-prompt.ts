// Prompts moved and resized, inside their picture.
import { type Box, clipBox, Mask, type Point, type VisualPrompt } from "@refvlm/vision";

interface Size {
  width: number;
  height: number;
}

/** Moved by whole or broken pixels; no part of it leaves the picture. */
export function moved(prompt: VisualPrompt, dx: number, dy: number, size: Size): VisualPrompt {
  if (prompt.kind === "box") return { kind: "box", box: movedBox(prompt.box, dx, dy, size) };
  if (prompt.kind === "mask")
    return { kind: "mask", mask: movedMask(Mask.from(prompt.mask), Math.round(dx), Math.round(dy)) };
  const points = prompt.points.map((point) => inside([point[0] + dx, point[1] + dy], size));
  if (prompt.kind === "scribble") return { ...prompt, points };
  const minus = prompt.minus?.map((point) => inside([point[0] + dx, point[1] + dy], size));
  return { kind: "point", points, ...(minus && { minus }) };
}

/** One side or corner of a box goes along: `left` and so on say which edges follow. */
export function resizedBox(
  [x1, y1, x2, y2]: Box,
  dx: number,
  dy: number,
  { left, top, right, bottom }: { left?: boolean; top?: boolean; right?: boolean; bottom?: boolean },
  { width, height }: Size,
): Box {
  const xs = [x1 + (left ? dx : 0), x2 + (right ? dx : 0)].sort((a, b) => a - b) as [number, number];
  const ys = [y1 + (top ? dy : 0), y2 + (bottom ? dy : 0)].sort((a, b) => a - b) as [number, number];
  const [cx1, cy1, cx2, cy2] = clipBox([xs[0], ys[0], xs[1], ys[1]], width, height);
  return [Math.min(cx1, width - 1), Math.min(cy1, height - 1), Math.max(cx2, cx1 + 1), Math.max(cy2, cy1 + 1)];
}

export function movedBox([x1, y1, x2, y2]: Box, dx: number, dy: number, { width, height }: Size): Box {
  const right = Math.min(Math.max(dx, -x1), width - x2);
  const down = Math.min(Math.max(dy, -y1), height - y2);
  return [x1 + right, y1 + down, x2 + right, y2 + down];
}

/** What leaves the picture is lost, but for a mask that would leave it altogether: that stays. */
export function movedMask(mask: Mask, dx: number, dy: number): Mask {
  const { width, height, data } = mask;
  const next = new Mask(width, height);
  for (let y = Math.max(0, dy); y < Math.min(height, height + dy); y++) {
    const [from, to] = [Math.max(0, -dx), Math.min(width, width - dx)];
    if (to > from) next.data.set(data.subarray((y - dy) * width + from, (y - dy) * width + to), y * width + from + dx);
  }
  return next.area() > 0 ? Mask.fromRle(next.toRle()) : mask;
}

function inside([x, y]: Point, { width, height }: Size): Point {
  return [Math.min(Math.max(x, 0), width), Math.min(Math.max(y, 0), height)];
}
