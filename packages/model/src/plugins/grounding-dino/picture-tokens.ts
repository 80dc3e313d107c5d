// Pictures as GroundingDINO's transformer reads them: Swin's maps and coarser ones as one sequence of tokens with positions.
import { cat, nn, ones, scope, stack, type Tensor } from "@refvlm/torch";
import { maskedMapPositions } from "../../layers/sine-positions.js";
import { Swin, type SwinConfig } from "./swin.js";

/** Shape of a map. */
export interface Grid {
  readonly height: number;
  readonly columns: number;
}

export interface PictureTokens {
  /** Maps one after the other, each row by row, [B, S, d]. */
  values: Tensor;
  /** Where tokens are and on which map, [B, S, d]. */
  positions: Tensor;
  grids: readonly Grid[];
  /** Tokens that are no part of a picture, bool [B, S]; null where all are. */
  padding: Tensor | null;
  /** The part of each map's width and height that the picture fills, float32 [B, L, 2]. */
  filled: Tensor;
}

export interface PictureEncoderConfig {
  swin: SwinConfig;
  width: number;
  /** Maps, of which those beyond Swin's are made of its last by convolutions of stride 2. */
  levels: number;
}

const NORM_GROUPS = 32;
const TEMPERATURE = 20;

/** A map brought to the transformer's width. */
class InputProjection extends nn.Module {
  readonly conv: nn.Conv2d;
  readonly norm: nn.GroupNorm;

  constructor(from: number, width: number, coarser: boolean) {
    super();
    this.conv = new nn.Conv2d(from, width, coarser ? 3 : 1, coarser ? { stride: 2, padding: 1 } : {});
    this.norm = new nn.GroupNorm(NORM_GROUPS, width);
  }

  forward(map: Tensor): Tensor {
    return this.norm.forward(this.conv.forward(map));
  }
}

export class PictureEncoder extends nn.Module {
  readonly swin: Swin;
  readonly projections: nn.ModuleList<InputProjection>;
  /** [L, d] */
  levelEmbedding: Tensor;

  constructor(private readonly config: PictureEncoderConfig) {
    super();
    const { swin, width, levels } = config;
    this.swin = new Swin(swin);
    const { channels } = this.swin;
    const from = (level: number) => channels[level] ?? (level === channels.length ? channels.at(-1)! : width);
    this.projections = new nn.ModuleList(
      Array.from({ length: levels }, (_, level) => new InputProjection(from(level), width, level >= channels.length)),
    );
    this.levelEmbedding = nn.createParameter([levels, width], nn.init.normal_);
  }

  /**
   * @param pixels normalised, zero outside of a picture, [B, 3, H, W]
   * @param mask 1 where a pixel is of a picture, [B, H, W]; null where all are
   */
  forward(pixels: Tensor, mask: Tensor | null = null): PictureTokens {
    return scope(() => {
      const maps: Tensor[] = [];
      const seen = this.swin.forward(pixels);
      for (const [level, projection] of [...this.projections].entries())
        maps.push(projection.forward(seen[level] ?? (level === seen.length ? seen.at(-1)! : maps.at(-1)!)));
      const masks = maps.map((map) => maskOf(map, mask));
      const positions = masks.map((real, level) =>
        tokensOf(maskedMapPositions(real, this.config.width, { temperature: TEMPERATURE })).add(
          this.levelEmbedding.select(0, level),
        ),
      );
      return {
        values: cat(maps.map(tokensOf), 1),
        positions: cat(positions, 1).to(pixels.dtype),
        grids: maps.map(({ shape: [, , height, columns] }) => ({ height, columns })),
        padding:
          mask &&
          cat(
            masks.map((real) => real.flatten(1)),
            1,
          ).eq(0),
        filled: stack(masks.map(filledOf), 1),
      };
    });
  }
}

/** [B, d, h, w] -> [B, h w, d] */
const tokensOf = (map: Tensor): Tensor => map.flatten(2).transpose(1, 2);

/** The mask at the size of a map, [B, h, w]. */
function maskOf({ shape: [batch, , height, columns], device }: Tensor, mask: Tensor | null): Tensor {
  if (!mask) return ones([batch, height, columns], { device });
  return mask.to("float32").unsqueeze(1).upsampleNearest2d([height, columns]).squeeze(1);
}

/** Width and height that a picture fills of its mask [B, h, w], in parts of it: [B, 2]. */
function filledOf(mask: Tensor): Tensor {
  return stack([mask.select(1, 0).mean(-1), mask.select(2, 0).mean(-1)], -1);
}
