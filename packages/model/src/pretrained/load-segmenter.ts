// Segment Anything by itself, from its folder.
import type { Sam } from "../plugins/sam/network.js";
import { Segmenter } from "../plugins/sam/segmenter.js";
import { loadDecoderNetwork } from "./decoder-network.js";
import type { PlacementOptions } from "./loaded-model.js";

/**
 * @param folder as `refvlm convert` makes it
 * @throws as `loadDecoderNetwork`
 */
export function loadSegmenter(folder: string, options?: PlacementOptions): Segmenter {
  return new Segmenter(loadDecoderNetwork(folder, "sam", options) as Sam);
}
