// The unit "depth": drawn as colours over the picture, near warm and bright, far cold and dark; unknown is left out.
import type { DepthMap } from "../depth-map.js";
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

const depthDrawing: UnitDrawing<DepthMap> = {
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

/** JSON: { size: [height, width], kind, values }, the values as base64 of little-endian float32. */
export const depth: UnitShape<"depth"> = {
  name: "depth",
  plurality: "one",
  json: ({ width, height, kind, data }) => ({ size: [height, width], kind, values: toBase64(data) }),
  fromJson(json) {
    const { size, kind, values } = (json ?? {}) as Record<string, unknown>;
    if (isSize(size) && (kind === "metric" || kind === "relative") && typeof values === "string") {
      const [height, width] = size;
      const data = fromBase64(values);
      if (data?.length === width * height) return { width, height, data, kind };
    }
    const values64 = "values: base64 of one float32 a pixel";
    throw UnitError.of("depth", json, `{ size: [height, width], kind: "metric" or "relative", ${values64} }`);
  },
  columns: ["near", "far"],
  cells(map) {
    const metres = map.kind === "metric" ? depthRange(map) : undefined;
    return metres?.map((distance) => `${distance.toFixed(1)} m`) ?? ["-", "-"];
  },
  drawing: depthDrawing,
};

function toBase64(values: Float32Array): string {
  const bytes = new DataView(new ArrayBuffer(4 * values.length));
  values.forEach((value, i) => {
    bytes.setFloat32(4 * i, value, true);
  });
  let text = "";
  for (let i = 0; i < bytes.byteLength; i++) text += String.fromCharCode(bytes.getUint8(i));
  return btoa(text);
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
