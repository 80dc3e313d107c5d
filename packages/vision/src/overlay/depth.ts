// Drawing of the unit "depth": colours over the picture, near warm and bright, far cold and dark; unknown is left out.
import type { DepthMap } from "../depth-map.js";
import type { Colour } from "../resize/letterbox.js";
import { checkBelongs, type UnitDrawing } from "./unit-drawing.js";

const OPACITY = 0.82;

/** From near to far; every step is darker than the one before, so that the order shows without colours, too. */
const SCALE: readonly Colour[] = [
  [255, 226, 120],
  [244, 132, 62],
  [196, 60, 98],
  [104, 44, 134],
  [22, 28, 74],
];

/** The colour of a depth at `share` 0 (nearest) .. 1 (farthest). */
function depthColour(share: number): Colour {
  const at = Math.min(Math.max(share, 0), 1) * (SCALE.length - 1);
  const step = Math.min(Math.floor(at), SCALE.length - 2);
  const [near, far] = [SCALE[step]!, SCALE[step + 1]!];
  return near.map((value, c) => value + (at - step) * (far[c]! - value)) as unknown as Colour;
}

/** The range of known depths without the outermost two percent, which are mostly noise; undefined where none is known. */
function depthRange({ data }: DepthMap): readonly [near: number, far: number] | undefined {
  const known = data.filter((value) => value > 0).sort();
  if (known.length === 0) return undefined;
  const at = (share: number) => known[Math.round(share * (known.length - 1))]!;
  return [at(0.02), at(0.98)];
}

export const depthDrawing: UnitDrawing<DepthMap> = {
  draw(canvas, map, style) {
    checkBelongs("depth", map, style);
    const { width, height } = style;
    const [near, far] = depthRange(map) ?? [0, 0];
    for (let y = 0; y < height; y++) {
      const row = Math.floor(((y + 0.5) * map.height) / height) * map.width;
      for (let x = 0; x < width; x++) {
        const depth = map.data[row + Math.floor(((x + 0.5) * map.width) / width)]!;
        if (depth > 0) canvas.blend(x, y, depthColour(far > near ? (depth - near) / (far - near) : 0), OPACITY);
      }
    }
  },
  anchor: ({ width, height }) => [0, 0, width, height],
  detail(map) {
    const range = depthRange(map);
    if (!range) return "depth unknown";
    return map.kind === "metric" ? `depth ${range.map((metres) => metres.toFixed(1)).join(" to ")} m` : "depth";
  },
};
