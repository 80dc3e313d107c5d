// Drawing of what the user pointed at: a veil with a border of dashes, unlike any answer. A minus point is a barred ring.
import { hullOf } from "../boxes.js";
import type { Point } from "../frame.js";
import type { Mask } from "../mask.js";
import { promptMask, type VisualPrompt } from "../visual-prompt.js";
import { contrasting } from "./palette.js";
import { enlarge, grow } from "./region.js";
import { checkBelongs, checkFinite, type DrawingStyle, type UnitDrawing } from "./unit-drawing.js";

const VEIL = 0.16;

export const promptDrawing: UnitDrawing<VisualPrompt> = {
  draw(canvas, prompt, style) {
    const { colour, pen, width } = style;
    const area = areaOf(prompt, style);
    const inner = grow(area, -pen);
    const outer = grow(area, Math.ceil(pen / 2));
    const edge = contrasting(colour);
    const [left, top, right, bottom] = outer.box();
    for (let y = top; y < bottom; y++)
      for (let x = left; x < right; x++) {
        const at = y * width + x;
        if (inner.data[at]) canvas.blend(x, y, [255, 255, 255], VEIL);
        else if (outer.data[at]) canvas.blend(x, y, Math.floor((x + y) / (2 * pen)) % 2 === 0 ? colour : edge, 1);
      }
    if (prompt.kind !== "point") return;
    for (const [x, y] of prompt.minus ?? []) {
      const [cx, cy] = [x * style.scale, y * style.scale];
      canvas.stroke([cx, cy], 8 * pen, colour);
      canvas.stroke([cx, cy], 7 * pen, edge);
      canvas.stroke([cx - 2 * pen, cy, cx + 2 * pen, cy], 2 * pen, colour);
    }
  },
  anchor(prompt) {
    if (prompt.kind === "box") return prompt.box;
    if (prompt.kind === "mask") return prompt.mask.box();
    return hullOf(prompt.points.map(([x, y]) => [x, y, x, y]));
  },
  detail: ({ kind }) => `asked by ${kind}`,
};

/** What the prompt covers on the canvas, thick enough to be seen. */
function areaOf(prompt: VisualPrompt, style: DrawingStyle): Mask {
  const { scale, pen, width, height } = style;
  if (prompt.kind === "mask") {
    checkBelongs("prompt", prompt.mask, style);
    return enlarge(prompt.mask, width, height);
  }
  if (prompt.kind === "box") {
    checkFinite("prompt", prompt.box);
    const [x1, y1, x2, y2] = prompt.box.map((edge) => edge * scale) as [number, number, number, number];
    return promptMask({ kind: "box", box: [x1, y1, x2, y2] }, width, height);
  }
  const minus = (prompt.kind === "point" && prompt.minus) || [];
  checkFinite("prompt", [...prompt.points, ...minus].flat());
  const scaled = prompt.points.map(([x, y]) => [x * scale, y * scale] as const);
  const line = (points: readonly Point[], thickness: number) =>
    promptMask({ kind: "scribble", points, width: thickness }, width, height);
  if (prompt.kind === "scribble") return line(scaled, Math.max(prompt.width * scale, 3 * pen));
  return scaled.map((point) => line([point], 8 * pen)).reduce((all, dot) => all.union(dot));
}
