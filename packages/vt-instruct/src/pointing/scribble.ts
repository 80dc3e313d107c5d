// A scribble inside a mask, as a hand might draw it: a walk that mostly goes on in its direction.
import type { Point } from "@refvlm/vision";
import type { Random } from "../random.js";
import type { MaskPixels } from "./mask-pixels.js";

/** Turns tried where the way ahead leaves the mask, in radians, the gentlest first. */
const turns = [0, 0.5, -0.5, 1, -1, 1.7, -1.7, 2.5, -2.5, Math.PI];

/** How much the hand wavers from step to step, in radians. */
const waver = 0.45;

/**
 * A line through `points` of `width` pixels inside a mask that is not empty. It begins at a random pixel, or at the
 * first of sixteen that lies half a width inside the mask; where none does, the line is one pixel wide and may touch
 * the border. Each step goes on in the last direction, a little turned; where the pen would leave the mask it turns
 * more, and it stops where no turn keeps it inside, or after 10 to 30 steps. So every point of the line between
 * `points` lies in the mask, and so does its whole width at `points`, to within a pixel.
 */
export function scribbleIn(pixels: MaskPixels, random: Random): { points: Point[]; width: number } {
  const length = Math.sqrt(pixels.area);
  let width = Math.max(1, Math.round(0.06 * Math.min(length, 100)));
  let start = pixels.at(random.below(pixels.area));
  for (let trial = 0; trial < 15 && !clear(pixels, start, width / 2); trial++)
    start = pixels.at(random.below(pixels.area));
  if (!clear(pixels, start, width / 2)) width = 1;

  const step = Math.min(10, Math.max(1, 0.06 * length));
  const points = [start];
  let direction = random.between(-Math.PI, Math.PI);
  for (let left = 10 + random.below(21); left > 0; left--) {
    direction += random.between(-waver, waver);
    const from = points[points.length - 1];
    const turn = turns.find((angle) => canGo(pixels, from, ahead(from, direction + angle, step), width / 2));
    if (turn === undefined) break;
    direction += turn;
    points.push(ahead(from, direction, step));
  }
  return { points, width };
}

function ahead([x, y]: Point, direction: number, step: number): Point {
  return [x + step * Math.cos(direction), y + step * Math.sin(direction)];
}

/** Whether every pixel that the straight way crosses is in the mask, with room for the pen at its end. */
function canGo(pixels: MaskPixels, from: Point, to: Point, room: number): boolean {
  if (!pixels.has(to) || !clear(pixels, to, room)) return false;
  const cuts = [...crossings(from[0], to[0]), ...crossings(from[1], to[1]), 1].sort((a, b) => a - b);
  return cuts.every((cut, i) => {
    const t = (cut + (i === 0 ? 0 : cuts[i - 1])) / 2;
    return pixels.has([from[0] + t * (to[0] - from[0]), from[1] + t * (to[1] - from[1])]);
  });
}

/** Where on the way from `from` to `to`, in 0..1, a coordinate passes from one pixel to the next. */
function crossings(from: number, to: number): number[] {
  const cuts: number[] = [];
  for (let edge = Math.ceil(Math.min(from, to)); edge <= Math.max(from, to); edge++)
    if (from !== to) cuts.push((edge - from) / (to - from));
  return cuts;
}

/** Whether the circle of this radius lies in the mask, looked at in eight directions; half a pixel needs no room. */
function clear(pixels: MaskPixels, [x, y]: Point, radius: number): boolean {
  if (radius <= 0.5) return true;
  const slant = radius * Math.SQRT1_2;
  return (
    pixels.has([x + radius, y]) &&
    pixels.has([x - radius, y]) &&
    pixels.has([x, y + radius]) &&
    pixels.has([x, y - radius]) &&
    pixels.has([x + slant, y + slant]) &&
    pixels.has([x - slant, y + slant]) &&
    pixels.has([x + slant, y - slant]) &&
    pixels.has([x - slant, y - slant])
  );
}
