// A box that can be moved by its edge and resized by its corners, by pointer and by keys.
import type { Box } from "@refvlm/vision";
import { movedBox, resizedBox } from "../prompts/move-prompt.js";
import { drag } from "./dragging.js";

const corners = [
  { left: true, top: true },
  { right: true, top: true },
  { right: true, bottom: true },
  { left: true, bottom: true },
];

/** @param onChange hears the new box, and whether it goes on with the change before */
export function BoxHandles({
  box,
  size,
  onChange,
}: {
  box: Box;
  size: { width: number; height: number };
  onChange(box: Box, amends: boolean): void;
}) {
  const [x1, y1, x2, y2] = box;
  const dragEdges = (edges: (typeof corners)[number] | null) => (event: PointerEvent) =>
    drag(event, (dx, dy, isFirst) =>
      onChange(edges ? resizedBox(box, dx, dy, edges, size) : movedBox(box, dx, dy, size), !isFirst),
    );
  return (
    <g class="handles">
      <rect class="grip" x={x1} y={y1} width={x2 - x1} height={y2 - y1} onPointerDown={dragEdges(null)} />
      {corners.map((edges) => (
        <circle
          key={JSON.stringify(edges)}
          class="handle"
          cx={edges.left ? x1 : x2}
          cy={edges.top ? y1 : y2}
          onPointerDown={dragEdges(edges)}
        />
      ))}
    </g>
  );
}
