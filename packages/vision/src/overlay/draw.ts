// Annotated pictures: units drawn over the picture, a label chip each, and a legend below.
import type { Box } from "../boxes.js";
import type { Picture } from "../picture.js";
import { type Colour, resizePicture } from "../resize/letterbox.js";
import { type UnitShapes, type UnitValues, unitShapes } from "../units/index.js";
import type { VisualPrompt } from "../visual-prompt.js";
import { Canvas } from "./canvas.js";
import { placeLabel } from "./labels.js";
import { drawLegend, LEGEND_GROUND, layOutLegend } from "./legend.js";
import { paletteColour } from "./palette.js";
import { promptDrawing } from "./prompt.js";
import { chipSize, drawChip, fitText, textWidth } from "./text.js";
import type { UnitDrawing } from "./unit-drawing.js";

/** One object to draw: any of the units, in original pixels, and what to call it. */
export type OverlayShape = Readonly<Partial<UnitValues>> & {
  readonly label: string;
  /** Default: the palette's next colour. */
  readonly color?: Colour;
  /** 0..1, shown with the label. */
  readonly score?: number;
  /** What the user pointed at. */
  readonly prompt?: VisualPrompt;
};

export interface OverlayOptions {
  /** Chips beside the objects. Default true. */
  labels?: boolean;
  /** A strip below the picture that lists the objects. Default true. */
  legend?: boolean;
  /** Smaller pictures are enlarged until their longer side has this many pixels, so that labels can be read. Default 640. */
  minSide?: number;
  /** Larger pictures are made smaller until their longer side has this many pixels. Default: they keep their size. */
  maxSide?: number;
  /** The units that are drawn, in this order. Default: all of this package. */
  units?: UnitShapes;
}

/**
 * Draws `shapes` over a copy of `picture`, legible on any background. The result is larger than the picture where that
 * is small or a legend is added. Throws `PictureError` for shapes that do not belong to the picture.
 */
export async function drawOverlay(
  picture: Picture,
  shapes: readonly OverlayShape[],
  {
    labels = true,
    legend = true,
    minSide = 640,
    maxSide = Number.POSITIVE_INFINITY,
    units = unitShapes,
  }: OverlayOptions = {},
): Promise<Picture> {
  const side = Math.max(picture.width, picture.height);
  const scale = Math.min(Math.max(1, minSide / side), maxSide / side);
  const width = Math.max(1, Math.round(picture.width * scale));
  const height = Math.max(1, Math.round(picture.height * scale));
  const long = Math.max(width, height);
  // Shares of the picture, so that its drawing looks the same whatever its size.
  const textSize = Math.max(10, Math.round(long / 60)); // height of capitals
  const pen = Math.ceil(long / 320);

  const layers: Layer[] = [...Object.values(units), { name: "prompt", drawing: promptDrawing }];
  const drawn = shapes.map((shape, index) => ({
    shape,
    colour: shape.color ?? paletteColour(index),
    parts: layers.flatMap((layer) => {
      const value = (shape as Readonly<Record<string, unknown>>)[layer.name];
      return value === undefined ? [] : [{ layer, value }];
    }),
  }));
  const entries = drawn.map(({ shape, colour, parts }) => ({
    colour,
    label: shape.label || "(no label)",
    detail: legendDetail(shape, parts),
  }));
  const layout = layOutLegend(legend ? entries : [], width, height / 2, textSize);

  const canvas = new Canvas(width, height + layout.height, LEGEND_GROUND);
  canvas.paste(scale === 1 ? picture : resizePicture(picture, width, height));
  for (const each of layers)
    for (const { parts, colour } of drawn)
      for (const { layer, value } of parts)
        if (layer === each) layer.drawing.draw(canvas, value, { colour, scale, pen, width, height });

  // A chip takes at most half the width: the legend has the rest of a long label.
  const chipRoom = Math.min(width - 2 * textSize, Math.max(width / 2, 12 * textSize));
  const taken: Box[] = [];
  for (const { shape, colour, parts } of labels ? drawn : []) {
    const top = parts.at(-1);
    const text = chipText(shape, chipRoom, textSize);
    if (top === undefined || text === "") continue;
    const anchor = top.layer.drawing.anchor(top.value);
    const place = placeLabel(markAround(anchor, scale, 10 * pen), chipSize(text, textSize), { width, height }, taken);
    drawChip(canvas, text, place[0], place[1], textSize, colour);
    taken.push(place);
  }
  if (layout.height > 0) drawLegend(canvas, entries, height, textSize, layout);
  return { width: canvas.width, height: canvas.height, data: canvas.data };
}

/** What is drawn together: one unit of all objects. */
interface Layer {
  readonly name: string;
  readonly drawing: UnitDrawing<unknown>;
}

/** What is drawn of an object in one layer. */
interface Part {
  readonly layer: Layer;
  readonly value: unknown;
}

/** An anchor on the canvas, no smaller than the mark of a point is drawn. */
function markAround([x1, y1, x2, y2]: Box, scale: number, least: number): Box {
  const spare = (length: number) => Math.max(0, least - length * scale) / 2;
  const [aside, above] = [spare(x2 - x1), spare(y2 - y1)];
  return [x1 * scale - aside, y1 * scale - above, x2 * scale + aside, y2 * scale + above];
}

/** The label, shortened where needed, and the score. */
function chipText({ label, score }: OverlayShape, room: number, size: number): string {
  const end = score === undefined ? "" : ` ${score.toFixed(2)}`;
  return (fitText(label, room - textWidth(end, size), size) + end).trim();
}

function legendDetail({ score }: OverlayShape, parts: readonly Part[]): string {
  const details = parts.map(({ layer, value }) => layer.drawing.detail?.(value) ?? layer.name);
  const units = details.join(" + ") || "no unit";
  return score === undefined ? units : `${units}  ${score.toFixed(2)}`;
}
