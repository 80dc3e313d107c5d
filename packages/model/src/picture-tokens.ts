// What the language model is shown of a picture: tokens of its cells, and of what visual prompts gather from them (section 4.2).
import { indices, type Tensor } from "@refvlm/torch";
import type { VisualMemory } from "./decoders/visual-memory.js";
import type { EncoderMaps } from "./encoders/levels.js";
import type { Projector } from "./encoders/projector.js";
import type { PromptEncoder } from "./encoders/prompt-strategies.js";

/** What tokens of the language model are made from, for each cell of a picture's map; or for each of a prompt's. */
export interface PatchFeatures {
  /** The ViT's patches, or cells of a stage of the pyramid, [B, P, c]. */
  map: Tensor;
  /** The decoders' finest map where `pyramidTokens` shows it to the language model, [B, P, d]. */
  fused?: Tensor;
}

/** The network's parts that make tokens; it owns them. */
export interface PictureTokenParts {
  projector: Projector;
  /** Adds what the decoders' map shows, where the config says so. */
  pyramidProjector: Projector | null;
  promptEncoder: PromptEncoder;
  /** Stage of the pyramid that tokens are made from; the ViT's patches or the coarsest stage by default. */
  stage?: number;
  /** Cells of a side of the map that tokens of pictures and prompts are made from. */
  patchGrid: number;
  /** Cells of a side of what the language model sees of it. */
  tokenGrid: number;
}

/** Makes them for one network. */
export class PictureTokens {
  constructor(private readonly parts: PictureTokenParts) {}

  /**
   * What tokens of pictures and prompts are made from: the stage of the pyramid that the config names, the ViT's patches,
   * or the coarsest stage, and with `pyramidTokens` the fused map too.
   */
  patches({ vit, stages }: EncoderMaps<Tensor>, { pyramid }: VisualMemory): PatchFeatures {
    const { stage, pyramidProjector, patchGrid: grid } = this.parts;
    const map = (stage === undefined ? vit : null) ?? cellsOf(stages.at(stage ?? -1)!); // [B, P, c]
    return pyramidProjector ? { map, fused: cellsOf(pyramid!.maps[0].adaptiveAvgPool2d([grid, grid])) } : { map };
  }

  /** Tokens of the pictures themselves, `tokenGrid` cells a side: [B, N, C]. */
  ofPictures({ map, fused }: PatchFeatures): Tensor {
    return this.of({ map: this.#pooled(map), fused: fused && this.#pooled(fused) });
  }

  /** Tokens of the language model, [..., C], for patches of pictures and for what prompts gather from them alike. */
  of({ map, fused }: PatchFeatures): Tensor {
    const { projector, pyramidProjector } = this.parts;
    const tokens = projector.forward(map);
    return fused && pyramidProjector ? tokens.add(pyramidProjector.forward(fused)) : tokens;
  }

  /**
   * Tokens of visual prompts, through the projectors that the pictures' own tokens use.
   * @param masks of R prompts on the grid of the patches, [R, g, g]
   * @param pictureOf row of the patches that each prompt points into
   * @returns [R, N, C]
   */
  ofPrompts({ map, fused }: PatchFeatures, masks: Tensor, pictureOf: readonly number[]): Tensor {
    const index = indices(pictureOf, masks.device);
    const maps = (fused ? [map, fused] : [map]).map((each) => each.indexSelect(0, index));
    const project = ([own, both]: readonly Tensor[]) => this.of({ map: own, fused: both });
    return this.parts.promptEncoder.forward(maps, masks.unsqueeze(1), project).squeeze(1);
  }

  /** [B, P, c] -> [B, N, c], means of neighbours. */
  #pooled(patches: Tensor): Tensor {
    const { patchGrid, tokenGrid } = this.parts;
    if (patchGrid === tokenGrid) return patches;
    const map = patches.transpose(1, 2).reshape([patches.shape[0], -1, patchGrid, patchGrid]);
    return cellsOf(map.adaptiveAvgPool2d([tokenGrid, tokenGrid]));
  }
}

/** [B, c, h, w] -> [B, h w, c] */
const cellsOf = (map: Tensor): Tensor => map.flatten(2).transpose(1, 2);
