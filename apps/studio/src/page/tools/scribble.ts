// Scribbles: a line through what is meant.
import type { Point } from "@refvlm/vision";
import type { Board, Tool } from "./tool.js";

/** Screen pixels between two points of a line. */
const STEP = 4;
/** What a server takes in one prompt. */
const MOST = 1000;

let line: Point[] | null = null;

export const scribble: Tool = {
  name: "scribble",
  label: "Scribble",
  key: "3",
  hint: "Draw a line through what you mean; [ and ] change its width.",
  down({ at }, board) {
    line = [at];
    show(board);
  },
  move({ at }, board) {
    if (!line || distance(line.at(-1)!, at) < STEP * board.reach || line.length >= MOST) return;
    line.push(at);
    show(board);
  },
  up(_, board) {
    if (line) board.put({ kind: "scribble", points: line, width: board.brush }, { begin: true });
    board.live.value = null;
    line = null;
  },
};

function show(board: Board): void {
  board.live.value = { kind: "scribble", points: [...line!], width: board.brush };
}

function distance(a: Point, b: Point): number {
  return Math.hypot(a[0] - b[0], a[1] - b[1]);
}
