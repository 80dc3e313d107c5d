// LayerNorm over the channels of a map, as ConvNeXt and Segment Anything have it between convolutions.
import { nn, type Tensor } from "@refvlm/torch";

/** Each cell by itself: [B, C, H, W] -> [B, C, H, W]. */
export class ChannelNorm extends nn.LayerNorm {
  override forward(x: Tensor): Tensor {
    return super
      .forward(x.permute([0, 2, 3, 1]))
      .permute([0, 3, 1, 2])
      .contiguous();
  }
}
