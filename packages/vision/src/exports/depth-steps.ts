// Depth in 16 bits, as depth cameras and their data sets store it: a whole number of steps a pixel.
import type { DepthMap } from "../depth-map.js";

const MOST = 65_535;
/** Metres: the step of ScanNet's and Intel's files. */
const MILLIMETRE = 0.001;

/** Depth as steps; a step times `scale` is the map's own value, 0 steps are unknown. */
export interface DepthSteps {
  readonly width: number;
  readonly height: number;
  readonly data: Uint16Array; // row-major [height, width]
  readonly scale: number;
  readonly kind: DepthMap["kind"];
}

/** Metric depth in millimetres where the farthest fits (65.5 m); all other in the finest steps that its farthest allows. */
export function depthSteps({ width, height, kind, data }: DepthMap): DepthSteps {
  const farthest = data.reduce((most, value) => Math.max(most, value), 0);
  const scale = kind === "metric" && farthest <= MOST * MILLIMETRE ? MILLIMETRE : farthest > 0 ? farthest / MOST : 1;
  // What is known stays known, however near it is.
  const steps = Uint16Array.from(data, (value) => (value > 0 ? Math.max(1, Math.round(value / scale)) : 0));
  return { width, height, data: steps, scale, kind };
}
