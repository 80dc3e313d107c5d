// Depthwise and pointwise convolutions (Howard et al. 2017, MobileNets): most of what NanoDet consists of.
import { nn, type Tensor } from "@refvlm/torch";

/** NanoDet's activation everywhere. */
export const activated = (x: Tensor): Tensor => x.leakyRelu(0.1);

/** A convolution of each channel by itself; the map keeps its size but for the stride. */
export function depthwise(channels: number, kernel: number, stride = 1): nn.Conv2d {
  return new nn.Conv2d(channels, channels, kernel, { stride, padding: Math.floor(kernel / 2), groups: channels });
}

/** A convolution of each cell by itself. */
export const pointwise = (from: number, to: number): nn.Conv2d => new nn.Conv2d(from, to, 1);

/** A depthwise convolution, then a pointwise one, each activated: [B, c, h, w] -> [B, c', h / stride, w / stride]. */
export class DepthwiseSeparable extends nn.Module {
  readonly depthwise: nn.Conv2d;
  readonly pointwise: nn.Conv2d;

  constructor(from: number, to: number, kernel: number, stride = 1) {
    super();
    this.depthwise = depthwise(from, kernel, stride);
    this.pointwise = pointwise(from, to);
  }

  forward(x: Tensor): Tensor {
    return activated(this.pointwise.forward(activated(this.depthwise.forward(x))));
  }
}
