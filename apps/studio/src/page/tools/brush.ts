// Brush and eraser: masks painted by hand.
import { Mask, type Point } from "@refvlm/vision";
import type { Board, Gesture, Tool } from "./tool.js";

/** The mask under the brush while it paints; what it covers changes in place. */
let painted: { mask: Mask; last: Point; wasNone: boolean } | null = null;

function paintTool(fields: Pick<Tool, "name" | "label" | "key" | "hint">, erases: boolean): Tool {
  const isErasing = ({ minus }: Gesture) => minus !== erases;
  return {
    ...fields,
    down(gesture, board) {
      const now = board.current();
      const own = now?.kind === "mask" ? now.mask : null;
      if (!own && isErasing(gesture)) return board.tell("There is no mask to erase from: paint one first.");
      const mask = own ? new Mask(own.width, own.height, own.data.slice()) : new Mask(board.width, board.height);
      painted = { mask, last: gesture.at, wasNone: !own };
      stroke(gesture, board, isErasing(gesture));
    },
    move(gesture, board) {
      if (painted) stroke(gesture, board, isErasing(gesture));
    },
    up(_, board) {
      if (!painted) return;
      // Run lengths in the history: pixels of a large picture would fill the memory.
      const mask = Mask.fromRle(painted.mask.toRle());
      if (mask.area() > 0) board.put({ kind: "mask", mask }, { begin: painted.wasNone });
      else board.tell("An empty mask means nothing: it stays as it was.");
      board.live.value = null;
      painted = null;
    },
  };
}

function stroke({ at }: Gesture, { brush, live }: Board, erases: boolean): void {
  const { mask, last } = painted!;
  paint(mask, last, at, brush, erases ? 0 : 1);
  painted!.last = at;
  live.value = { kind: "mask", mask: new Mask(mask.width, mask.height, mask.data) };
}

/** Discs along a line, clipped to the mask. */
function paint({ data, width, height }: Mask, from: Point, to: Point, diameter: number, value: 0 | 1): void {
  const reach = Math.max(diameter / 2, 0.5);
  const steps = Math.max(1, Math.ceil((2 * Math.hypot(to[0] - from[0], to[1] - from[1])) / reach));
  for (let step = 0; step <= steps; step++) {
    const x = from[0] + ((to[0] - from[0]) * step) / steps;
    const y = from[1] + ((to[1] - from[1]) * step) / steps;
    for (let row = Math.max(0, Math.floor(y - reach)); row <= Math.min(height - 1, y + reach); row++) {
      const half = Math.sqrt(Math.max(0, reach ** 2 - (row + 0.5 - y) ** 2));
      const left = Math.max(0, Math.ceil(x - half - 0.5));
      const right = Math.min(width, Math.floor(x + half + 0.5));
      if (right > left) data.fill(value, row * width + left, row * width + right);
    }
  }
}

export const brush = paintTool(
  {
    name: "brush",
    label: "Brush",
    key: "4",
    hint: "Paint what you mean; [ and ] change the width, Alt erases. Enter ends the mask.",
  },
  false,
);

export const eraser = paintTool(
  { name: "eraser", label: "Eraser", key: "5", hint: "Erase from the mask that you paint; [ and ] change the width." },
  true,
);
