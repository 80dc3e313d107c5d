// Depth of every pixel, asked by a query: depth features of the picture times the query's embedding (as masks are made).
import { nn, type Tensor } from "@refvlm/torch";
import { Mlp } from "../layers/mlp.js";
import { mapOf, type PyramidMemory } from "./pyramid-memory.js";

/** Features from the stride-8 map with its places (level ground is farther the higher it is seen) and the finer pixel embeddings. */
export class DepthHead extends nn.Module {
  readonly coarse: nn.Sequential;
  readonly fine: nn.Conv2d;
  readonly fused: nn.Sequential;
  readonly embedder: Mlp;
  readonly #range: readonly [low: number, high: number];

  /**
   * @param pixelChannels channels of the pixel embeddings
   * @param range of the logarithm of metres: the head starts from its middle
   */
  constructor(
    readonly width: number,
    pixelChannels: number,
    range: readonly [low: number, high: number],
  ) {
    super();
    this.#range = range;
    this.coarse = smoothed(width);
    this.fine = new nn.Conv2d(pixelChannels, width, 1);
    this.fused = smoothed(width);
    this.embedder = new Mlp(width, width, width + 1, 3, { zeroLast: true });
  }

  /**
   * @param states of the queries, [B, Q, d]
   * @param pixels pixel embeddings at stride 4, [B, M, h, w]
   * @returns logarithm of metres, float32 [B, Q, h, w]; not cut to the range
   */
  forward(states: Tensor, pyramid: PyramidMemory, pixels: Tensor): Tensor {
    const [batch, , height, columns] = pixels.shape;
    const placed = mapOf({ ...pyramid, values: pyramid.values.add(pyramid.positions) }, 0);
    const coarse = this.coarse.forward(placed).upsampleNearest2d([height, columns]);
    const features = this.fused.forward(coarse.add(this.fine.forward(pixels))).flatten(2); // [B, d, h w]
    const embeddings = this.embedder.forward(states); // [B, Q, d + 1]
    const [low, high] = this.#range;
    const said = embeddings
      .narrow(-1, 0, this.width)
      .matmul(features)
      .mul(this.width ** -0.5)
      .add(embeddings.narrow(-1, this.width, 1)); // [B, Q, h w]
    return said
      .to("float32")
      .add((low + high) / 2)
      .reshape([batch, -1, height, columns]);
  }
}

function smoothed(width: number): nn.Sequential {
  return new nn.Sequential(new nn.Conv2d(width, width, 3, { padding: 1 }), new nn.GroupNorm(1, width), new nn.ReLU());
}
