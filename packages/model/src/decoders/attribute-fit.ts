// How well what tells things of one name apart fits what lies in boxes, as a probability: a short look at each box and around it.
// It reads the encoder's finest maps, since the fused ones, by which things are named, forget what a thing stands on or wears.
import { cat, nn, type Tensor, zeros } from "@refvlm/torch";
import { cropsOf } from "./box-crop.js";

/** Levels that it reads. */
const FINEST = 2;
/** Cells of a look's side, and its width. */
const GRID = 7;
const WIDTH = 64;
/** Sides of a look, in sides of the box: a plate shows around a thing. */
const SURROUNDINGS = 1.4;
/** A box has none of them until something speaks for one. */
const UNLIKELY = -4;

export class AttributeFit extends nn.Module {
  /** One for each level. */
  readonly projections: nn.ModuleList<nn.Conv2d>;
  readonly norm: nn.LayerNorm;
  readonly head: nn.Linear;
  /** What lies where in a look, [T, WIDTH]. */
  placeEmbedding: Tensor;

  /** @param featureChannels of the encoder's maps, finest first @param count A of the attributes */
  constructor(featureChannels: readonly number[], count: number) {
    super();
    const read = featureChannels.slice(0, FINEST);
    this.projections = new nn.ModuleList(read.map((channels) => new nn.Conv2d(channels, WIDTH, 1)));
    this.norm = new nn.LayerNorm(WIDTH);
    this.head = new nn.Linear(WIDTH, count);
    this.placeEmbedding = nn.parameter(zeros([GRID * GRID, WIDTH]));
    nn.init.constant_(this.head.bias!, UNLIKELY);
  }

  /**
   * Logit of each attribute in each box.
   * @param features the encoder's maps, [B, c, h, w], finest first
   * @param boxes cxcywh on the padded square, no gradient: [B, N, 4]
   * @returns [B, N, A]
   */
  forward(features: readonly Tensor[], boxes: Tensor): Tensor {
    const places = boxes.detach().to("float32");
    const looks = cat([places.narrow(-1, 0, 2), places.narrow(-1, 2, 2).mul(SURROUNDINGS)], -1);
    const seen = [...this.projections]
      .map((projection, level) => cropsOf(projection.forward(features[level]), looks, GRID))
      .reduce((sum, crop) => sum.add(crop)); // [B, N, T, WIDTH]
    return this.head.forward(this.norm.forward(seen).add(this.placeEmbedding).relu().mean(2));
  }

  /** P(what lies in the box has the attribute), [B, A, N]. */
  probability(features: readonly Tensor[], boxes: Tensor): Tensor {
    return this.forward(features, boxes).transpose(1, 2).sigmoid();
  }
}
