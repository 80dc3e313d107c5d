// The prompt encoder of Segment Anything: points and corners of boxes become tokens, masks a map that is added to the picture's.
import { arange, cat, nn, ones, randn, stack, type Tensor } from "@refvlm/torch";
import { ChannelNorm } from "../../layers/channel-norm.js";
import type { SamSettings } from "./settings.js";

/** What is asked for, n times for one picture; each of the n has the same kinds and counts. In pixels of the padded input. */
export interface SamPrompts {
  /** x and y, [n, k, 2]. */
  points?: Tensor;
  /** 1 for a point that belongs to it, 0 for one that does not, -1 for none; int64 [n, k]. */
  labels?: Tensor;
  /** Corners, [n, 4]. */
  boxes?: Tensor;
  /** Logits at a quarter of the input's side, [n, 1, 4E, 4E]. */
  masks?: Tensor;
}

export interface EncodedPrompts {
  /** Tokens, [n, k, D]. */
  sparse: Tensor;
  /** What is added to the picture's map, [n or 1, D, E or 1, E or 1]. */
  dense: Tensor;
}

/** The meanings of the four learnt points; a point that is none has an embedding of its own. */
const NOT_IT = 0;
const IT = 1;
const TOP_LEFT = 2;
const BOTTOM_RIGHT = 3;

/** Codes of places by random Fourier features (Tancik et al. 2020). */
class RandomPositions extends nn.Module {
  positionalEncodingGaussianMatrix: Tensor;

  constructor(width: number) {
    super();
    this.positionalEncodingGaussianMatrix = nn.buffer(randn([2, width / 2]));
  }

  /** Places in 0..1, [..., 2] -> [..., D]; in float32, whatever the type of the weights. */
  forward(places: Tensor): Tensor {
    const matrix = this.positionalEncodingGaussianMatrix;
    const angles = places
      .to("float32")
      .mul(2)
      .sub(1)
      .matmul(matrix.to("float32"))
      .mul(2 * Math.PI);
    return cat([angles.sin(), angles.cos()], -1).to(matrix.dtype);
  }
}

export class SamPromptEncoder extends nn.Module {
  readonly peLayer: RandomPositions;
  readonly pointEmbeddings: nn.ModuleList<nn.Embedding>;
  readonly notAPointEmbed: nn.Embedding;
  readonly maskDownscaling: nn.Sequential;
  readonly noMaskEmbed: nn.Embedding;
  readonly #imageSize: number;
  readonly #side: number;

  constructor({ imageSize, patchSize, promptWidth, maskChannels }: SamSettings) {
    super();
    this.#imageSize = imageSize;
    this.#side = imageSize / patchSize;
    this.peLayer = new RandomPositions(promptWidth);
    this.pointEmbeddings = new nn.ModuleList(Array.from({ length: 4 }, () => new nn.Embedding(1, promptWidth)));
    this.notAPointEmbed = new nn.Embedding(1, promptWidth);
    const fewer = maskChannels / 4;
    this.maskDownscaling = new nn.Sequential(
      new nn.Conv2d(1, fewer, 2, { stride: 2 }),
      new ChannelNorm(fewer, { eps: 1e-6 }),
      new nn.GELU(),
      new nn.Conv2d(fewer, maskChannels, 2, { stride: 2 }),
      new ChannelNorm(maskChannels, { eps: 1e-6 }),
      new nn.GELU(),
      new nn.Conv2d(maskChannels, promptWidth, 1),
    );
    this.noMaskEmbed = new nn.Embedding(1, promptWidth);
  }

  /** Codes of the cells of the picture's map, [1, D, E, E]. */
  mapPositions(): Tensor {
    const { dtype, device } = this.noMaskEmbed.weight;
    const along = arange(this.#side, { dtype: "float32", device }).add(0.5).div(this.#side);
    const [y, x] = [along.unsqueeze(1), along.unsqueeze(0)].map((each) => each.expand([this.#side, this.#side]));
    return this.peLayer
      .forward(stack([x, y], -1))
      .permute([2, 0, 1])
      .unsqueeze(0)
      .to(dtype);
  }

  /** @returns no token at all for a mask alone */
  forward({ points, labels, boxes, masks }: SamPrompts): EncodedPrompts {
    const tokens = [
      ...(points && labels ? [this.#points(points, labels, boxes === undefined)] : []),
      ...(boxes ? [this.#boxes(boxes)] : []),
    ];
    const { weight } = this.noMaskEmbed;
    const [width, count] = [weight.shape[1], (boxes ?? points ?? masks)?.shape[0] ?? 1];
    return {
      sparse: tokens.length > 0 ? cat(tokens, 1) : weight.newEmpty([count, 0, width]),
      dense: masks ? this.maskDownscaling.forward(masks) : weight.reshape([1, width, 1, 1]),
    };
  }

  /** @param closes whether a point that is none stands behind them, as the network knows points without a box */
  #points(points: Tensor, labels: Tensor, closes: boolean): Tensor {
    const [count] = points.shape;
    const all = closes ? cat([points, points.newZeros([count, 1, 2])], 1) : points;
    const kinds = closes ? cat([labels, ones([count, 1], { dtype: "int64", device: labels.device }).neg()], 1) : labels;
    const has = (label: number) => kinds.eq(label).unsqueeze(-1).to(this.noMaskEmbed.weight.dtype); // [n, k, 1]
    const none = has(-1);
    return this.#code(all)
      .mul(none.neg().add(1))
      .add(none.mul(this.notAPointEmbed.weight))
      .add(has(0).mul(this.pointEmbeddings.at(NOT_IT).weight))
      .add(has(1).mul(this.pointEmbeddings.at(IT).weight));
  }

  #boxes(boxes: Tensor): Tensor {
    const corners = this.#code(boxes.reshape([-1, 2, 2])); // [n, 2, D]
    const kinds = [TOP_LEFT, BOTTOM_RIGHT].map((kind) => this.pointEmbeddings.at(kind).weight);
    return corners.add(cat(kinds));
  }

  /** A coordinate names the pixel whose corner it is. */
  #code(places: Tensor): Tensor {
    return this.peLayer.forward(places.add(0.5).div(this.#imageSize));
  }
}
