// Depth over the picture: whose depth is shown, its colours, its value at a place.
import { computed } from "@preact/signals";
import { type DepthMap, depthColour, depthRange, type Point } from "@refvlm/vision";
import { isLit, lit, pinned } from "../state/looking.js";
import { shownThings } from "./shown-things.js";

export interface ShownDepth {
  readonly map: DepthMap;
  readonly near: number;
  readonly far: number;
}

/** Of the thing that is lit, or else the first that has one: two maps over each other say nothing. */
export const shownDepth = computed((): ShownDepth | null => {
  const deep = shownThings.value.filter(({ values }) => values.depth);
  const thing = deep.find((each) => isLit(each, lit.value ?? pinned.value)) ?? deep[0];
  const map = thing?.values.depth;
  const range = map && depthRange(map);
  return range ? { map, ...range } : null;
});

const OPACITY = 209;

/** Near warm and bright, far cold and dark; what is not known shows the picture. */
export function paintDepth({ map, near, far }: ShownDepth): ImageData {
  const image = new ImageData(map.width, map.height);
  // A few hundred colours are as smooth as all of them.
  const steps = Array.from({ length: 256 }, (_, i) => depthColour(i / 255));
  map.data.forEach((depth, i) => {
    if (!(depth > 0)) return;
    const share = far > near ? Math.min(Math.max((depth - near) / (far - near), 0), 1) : 0;
    const [r, g, b] = steps[Math.round(share * 255)]!;
    image.data.set([r, g, b, OPACITY], 4 * i);
  });
  return image;
}

/** How far a place of the picture is; undefined where that is not known. */
export function depthAt({ map: { width, height, data } }: ShownDepth, [x, y]: Point): number | undefined {
  if (x < 0 || y < 0 || x >= width || y >= height) return undefined;
  const depth = data[Math.floor(y) * width + Math.floor(x)]!;
  return depth > 0 ? depth : undefined;
}

/** With its unit, where there is one. */
export function writtenDepth(depth: number, kind: DepthMap["kind"]): string {
  return kind === "relative" ? depth.toFixed(2) : `${depth.toFixed(2)} m`;
}
