// Visual prompts as JSON: one form in samples, answers and requests.
import type { Point } from "./frame.js";
import type { Rle } from "./rle.js";
import { thousandths, unitsFromJson, unitsToJson } from "./units/index.js";
import type { VisualPrompt } from "./visual-prompt.js";

type Pixels = [x: number, y: number];

/** A visual prompt as plain data: pixels to thousandths, a mask as COCO's run lengths. */
export type PromptJson =
  | { kind: "point"; points: Pixels[]; minus?: Pixels[] }
  | { kind: "box"; box: [x1: number, y1: number, x2: number, y2: number] }
  | { kind: "scribble"; points: Pixels[]; width: number }
  | { kind: "mask"; mask: Rle };

export function promptToJson(prompt: VisualPrompt): PromptJson {
  const pixels = (points: readonly Point[]) => points.map(([x, y]): Pixels => [thousandths(x), thousandths(y)]);
  if (prompt.kind === "point")
    return { kind: "point", points: pixels(prompt.points), ...(prompt.minus && { minus: pixels(prompt.minus) }) };
  if (prompt.kind === "scribble")
    return { kind: "scribble", points: pixels(prompt.points), width: thousandths(prompt.width) };
  return { kind: prompt.kind, ...unitsToJson(prompt) } as PromptJson; // boxes and masks are values of units
}

/** @throws UnitError for a box or a mask that is none */
export function promptFromJson(json: PromptJson): VisualPrompt {
  if (json.kind === "point" || json.kind === "scribble") return json;
  return { kind: json.kind, ...unitsFromJson(json) } as VisualPrompt;
}
