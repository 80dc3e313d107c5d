// Boxes: corner form in pixels, its conversions, and the overlap measures used by matching, losses and scores.

/** A box by its corners `[x1, y1, x2, y2]`: float pixels, x to the right, y down, `x2`/`y2` exclusive (a pixel is 1 wide). */
export type Box = readonly [x1: number, y1: number, x2: number, y2: number];

/** A box by its corner and size `[x, y, width, height]`, as COCO stores it. */
export type XywhBox = readonly [x: number, y: number, width: number, height: number];

/** A box by its centre and size `[cx, cy, width, height]`, as decoders predict it. */
export type CxcywhBox = readonly [cx: number, cy: number, width: number, height: number];

export function xywhToXyxy([x, y, w, h]: XywhBox): Box {
  return [x, y, x + w, y + h];
}

export function xyxyToXywh([x1, y1, x2, y2]: Box): XywhBox {
  return [x1, y1, x2 - x1, y2 - y1];
}

export function cxcywhToXyxy([cx, cy, w, h]: CxcywhBox): Box {
  return [cx - w / 2, cy - h / 2, cx + w / 2, cy + h / 2];
}

export function xyxyToCxcywh([x1, y1, x2, y2]: Box): CxcywhBox {
  return [(x1 + x2) / 2, (y1 + y2) / 2, x2 - x1, y2 - y1];
}

/** Area in square pixels; 0 for a box turned inside out. */
export function boxArea([x1, y1, x2, y2]: Box): number {
  return Math.max(0, x2 - x1) * Math.max(0, y2 - y1);
}

/** Area common to two boxes. */
export function boxIntersection(a: Box, b: Box): number {
  const width = Math.min(a[2], b[2]) - Math.max(a[0], b[0]);
  const height = Math.min(a[3], b[3]) - Math.max(a[1], b[1]);
  return Math.max(0, width) * Math.max(0, height);
}

/** Intersection over union in 0..1; 0 (never NaN) when neither box has an area. */
export function boxIou(a: Box, b: Box): number {
  const intersection = boxIntersection(a, b);
  return intersection === 0 ? 0 : intersection / (boxArea(a) + boxArea(b) - intersection);
}

/**
 * Generalised IoU in -1..1: IoU minus the share of the smallest enclosing box that neither covers
 * (Rezatofighi et al. 2019). 0 where the enclosing box has no area.
 */
export function boxGiou(a: Box, b: Box): number {
  const intersection = boxIntersection(a, b);
  const union = boxArea(a) + boxArea(b) - intersection;
  const hull = (Math.max(a[2], b[2]) - Math.min(a[0], b[0])) * (Math.max(a[3], b[3]) - Math.min(a[1], b[1]));
  const iou = union > 0 ? intersection / union : 0;
  return hull > 0 ? iou - (hull - union) / hull : iou;
}

/** The part of a box inside a picture of `width` x `height`; a box wholly outside collapses onto the border. */
export function clipBox([x1, y1, x2, y2]: Box, width: number, height: number): Box {
  const within = (value: number, limit: number) => Math.min(Math.max(value, 0), limit);
  return [within(x1, width), within(y1, height), within(x2, width), within(y2, height)];
}

/** The smallest box around all of `boxes`; `[0, 0, 0, 0]` for none. */
export function hullOf(boxes: readonly Box[]): Box {
  if (boxes.length === 0) return [0, 0, 0, 0];
  const hull: [number, number, number, number] = [...boxes[0]!];
  for (const [x1, y1, x2, y2] of boxes) {
    hull[0] = Math.min(hull[0], x1);
    hull[1] = Math.min(hull[1], y1);
    hull[2] = Math.max(hull[2], x2);
    hull[3] = Math.max(hull[3], y2);
  }
  return hull;
}

/**
 * IoU of boxes given as xywh exactly as COCO's evaluation computes it, down to the last bit; 0 where they do not overlap.
 * With `crowd` the union is the detection's own area, so that a detection inside a crowd region counts as matched.
 */
export function cocoBoxIou(detection: XywhBox, truth: XywhBox, crowd = false): number {
  const width = Math.min(detection[0] + detection[2], truth[0] + truth[2]) - Math.max(detection[0], truth[0]);
  const height = Math.min(detection[1] + detection[3], truth[1] + truth[3]) - Math.max(detection[1], truth[1]);
  if (width <= 0 || height <= 0) return 0;
  const intersection = width * height;
  const detectionArea = detection[2] * detection[3];
  return intersection / (crowd ? detectionArea : detectionArea + truth[2] * truth[3] - intersection);
}
