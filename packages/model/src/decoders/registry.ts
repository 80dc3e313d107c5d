// The unit decoders by name: the one place to add a unit to the network.
import { BoxDecoder } from "./box.js";
import { MaskDecoder } from "./mask.js";
import type { UnitDecoder, UnitDecoderConfig } from "./unit-decoder.js";

/** Builds a decoder of the given sizes. */
export type UnitDecoderFactory = (config: UnitDecoderConfig) => UnitDecoder;

/** All built-in units. */
export const unitDecoders: Readonly<Record<string, UnitDecoderFactory>> = {
  box: (config) => new BoxDecoder(config) as UnitDecoder,
  mask: (config) => new MaskDecoder(config) as UnitDecoder,
};
