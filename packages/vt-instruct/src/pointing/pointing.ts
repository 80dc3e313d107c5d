// How a user points at an object: the visual prompt of each kind, drawn from what is labelled.
import { type Box, type PromptKind, promptKinds, type VisualPrompt } from "@refvlm/vision";
import type { Random } from "../random.js";
import type { AnnotatedObject } from "../sample/annotated.js";
import { MaskPixels } from "./mask-pixels.js";
import { scribbleIn } from "./scribble.js";

/** How far a hand-drawn box may be off, as a share of its sides. */
const boxJitter = 0.06;

/** A point is anywhere in the mask; without one, in the middle third of the box, where the object most likely is. */
const middle = [1 / 3, 2 / 3] as const;

/** The kinds of prompt that can be drawn for this object, or were published: scribbles and masks take a mask. */
export function kindsFor({ mask, stuff, prompts = [] }: AnnotatedObject): readonly PromptKind[] {
  return promptKinds.filter(
    (kind) =>
      prompts.some((prompt) => prompt.kind === kind) ||
      // Nobody boxes the sky to point at it: there is too much else in its box.
      (kind === "box" ? !stuff : kind === "point" || mask !== undefined),
  );
}

/**
 * A prompt of this kind for an object of a picture of `width` x `height` pixels: one that was published, or a drawn one.
 * Undefined where the object has no mask to draw it in, or an empty one.
 */
export function pointAt(
  { box, mask, prompts = [] }: AnnotatedObject,
  kind: PromptKind,
  { width, height }: { readonly width: number; readonly height: number },
  random: Random,
): VisualPrompt | undefined {
  const published = prompts.filter((prompt) => prompt.kind === kind);
  if (published.length > 0) return random.pick(published);
  if (kind === "box") return { kind, box: jittered(box, width, height, random) };
  if (!mask) {
    if (kind !== "point") return undefined;
    const [x1, y1, x2, y2] = box;
    const between = (low: number, high: number) => low + (high - low) * random.between(...middle);
    return { kind, points: [[between(x1, x2), between(y1, y2)]] };
  }
  const pixels = new MaskPixels(mask);
  if (pixels.area === 0) return undefined;
  if (kind === "point") return { kind, points: [pixels.at(random.below(pixels.area))] };
  if (kind === "scribble") return { kind, ...scribbleIn(pixels, random) };
  return { kind, mask };
}

/** Each edge moved by up to `boxJitter`, inside the picture. */
function jittered(box: Box, width: number, height: number, random: Random): Box {
  const [x1, y1, x2, y2] = box;
  const moved = (edge: number, side: number, limit: number) =>
    Math.min(limit, Math.max(0, edge + side * random.between(-boxJitter, boxJitter)));
  const [w, h] = [x2 - x1, y2 - y1];
  return [moved(x1, w, width), moved(y1, h, height), moved(x2, w, width), moved(y2, h, height)];
}
