// Segment Anything (Kirillov et al. 2023): a picture is encoded once, and each prompt costs its own tokens only.
import { nn, type Tensor } from "@refvlm/torch";
import { SamImageEncoder } from "./image-encoder.js";
import { SamMaskDecoder, type SamMasks } from "./mask-decoder.js";
import { SamPromptEncoder, type SamPrompts } from "./prompt-encoder.js";
import type { SamSettings } from "./settings.js";

/** Keys as published (`sam_vit_{b,l,h}`): `image_encoder`, `prompt_encoder`, `mask_decoder`. */
export class Sam extends nn.Module {
  readonly imageEncoder: SamImageEncoder;
  readonly promptEncoder: SamPromptEncoder;
  readonly maskDecoder: SamMaskDecoder;

  constructor(readonly settings: SamSettings) {
    super();
    this.imageEncoder = new SamImageEncoder(settings);
    this.promptEncoder = new SamPromptEncoder(settings);
    this.maskDecoder = new SamMaskDecoder(settings);
  }

  /** Normalised and padded pictures [B, 3, S, S] -> their maps [B, D, E, E]. */
  encode(pixels: Tensor): Tensor {
    return this.imageEncoder.forward(pixels);
  }

  /**
   * All four masks of each prompt.
   * @param map of one picture, [1, D, E, E]
   * @param added to the prompts' tokens, [n, 1 or k, D]
   */
  forward(map: Tensor, prompts: SamPrompts, added?: Tensor): SamMasks {
    const { sparse, dense } = this.promptEncoder.forward(prompts);
    const tokens = added ? sparse.add(added) : sparse;
    return this.maskDecoder.forward(map, this.promptEncoder.mapPositions(), { sparse: tokens, dense });
  }
}
