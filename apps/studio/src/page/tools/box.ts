// Boxes, from corner to corner.
import type { Box, Point } from "@refvlm/vision";
import type { Board, Tool } from "./tool.js";

/** Screen pixels: less is a slip of the hand. */
const LEAST = 3;

let from: Point | null = null;

export const box: Tool = {
  name: "box",
  label: "Box",
  key: "2",
  hint: "Drag from corner to corner.",
  down({ at }) {
    from = at;
  },
  move({ at }, board) {
    if (from) board.live.value = { kind: "box", box: between(from, at) };
  },
  up({ at }, board) {
    if (from && isWide(between(from, at), board)) board.put({ kind: "box", box: between(from, at) }, { begin: true });
    board.live.value = null;
    from = null;
  },
};

function between([ax, ay]: Point, [bx, by]: Point): Box {
  return [Math.min(ax, bx), Math.min(ay, by), Math.max(ax, bx), Math.max(ay, by)];
}

function isWide([x1, y1, x2, y2]: Box, { reach }: Board): boolean {
  return x2 - x1 >= LEAST * reach && y2 - y1 >= LEAST * reach;
}
