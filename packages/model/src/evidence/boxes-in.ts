// Boxes in: the token behind a triplet carries where the triplet points and how that lies from the one before, so that what
// follows ("yes", "no") is decided from coordinates.
import { nn, randn, type Tensor } from "@refvlm/torch";
import type { CxcywhBox } from "@refvlm/vision";

/** Figures of a place: cx, cy, w, h in -1..1, and how much each differs from the box before. */
export const BOX_FIGURES = 8;

/** True boxes are moved by so much in training, as pointed ones are by nature: of a picture's side, in the figures' units. */
const NOISE = 0.03;

/** Figures of a box on the padded square; without a box before, the differences are 0. */
export function boxFigures(box: CxcywhBox, before: CxcywhBox | null): number[] {
  const place = box.map((value) => 2 * value - 1);
  return [...place, ...place.map((value, i) => (before ? value - (2 * before[i] - 1) : 0))];
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

  /** Figures [R, 8] -> what to add to embeddings, [R, C] */
  forward(figures: Tensor): Tensor {
    const { weight } = this.projection;
    const seen = this.training ? figures.add(randn(figures.shape, { device: figures.device }).mul(NOISE)) : figures;
    return this.projection.forward(seen.to(weight.dtype));
  }
}
