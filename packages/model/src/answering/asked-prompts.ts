// What a user points at, checked: each visual prompt lies in the picture, and the words of the question have a place for it.
import { nearestKey } from "@refvlm/config";
import type { Part } from "@refvlm/trp";
import { type Frame, Mask, type Point, promptKinds, type VisualPrompt } from "@refvlm/vision";
import { RequestError } from "./errors.js";
import type { QuestionContext } from "./question.js";

/** Most visual prompts of one question. */
export const MOST_PROMPTS = 16;

type Size = Pick<Frame, "width" | "height">;

/**
 * The prompts of a conversation's turns, the question's last.
 * @param size of the picture, in pixels
 * @throws RequestError naming the prompt: outside the picture or empty, of no known kind, of another picture's size, too
 *   many, without a place in the question's parts, or a place without one
 */
export function askedPrompts(
  { parts, prompts, history = [] }: QuestionContext & { parts: readonly Part[] },
  size: Size,
): VisualPrompt[][] {
  const turns = [
    ...history.map((turn, i) => ({ ...turn, field: `history.${i}.` })),
    { user: parts, prompts, field: "" },
  ];
  return turns.map(({ user, prompts = [], field }) => {
    checkPlaces(user, prompts, field);
    for (const [i, prompt] of prompts.entries()) checkPrompt(prompt, size, `${field}prompts.${i}`);
    return [...prompts];
  });
}

/** Prompts that no question is asked with. @throws RequestError naming the prompt, as `askedPrompts` */
export function checkPrompts(prompts: readonly VisualPrompt[], size: Size): void {
  for (const [i, prompt] of prompts.entries()) checkPrompt(prompt, size, `prompts.${i}`);
}

/** Every prompt has a place in the words, and every place a prompt. */
function checkPlaces(user: readonly Part[], prompts: readonly unknown[], field: string): void {
  if (prompts.length > MOST_PROMPTS)
    throw new RequestError(`${field}prompts: ${prompts.length} in one question; at most ${MOST_PROMPTS} are read`);
  const places = user.flatMap((part) => (part.type === "prompt" ? [part.index] : []));
  const bare = places.find((index) => !(index in prompts));
  if (bare !== undefined)
    throw new RequestError(
      `${field}prompts: the question has a place for prompt ${bare}, counted from 0, but ${prompts.length} are given`,
    );
  const unused = prompts.findIndex((_, index) => !places.includes(index));
  if (unused >= 0)
    throw new RequestError(
      `${field}prompts.${unused}: the question has no place for it; add the part { type: "prompt", index: ${unused} }`,
    );
  if (places.length > MOST_PROMPTS)
    throw new RequestError(
      `${field}prompts: ${places.length} places in one question; at most ${MOST_PROMPTS} are read`,
    );
}

function checkPrompt(prompt: VisualPrompt, size: Size, field: string): void {
  const fault = (message: string) => new RequestError(`${field}${message}`);
  const places = (points: readonly Point[], key: string, { allInside = true } = {}) => {
    if (!Array.isArray(points) || points.length === 0) throw fault(`.${key}: needs a point [x, y], in pixels`);
    for (const [i, point] of points.entries()) {
      if (!areNumbers(point, 2)) throw fault(`.${key}.${i}: must be [x, y], in pixels; it is ${shown(point)}`);
      if (allInside && !isInside(point, size)) throw fault(`.${key}.${i}: [${point}] ${outside(size)}`);
    }
    if (!points.some((point) => isInside(point, size))) throw fault(`.${key}: every point ${outside(size)}`);
  };
  switch (prompt?.kind) {
    case "point":
      places(prompt.points, "points");
      if (prompt.minus !== undefined) places(prompt.minus, "minus");
      return;
    case "box": {
      const { box } = prompt;
      if (!areNumbers(box, 4)) throw fault(`.box: must be [x1, y1, x2, y2], in pixels; it is ${shown(box)}`);
      const [x1, y1, x2, y2] = box;
      if (!(x1 < x2 && y1 < y2)) throw fault(`.box: [${box}] needs x1 < x2 and y1 < y2`);
      if (x2 <= 0 || y2 <= 0 || x1 >= size.width || y1 >= size.height) throw fault(`.box: [${box}] ${outside(size)}`);
      return;
    }
    case "scribble":
      // Hands slip over the edge: what is drawn there is cut off.
      places(prompt.points, "points", { allInside: false });
      if (!(prompt.width > 0 && Number.isFinite(prompt.width)))
        throw fault(`.width: must be above 0, in pixels; it is ${shown(prompt.width)}`);
      return;
    case "mask": {
      const { mask } = prompt;
      if (!(mask instanceof Mask))
        throw fault(`.mask: must be a Mask; it is ${shown(mask)}. Mask.from makes one of a clone or of JSON`);
      if (mask.width !== size.width || mask.height !== size.height)
        throw fault(
          `.mask: has ${mask.width} x ${mask.height} pixels, the picture ${size.width} x ${size.height}: is it another picture's?`,
        );
      if (mask.area() === 0) throw fault(".mask: is empty; mark at least one pixel");
      return;
    }
    default:
      throw fault(`.kind: ${unknownKind((prompt as { kind?: unknown } | undefined)?.kind)}`);
  }
}

function unknownKind(kind: unknown): string {
  const nearest = typeof kind === "string" ? nearestKey(kind, promptKinds) : null;
  return `${shown(kind)} is none; ${nearest ? `did you mean "${nearest}"?` : `choose one of ${promptKinds.join(", ")}`}`;
}

function isInside([x, y]: Point, { width, height }: Size): boolean {
  return x >= 0 && y >= 0 && x <= width && y <= height;
}

function outside({ width, height }: Size): string {
  return `lies outside the picture of ${width} x ${height} pixels`;
}

function areNumbers(value: unknown, length: number): boolean {
  return Array.isArray(value) && value.length === length && value.every(Number.isFinite);
}

/** A wrong value, short, whatever it is. */
function shown(value: unknown): string {
  if (typeof value === "function" || (typeof value === "object" && value !== null && !Array.isArray(value)))
    return `a ${value.constructor?.name ?? "object"}`;
  const text = Array.isArray(value)
    ? `[${value.map(String)}]`
    : typeof value === "string"
      ? `"${value}"`
      : String(value);
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
