// Pixel decoder: the feature pyramid that all unit decoders share (section 4.3; MaskFormer's FPN, Cheng et al. 2021).
import { nn, type Tensor } from "@refvlm/torch";

/** Sizes of the pixel decoder. */
export interface PixelDecoderConfig {
  /** Channels of the encoder maps, finest (stride 4) first. */
  featureChannels: readonly number[];
  /** Channels d of every map it makes; a multiple of `normGroups`. */
  width: number;
  /** Channels M of the pixel embeddings; null where nobody reads them. */
  maskSize: number | null;
  /** Groups of the group normalisation. */
  normGroups: number;
}

/** Maps of one width made from the encoder's. */
export interface Pyramid {
  /** [B, d, h, w], finest first. */
  maps: Tensor[];
  /** The encoder's maps that have not been fused yet, finest first (empty when all are). */
  laterals: Tensor[];
}

/** One step from coarse to fine: upsample, add the lateral, smooth. */
class FpnLayer extends nn.Module {
  readonly proj: nn.Sequential;
  readonly block: nn.Sequential;

  constructor(lateralChannels: number, width: number, groups: number) {
    super();
    this.proj = new nn.Sequential(
      new nn.Conv2d(lateralChannels, width, 1, { bias: false }),
      new nn.GroupNorm(groups, width),
    );
    this.block = smooth(width, width, groups);
  }

  /** coarse [B, d, h, w], lateral [B, c, H, W] -> [B, d, H, W] */
  forward(coarse: Tensor, lateral: Tensor): Tensor {
    const upsampled = coarse.upsampleNearest2d(lateral.shape.slice(2));
    return this.block.forward(upsampled.add(this.proj.forward(lateral)));
  }
}

class Fpn extends nn.Module {
  readonly stem: nn.Sequential;
  readonly layers: nn.ModuleList<FpnLayer>;

  constructor({ featureChannels, width, normGroups }: PixelDecoderConfig) {
    super();
    const [coarsest, ...finer] = featureChannels.toReversed();
    this.stem = smooth(coarsest, width, normGroups);
    this.layers = new nn.ModuleList(finer.map((channels) => new FpnLayer(channels, width, normGroups)));
  }

  /** Coarsest map -> its own smoothed form, from which the layers go up. */
  forward(coarsest: Tensor): Tensor {
    return this.stem.forward(coarsest);
  }
}

/** Fuses the encoder's maps from coarse to fine; state-dict keys are MaskFormer's (`fpn.stem`, `fpn.layers`, `mask_projection`). */
export class PixelDecoder extends nn.Module {
  readonly fpn: Fpn;
  readonly maskProjection: nn.Conv2d | null;

  constructor(config: PixelDecoderConfig) {
    super();
    this.fpn = new Fpn(config);
    const { width, maskSize } = config;
    this.maskProjection = maskSize === null ? null : new nn.Conv2d(width, maskSize, 3, { padding: 1 });
  }

  /**
   * Fuses all maps but the `leave` finest. The finest layer is most of the work and only masks need it, so leave 1 and
   * finish with `pixelEmbeddings` where there are mask queries.
   *
   * @param features encoder maps [B, c, h, w], finest first
   */
  forward(features: readonly Tensor[], leave = 0): Pyramid {
    const maps = [this.fpn.forward(features.at(-1)!)];
    let next = features.length - 2;
    for (const layer of this.fpn.layers) {
      if (next < leave) break;
      maps.unshift(layer.forward(maps[0], features[next--]));
    }
    return { maps, laterals: features.slice(0, next + 1) };
  }

  /** Fuses what is left of a pyramid and projects the finest map: [B, M, h, w] at the finest encoder map's size. */
  pixelEmbeddings({ maps, laterals }: Pyramid): Tensor {
    if (!this.maskProjection) throw new Error("no unit of this network says that it reads pixel embeddings");
    let finest = maps[0];
    const layers = [...this.fpn.layers];
    for (let i = laterals.length; i > 0; i--) finest = layers[layers.length - i].forward(finest, laterals[i - 1]);
    return this.maskProjection.forward(finest);
  }
}

function smooth(input: number, output: number, groups: number): nn.Sequential {
  return new nn.Sequential(
    new nn.Conv2d(input, output, 3, { padding: 1, bias: false }),
    new nn.GroupNorm(groups, output),
    new nn.ReLU(),
  );
}
