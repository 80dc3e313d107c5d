// Which query of GroundingDINO each `<REF>` of a phrase means: the best that fits the phrase and is no other `<REF>`'s.
import { type Tensor, tensor } from "@refvlm/torch";
import { boxIou, type CxcywhBox, cxcywhToXyxy, type Frame } from "@refvlm/vision";
import { SAME_THING } from "./phrase-detector.js";

/** A query that a `<REF>` has chosen. */
export interface Choice {
  query: number;
  /** 0..1 */
  score: number;
}

/** The queries of one phrase about one picture. */
export class PhraseQueries {
  /** How well each fits the phrase, as a logit, [N]. */
  readonly fits: Tensor;
  /** cxcywh on the padded square, [N, 4]. */
  readonly boxes: Tensor;
  /** [N, d] */
  readonly states: Tensor;

  /**
   * @param found of one phrase: how well queries fit it [N], their boxes in 0..1 of the picture [N, 4], their states [N, d]
   * @param frame of the picture
   */
  constructor({ fits, boxes, states }: { fits: Tensor; boxes: Tensor; states: Tensor }, frame: Frame) {
    this.fits = fits;
    this.boxes = onSquare(boxes, frame);
    this.states = states;
  }

  tensors(): Tensor[] {
    return [this.fits, this.boxes, this.states];
  }

  /** How many things fit with at least that score. */
  distinct(threshold: number): number {
    const all = this.choose(
      [...Array(this.fits.shape[0]).keys()],
      this.fits.unsqueeze(0).expand([this.fits.shape[0], -1]),
    );
    return all.filter((choice) => choice && choice.score >= threshold).length;
  }

  /** The logit of meaning each query, of `<REF>`s that add so much to how it fits, [R, N]. */
  logits(wishes: Tensor): Tensor {
    return wishes
      .matmul(this.states.t())
      .mul(this.states.shape[1] ** -0.5)
      .add(this.fits);
  }

  /**
   * Instances choose in turn, the first first: none a box that an earlier one has.
   * @param indices of the instances that ask; others before them choose by the phrase alone
   * @param logits of each that asks, [R, N]
   */
  choose(indices: readonly number[], logits: Tensor): (Choice | undefined)[] {
    const [boxes, fits, wished] = [this.boxes, this.fits, logits].map(
      (each) => each.detach().to("float32").toTypedArray() as Float32Array,
    );
    const count = fits.length;
    const corners = Array.from({ length: count }, (_, i) =>
      cxcywhToXyxy(boxes.subarray(4 * i, 4 * i + 4) as unknown as CxcywhBox),
    );
    const free = new Set(corners.keys());
    const chosen = Array.from({ length: Math.max(-1, ...indices) + 1 }, (_, index) => {
      const asking = indices.indexOf(index);
      const scores = asking < 0 ? fits : wished.subarray(asking * count, (asking + 1) * count);
      let best: number | undefined;
      for (const query of free) if (best === undefined || scores[query] > scores[best]) best = query;
      if (best === undefined) return undefined;
      for (const query of free)
        if (query === best || boxIou(corners[query], corners[best]) > SAME_THING) free.delete(query);
      return { query: best, score: 1 / (1 + Math.exp(-scores[best])) };
    });
    return indices.map((index) => chosen[index]);
  }
}

/** Boxes cxcywh [..., 4] or points [..., 2] in 0..1 of a picture, as of its padded square. */
export function onSquare(places: Tensor, { width, height, side, offset: [left, top] }: Frame): Tensor {
  const parts = places.shape.at(-1)!;
  const on = (values: number[]) => tensor(values.slice(0, parts), { dtype: places.dtype, device: places.device });
  const scale = on([width, height, width, height].map((extent) => extent / side));
  return places.mul(scale).add(on([left / side, top / side, 0, 0]));
}
