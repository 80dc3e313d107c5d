// Answers as Moondream's clients know them: places in shares of the picture, 0..1.
import type { AnswerJson, InstanceJson } from "@refvlm/model";
import type { Box, Point } from "@refvlm/vision";

type Size = AnswerJson["image"];

/** What a result says beside its place. */
const marks = ({ phrase, score }: InstanceJson) => ({ label: phrase, score });

export function objectOf(instance: InstanceJson, size: Size) {
  return { ...corners(instance.box as Box, size), ...marks(instance) };
}

/** The point itself, or the middle of the box of networks that do not point. */
export function pointOf(instance: InstanceJson, { width, height }: Size) {
  const [x, y] = (instance.point as Point | undefined) ?? middle(instance.box as Box);
  return { x: x / width, y: y / height, ...marks(instance) };
}

/** An outline as an SVG path in shares of its own box, holes and parts included (fill-rule "evenodd"). */
export function segmentOf(instance: InstanceJson, size: Size) {
  const { polygons } = instance.mask as { polygons: number[][] };
  const box = instance.box as Box;
  const path = polygons.map((polygon) => outline(polygon, box)).join(" ");
  return { path, bbox: corners(box, size), ...marks(instance) };
}

function outline(polygon: readonly number[], [x1, y1, x2, y2]: Box): string {
  const share = (value: number, from: number, to: number) => Number(((value - from) / (to - from)).toFixed(4));
  const places = Array.from(
    { length: polygon.length / 2 },
    (_, i) => `${share(polygon[2 * i], x1, x2)} ${share(polygon[2 * i + 1], y1, y2)}`,
  );
  return `M${places.join(" L")} Z`;
}

function corners([x1, y1, x2, y2]: Box, { width, height }: Size) {
  return { x_min: x1 / width, y_min: y1 / height, x_max: x2 / width, y_max: y2 / height };
}

function middle([x1, y1, x2, y2]: Box): Point {
  return [(x1 + x2) / 2, (y1 + y2) / 2];
}
