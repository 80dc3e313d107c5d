// Depth of the whole picture, by the net that looks closely at regions: the picture is a region, too.
import { cat, nn, type Tensor, tensor } from "@refvlm/torch";
import { mapOf, type PyramidMemory } from "./pyramid-memory.js";
import { RegionNet } from "./region-net.js";

/** Sizes of the head. */
export interface DepthHeadConfig {
  /** Channels of the fused maps. */
  width: number;
  /** Channels of the encoder's maps, finest first. */
  featureChannels: readonly number[];
  /** Channels of the look. */
  channels: number;
  /** Cells of the picture's side. */
  grid: number;
}

/** cxcywh of the padded square. */
const WHOLE = [0.5, 0.5, 1, 1];

/** Maps of the encoder, the finest first, whose patterns are told apart. */
const PATTERNED = 2;

/**
 * What each cell shows, from the encoder's finest map (edges) and the finest fused one with its places (things with their sizes, and
 * level ground, which is farther the higher it is seen); and the same for all cells, what the whole picture shows, as mean and
 * spread of the encoder's channels: its pattern says what a background is, and how far away. That is also added as it is: a
 * normed net is slow to move all cells alike.
 */
export class DepthHead extends nn.Module {
  readonly patternNorm: nn.LayerNorm;
  readonly pattern: nn.Linear;
  /** How far the picture is on the whole. */
  readonly level: nn.Linear;
  readonly look: RegionNet;

  constructor({ width, featureChannels, channels, grid }: DepthHeadConfig) {
    super();
    const statistics = featureChannels.slice(0, PATTERNED).reduce((sum, count) => sum + 2 * count, 0);
    this.patternNorm = new nn.LayerNorm(statistics);
    this.pattern = new nn.Linear(statistics, channels);
    this.level = new nn.Linear(channels, 1);
    const read = [featureChannels[0], width, channels];
    this.look = new RegionNet({ featureChannels: read, channels, grid, outputs: 1, surroundings: 1 });
    for (const { weight, bias } of [this.level, this.look.output]) {
      nn.init.zeros_(weight); // begins with one depth for all
      nn.init.zeros_(bias!);
    }
  }

  /**
   * @param features the encoder's maps, [B, c, h, w], finest first
   * @returns a number for each cell, [B, n, n], and what the picture shows as a whole, [B, channels]
   */
  forward(features: readonly Tensor[], pyramid: PyramidMemory): { map: Tensor; seen: Tensor } {
    const [{ shape, device }] = features;
    const [batch] = shape;
    const placed = mapOf({ ...pyramid, values: pyramid.values.add(pyramid.positions) }, 0);
    const statistics = cat(features.slice(0, PATTERNED).flatMap(meanAndSpread), 1);
    const whole = this.pattern.forward(this.patternNorm.forward(statistics)).relu(); // [B, channels]
    const pictures = Array.from({ length: batch }, (_, row) => row);
    const box = tensor(WHOLE, { device }).expand([batch, 1, 4]);
    const maps = [features[0], placed, whole.reshape([batch, -1, 1, 1])];
    const look = this.look.forward(box, pictures, maps);
    const level = this.level.forward(whole).unsqueeze(2); // [B, 1, 1]
    return { map: look.maps.squeeze(1).add(level), seen: look.features.mean([2, 3]) };
  }
}

/** Mean and standard deviation of the channels of a map [B, c, h, w], both [B, c]. */
function meanAndSpread(map: Tensor): [Tensor, Tensor] {
  const mean = map.mean([2, 3], true);
  const spread = map.sub(mean).square().mean([2, 3]).add(1e-6).sqrt();
  return [mean.flatten(1), spread];
}
