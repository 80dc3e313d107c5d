// Loss of attributes: what tells annotated things apart, in their own boxes.
import { binaryCrossEntropyWithLogits, indices, type Tensor, tensor } from "@refvlm/torch";

/** What gives the logit of each attribute in boxes [B, N, 4] of maps [B, c, h, w]: [B, N, A]. */
interface AttributeLogits {
  forward(features: readonly Tensor[], boxes: Tensor): Tensor;
}

/** Annotated things of some pictures, and what tells them apart. */
export interface AttributedBoxes {
  /** Picture of each. */
  pictures: readonly number[];
  /** cxcywh on the padded square, [O, 4]. */
  boxes: Tensor;
  /** Number of the attribute of each, -1 where it has none. */
  attributes: readonly number[];
}

/**
 * Binary cross-entropy of every attribute in every box, the sum of all over the boxes that have one; pictures none of whose things
 * has any teach nothing, since nobody knows whether they would tell: [].
 * @param features the encoder's maps, [B, c, h, w], finest first
 */
export function attributeLoss(
  fit: AttributeLogits,
  features: readonly Tensor[],
  { pictures, boxes, attributes }: AttributedBoxes,
): Tensor | null {
  const told = new Set(pictures.filter((_, i) => attributes[i] >= 0));
  const rows = [...told].map((picture) => [...pictures.keys()].filter((i) => pictures[i] === picture));
  if (rows.length === 0) return null;
  const most = Math.max(...rows.map((row) => row.length));
  const padded = rows.flatMap((row) => Array.from({ length: most }, (_, n) => row[n] ?? row[0]));
  const { device } = boxes;
  const own = indices([...told], device);
  const logits = fit
    .forward(
      features.map((map) => map.indexSelect(0, own)),
      boxes.indexSelect(0, indices(padded, device)).reshape([rows.length, most, 4]),
    )
    .to("float32"); // [R, M, A]
  const [, , count] = logits.shape;
  const truth = new Float32Array(padded.length * count);
  const weights = new Float32Array(truth.length);
  for (const [r, row] of rows.entries())
    for (const [n, i] of row.entries()) {
      const at = (r * most + n) * count;
      weights.fill(1, at, at + count);
      if (attributes[i] >= 0) truth[at + attributes[i]] = 1;
    }
  const shaped = (values: Float32Array) => tensor(values, { shape: [...logits.shape], device });
  const each = binaryCrossEntropyWithLogits(logits, shaped(truth), null, null, "none");
  return each
    .mul(shaped(weights))
    .sum()
    .div(attributes.filter((number) => number >= 0).length);
}
