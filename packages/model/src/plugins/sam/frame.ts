// Segment Anything's own frame: the longer side brought to the input's, the picture in the top left corner, zeros around it.
import { type DType, fromTypedArray, type Tensor } from "@refvlm/torch";
import { type Box, Frame, type Picture, type Point, resizePicture, toPlanes } from "@refvlm/vision";

/** ImageNet's colours, in 0..1. */
const MEAN = [123.675 / 255, 116.28 / 255, 103.53 / 255] as const;
const STD = [58.395 / 255, 57.12 / 255, 57.375 / 255] as const;

export class SamFrame {
  /** The picture's size inside of the input. */
  readonly scaled: readonly [width: number, height: number];

  /** @param side of the input, in pixels */
  constructor(
    readonly width: number,
    readonly height: number,
    readonly side: number,
  ) {
    const scale = side / Math.max(width, height);
    const brought = (length: number) => Math.max(1, Math.floor(length * scale + 0.5));
    this.scaled = [brought(width), brought(height)];
  }

  /** The picture as the encoder takes it, [1, 3, side, side]; padded after normalising. */
  pixels(picture: Picture, { device, dtype }: { device: string; dtype: DType }): Tensor {
    const { side } = this;
    const [width, height] = this.scaled;
    const fits = picture.width === width && picture.height === height;
    const own = toPlanes(fits ? picture : resizePicture(picture, width, height, "bilinear"), { mean: MEAN, std: STD });
    const planes = new Float32Array(3 * side * side);
    for (let row = 0; row < 3 * height; row++) {
      const [channel, y] = [Math.floor(row / height), row % height];
      planes.set(own.subarray(row * width, (row + 1) * width), (channel * side + y) * side);
    }
    return fromTypedArray(planes, [1, 3, side, side]).to({ device, dtype });
  }

  /** A place in the picture's pixels, in the input's. */
  point([x, y]: Point): Point {
    const [width, height] = this.scaled;
    return [(x * width) / this.width, (y * height) / this.height];
  }

  box([x1, y1, x2, y2]: Box): Box {
    return [...this.point([x1, y1]), ...this.point([x2, y2])];
  }

  /** Where the picture lies on the unit square of the input. */
  get corner(): Frame {
    return Frame.corner(this.width, this.height);
  }

  /** Logits [n, m, h, w] over the input -> [n, m, height, width] of the picture: to the input's size, cut, to the picture's. */
  upscale(logits: Tensor): Tensor {
    const { side } = this;
    const [width, height] = this.scaled;
    return logits
      .to("float32")
      .upsampleBilinear2d([side, side], false)
      .narrow(2, 0, height)
      .narrow(3, 0, width)
      .upsampleBilinear2d([this.height, this.width], false);
  }
}
