// Boxes in: the token behind a triplet carries where the triplet points and how that lies from the one before, so that what
// follows ("yes", "no") is decided from coordinates.
import { nn, randn, type Tensor } from "@refvlm/torch";
import type { CxcywhBox } from "@refvlm/vision";
import { type Direction, reach } from "../place-words.js";

/**
 * Figures of a place: cx, cy, w, h in -1..1; how much each differs from the box before, where an eighth of a side says all; how
 * far the box before lies on the side of it that the question asks about; and how near the two are.
 */
export const BOX_FIGURES = 10;
/** A difference of 1 in the figures' units, two of which are a side, is worth so much, at most 1. */
const DIFFERENCE = 4;

/** True boxes are moved by so much in training, as pointed ones are by nature: of a picture's side, in the figures' units. */
const NOISE = 0.03;

/**
 * Figures of a box on the padded square; without a box before, all but the place are 0.
 * @param relation where the question's words say that one thing lies from another
 */
export function boxFigures(box: CxcywhBox, before: CxcywhBox | null, relation: Direction): number[] {
  const place = box.map((value) => 2 * value - 1);
  if (!before) return [...place, 0, 0, 0, 0, 0, 0];
  const differences = box.map((value, i) => 2 * (value - before[i]));
  const side = reach(relation, before) - reach(relation, box);
  return [
    ...place,
    ...[...differences, side].map((value) => clamped(DIFFERENCE * value)),
    1 - clamped(DIFFERENCE * gap(box, before)),
  ];
}

const clamped = (value: number) => Math.min(Math.max(value, -1), 1);

/** Empty way between two boxes, in the figures' units; 0 where they touch. */
function gap(a: CxcywhBox, b: CxcywhBox): number {
  const along = (i: 0 | 1) => Math.max(0, 2 * Math.abs(a[i] - b[i]) - a[i + 2] - b[i + 2]);
  return Math.hypot(along(0), along(1));
}

/** The box of a triplet: the mean of its instances'; null where one of them is not known. */
export function meanBox(boxes: readonly (CxcywhBox | null | undefined)[]): CxcywhBox | null {
  const known = boxes.filter((box) => box !== null && box !== undefined);
  if (known.length === 0 || known.length < boxes.length) return null;
  const mean = (i: number) => known.reduce((sum, box) => sum + box[i], 0) / known.length;
  return [mean(0), mean(1), mean(2), mean(3)];
}

/** Starts at zero: until it has learned, words are what they are. */
export class BoxesIn extends nn.Module {
  readonly projection: nn.Linear;

  /** @param width C of the language model's embeddings */
  constructor(width: number) {
    super();
    this.projection = new nn.Linear(BOX_FIGURES, width);
    nn.init.zeros_(this.projection.weight);
    nn.init.zeros_(this.projection.bias!);
  }

  /** Figures [R, 10] -> what to add to embeddings, [R, C] */
  forward(figures: Tensor): Tensor {
    const { weight } = this.projection;
    const seen = this.training ? figures.add(randn(figures.shape, { device: figures.device }).mul(NOISE)) : figures;
    return this.projection.forward(seen.to(weight.dtype));
  }
}
