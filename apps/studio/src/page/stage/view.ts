// How much of the picture the stage shows: a scale and a shift, changed around a point that stays where it is.
import { signal } from "@preact/signals";
import type { Point } from "@refvlm/vision";

export interface View {
  /** Screen pixels a picture pixel. */
  readonly zoom: number;
  /** Where the picture's corner lies on the stage, in screen pixels. */
  readonly x: number;
  readonly y: number;
}

interface Size {
  width: number;
  height: number;
}

/** A picture's pixel becomes at most this large. */
const MOST = 40;

export const view = signal<View>({ zoom: 1, x: 0, y: 0 });

/** All of the picture, in the middle, never larger than twice itself. */
export function fit(picture: Size, stage: Size): View {
  const margin = 12;
  const zoom = Math.max(
    0.01,
    Math.min((stage.width - 2 * margin) / picture.width, (stage.height - 2 * margin) / picture.height, 2),
  );
  return { zoom, x: (stage.width - picture.width * zoom) / 2, y: (stage.height - picture.height * zoom) / 2 };
}

/** @param at on the stage: what lies there stays there */
export function zoomed({ zoom, x, y }: View, factor: number, [atX, atY]: Point): View {
  const next = Math.min(Math.max(zoom * factor, 0.02), MOST);
  const share = next / zoom;
  return { zoom: next, x: atX - (atX - x) * share, y: atY - (atY - y) * share };
}

export function shifted({ zoom, x, y }: View, dx: number, dy: number): View {
  return { zoom, x: x + dx, y: y + dy };
}

/** From the stage to the picture's pixels. */
export function toPicture({ zoom, x, y }: View, [atX, atY]: Point): Point {
  return [(atX - x) / zoom, (atY - y) / zoom];
}
