// Polygons: masks by their corners.
import { Mask, type Point } from "@refvlm/vision";
import type { Board, Tool } from "./tool.js";

/** Screen pixels from the first corner at which a click closes the outline. */
const CLOSE = 8;

export const polygon: Tool = {
  name: "polygon",
  label: "Polygon",
  key: "6",
  hint: "Click corner by corner; Enter, a double click or the first corner closes the outline.",
  down({ at }, board) {
    const { corners, reach } = board;
    const [first] = corners.value;
    if (first && corners.value.length > 2 && distance(first, at) < CLOSE * reach) close(board);
    else if (!corners.value.some((corner) => distance(corner, at) < reach)) corners.value = [...corners.value, at];
  },
  finish: close,
};

function close(board: Board): void {
  const { corners, width, height } = board;
  if (corners.value.length < 3) {
    if (corners.value.length > 0) board.tell("An outline has at least three corners.");
    return;
  }
  const drawn = Mask.fromPolygons([corners.value.flat()], width, height);
  const now = board.current();
  const mask = now?.kind === "mask" ? now.mask.union(drawn) : drawn;
  if (mask.area() === 0) board.tell("This outline holds no pixel.");
  else board.put({ kind: "mask", mask: Mask.fromRle(mask.toRle()) }, { begin: now?.kind !== "mask" });
  corners.value = [];
}

function distance(a: Point, b: Point): number {
  return Math.hypot(a[0] - b[0], a[1] - b[1]);
}
