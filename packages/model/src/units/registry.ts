// The unit decoders by name: the one place to add a unit to the network.
import { isUnitName } from "@refvlm/trp";
import { BoxDecoder } from "./box.js";
import { MaskDecoder } from "./mask.js";
import type { UnitDecoder, UnitDecoderConfig } from "./unit-decoder.js";

/** Builds a decoder of the given sizes. */
export type UnitDecoderFactory = (config: UnitDecoderConfig) => UnitDecoder;

const factories = new Map<string, UnitDecoderFactory>([
  ["box", (config) => new BoxDecoder(config) as UnitDecoder],
  ["mask", (config) => new MaskDecoder(config) as UnitDecoder],
]);

/** What a network has whose config names no units. */
export const builtInUnits: readonly string[] = [...factories.keys()];

/**
 * Makes a decoder of your own known: networks whose config lists `name` in `decoder.units` are built with it, and
 * `<Unit>name</Unit>` sends its `<REF>`s there.
 * @throws Error when the name is no single word, or has a decoder already
 */
export function registerUnitDecoder(name: string, factory: UnitDecoderFactory): void {
  if (factories.has(name)) throw new Error(`unit "${name}" has a decoder already: choose another name`);
  if (!isUnitName(name))
    throw new Error(`unit name ${JSON.stringify(name)} must be one word of letters, digits, "-" or "_"`);
  factories.set(name, factory);
}

/**
 * Builds the decoder of a unit.
 * @throws Error naming the units that have one
 */
export function makeUnitDecoder(name: string, config: UnitDecoderConfig): UnitDecoder {
  const factory = factories.get(name);
  if (factory) return factory(config);
  const known = [...factories.keys()].join(", ");
  throw new Error(`decoder.units: no decoder for "${name}"; known: ${known}; registerUnitDecoder adds others`);
}
