// The families of published decoders, and which of them a file is of.
import type { DecoderFamily } from "./decoder-family.js";
import { groundingDinoFamily } from "./grounding-dino.js";
import { uniPoseFamily } from "./uni-pose.js";

export const decoderFamilies: readonly DecoderFamily[] = [groundingDinoFamily, uniPoseFamily];
