// The unit "depth": drawn as colours over the picture, near warm and bright, far cold and dark; unknown is left out.
import type { Box } from "../boxes.js";
import { type DepthMap, depthKinds } from "../depth-map.js";
import { checkBelongs, type UnitDrawing } from "../overlay/unit-drawing.js";
import type { Colour } from "../resize/letterbox.js";
import { isSize } from "./json-values.js";
import { UnitError, type UnitShape } from "./unit-shape.js";

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
export function depthColour(share: number): Colour {
  const at = Math.min(Math.max(share, 0), 1) * (SCALE.length - 1);
  const step = Math.min(Math.floor(at), SCALE.length - 2);
  const [near, far] = [SCALE[step]!, SCALE[step + 1]!];
  return near.map((value, c) => value + (at - step) * (far[c]! - value)) as unknown as Colour;
}

/** The known depths, without the outermost two percent, which are mostly noise; undefined where none is known. */
export function depthRange({ data }: DepthMap): { near: number; median: number; far: number } | undefined {
  const known = data.filter((value) => value > 0 && Number.isFinite(value)).sort();
  if (known.length === 0) return undefined;
  const at = (share: number) => known[Math.round(share * (known.length - 1))]!;
  return { near: at(0.02), median: at(0.5), far: at(0.98) };
}

/** The smallest box around the pixels whose depth is known. */
function knownBox({ width, height, data }: DepthMap): Box {
  let [x1, y1, x2, y2] = [width, height, 0, 0];
  for (const [pixel, depth] of data.entries()) {
    if (!(depth > 0)) continue;
    const [x, y] = [pixel % width, Math.floor(pixel / width)];
    [x1, y1, x2, y2] = [Math.min(x1, x), Math.min(y1, y), Math.max(x2, x + 1), Math.max(y2, y + 1)];
  }
  return x2 > 0 ? [x1, y1, x2, y2] : [0, 0, width, height];
}

const depthDrawing: UnitDrawing<DepthMap> = {
  draw(canvas, map, style) {
    checkBelongs("depth", map, style);
    const { width, height } = style;
    const { near, far } = depthRange(map) ?? { near: 0, far: 0 };
    for (let y = 0; y < height; y++) {
      const row = Math.floor(((y + 0.5) * map.height) / height) * map.width;
      for (let x = 0; x < width; x++) {
        const depth = map.data[row + Math.floor(((x + 0.5) * map.width) / width)]!;
        if (depth > 0) canvas.blend(x, y, depthColour(far > near ? (depth - near) / (far - near) : 0), OPACITY);
      }
    }
  },
  anchor: knownBox,
  detail(map) {
    const range = depthRange(map);
    if (!range) return "depth unknown";
    if (map.kind === "relative") return "depth";
    const metres = `depth ${range.near.toFixed(1)} to ${range.far.toFixed(1)} m`;
    return map.kind === "invented" ? `${metres} (invented camera)` : metres;
  },
};

/**
 * JSON: { size: [height, width], kind, median, values }, the values as base64 of little-endian float32. `median` is that of
 * the known values, null where there are none: how far the thing is that a phrase means.
 */
export const depth: UnitShape<"depth"> = {
  name: "depth",
  plurality: "one",
  json(map) {
    const { width, height, kind, data } = map;
    return { size: [height, width], kind, median: depthRange(map)?.median ?? null, values: toBase64(data) };
  },
  fromJson(json) {
    const { size, kind, values } = (json ?? {}) as Record<string, unknown>;
    if (isSize(size) && isKind(kind) && typeof values === "string") {
      const [height, width] = size;
      const data = fromBase64(values);
      if (data?.length === width * height) return { width, height, data, kind };
    }
    const values64 = "values: base64 of one float32 a pixel";
    throw UnitError.of("depth", json, `{ size: [height, width], kind: one of ${depthKinds.join(", ")}, ${values64} }`);
  },
  columns: ["depth", "near", "median", "far"],
  cells(map) {
    const range = map.kind === "relative" ? undefined : depthRange(map);
    const said = range
      ? [range.near, range.median, range.far].map((metres) => `${metres.toFixed(1)} m`)
      : ["-", "-", "-"];
    return [map.kind, ...said];
  },
  drawing: depthDrawing,
};

function isKind(kind: unknown): kind is DepthMap["kind"] {
  return depthKinds.some((known) => known === kind);
}

/** Bytes that are written at a time, whole triples: letter by letter a photograph would take gigabytes. */
const PART = 3 * 2 ** 13;

function toBase64(values: Float32Array): string {
  const bytes = new DataView(new ArrayBuffer(4 * values.length));
  values.forEach((value, i) => {
    bytes.setFloat32(4 * i, value, true);
  });
  const parts: string[] = [];
  for (let at = 0; at < bytes.byteLength; at += PART) {
    const part = new Uint8Array(bytes.buffer, at, Math.min(PART, bytes.byteLength - at));
    parts.push(btoa(String.fromCharCode(...part)));
  }
  return parts.join("");
}

/** Undefined for a text that is no base64 of whole numbers. */
function fromBase64(base64: string): Float32Array | undefined {
  let text: string;
  try {
    text = atob(base64);
  } catch {
    return undefined;
  }
  if (text.length % 4 !== 0) return undefined;
  const bytes = new DataView(Uint8Array.from(text, (letter) => letter.charCodeAt(0)).buffer);
  return Float32Array.from({ length: text.length / 4 }, (_, i) => bytes.getFloat32(4 * i, true));
}
