// Drawn signs of tools, in the colour of the words around them.
import type { JSX } from "preact";

function icon(path: string): JSX.Element {
  return (
    <svg class="icon" viewBox="0 0 20 20" aria-hidden="true">
      <path d={path} />
    </svg>
  );
}

/** By the names of tools, and of what stands beside them. */
export const icons: Record<string, JSX.Element> = {
  hand: icon(
    "M10 2v16M2 10h16M10 2 7.8 4.2M10 2l2.2 2.2M10 18l-2.2-2.2M10 18l2.2-2.2M2 10l2.2-2.2M2 10l2.2 2.2M18 10l-2.2-2.2M18 10l-2.2 2.2",
  ),
  point: icon("M10 5a5 5 0 1 1 0 10a5 5 0 1 1 0-10M10 8v4M8 10h4"),
  box: icon("M3.5 5h13v10h-13z"),
  scribble: icon("M3 14c2-8 5-9 6-5s-2 6 0 6 3-9 5-9 1 6 3 6"),
  brush: icon("M17 3 9 11M9 11c-2-1-4 0-4 2.500 0 2-1.500 3-2.500 3 2.500 1.200 6.500 1 7.500-1.500.6-1.600 0-3-1-4z"),
  eraser: icon(
    "M8 16 3.500 11.500a1 1 0 0 1 0-1.500L10.500 3a1 1 0 0 1 1.500 0L16.500 7.500a1 1 0 0 1 0 1.500L9.500 16zM7 6.500l6 6M6 17h11",
  ),
  polygon: icon("M4 7l7-4 6 6-3 8H6z"),
  undo: icon("M7 4 3.500 7.500 7 11M3.500 7.500H12a4.500 4.500 0 0 1 0 9H8"),
  redo: icon("M13 4l3.500 3.500L13 11M16.500 7.500H8a4.500 4.500 0 0 0 0 9h4"),
  another: icon("M10 4v12M4 10h12"),
};
