// The unit decoders by name: a new one is one file beside this one and one line here.
import { isUnitName } from "@refvlm/trp";
import { z } from "zod";
import { groundingDino } from "../plugins/grounding-dino.js";
import { sam } from "../plugins/sam.js";
import { uniPose } from "../plugins/uni-pose.js";
import { box } from "./box.js";
import { depth } from "./depth.js";
import { keypoint } from "./keypoint.js";
import { mask } from "./mask.js";
import { point } from "./point.js";
import { proposal } from "./proposal.js";
import { regionKeypoint } from "./region-keypoint.js";
import { regionMask } from "./region-mask.js";
import type { UnitDecoder, UnitDecoderKind, UnitDecoderSizes, UnitDecoders } from "./unit-decoder.js";

/** What networks are built with where nobody says otherwise. */
export const unitDecoders: UnitDecoders = {
  ...{ box, proposal, mask, "region-mask": regionMask, keypoint, "region-keypoint": regionKeypoint, depth, point },
  ...{ sam, "grounding-dino": groundingDino, "uni-pose": uniPose },
};

/** What a config says of one unit: which decoder answers it (by default the one of its name), and that one's settings. */
export type UnitSettings = { readonly decoder?: string } & Readonly<Record<string, unknown>>;

/** The units of a config by the word in `<Unit>`. */
export type UnitsConfig = Readonly<Record<string, UnitSettings>>;

/** The schema of `decoder.units` for a registry: each unit with the decoders that serve it. */
export function unitsSchema(known: UnitDecoders): z.ZodType<UnitsConfig> {
  const choices = new Map<string, z.ZodObject[]>();
  for (const [name, { unit, settings }] of Object.entries(known)) {
    const decoder = name === unit ? z.literal(name).optional() : z.literal(name);
    choices.set(unit, [...(choices.get(unit) ?? []), settings.extend({ decoder })]);
  }
  const shape = Object.fromEntries(
    [...choices].map(([unit, [first, ...others]]) => [
      unit,
      (others.length === 0 ? first : z.discriminatedUnion("decoder", [first, ...others])).optional(),
    ]),
  );
  const example =
    'names the units to decode with their settings, e.g. { "box": {}, "mask": { "maskSize": 48, "boxPath": true } }';
  return z
    .strictObject(shape, { error: ({ code }) => (code === "invalid_type" ? example : undefined) })
    .refine((units) => Object.keys(units).length > 0, {
      error: example,
      when: ({ issues }) => issues.length === 0,
    }) as unknown as z.ZodType<UnitsConfig>;
}

/**
 * The decoder that a config chooses for a unit.
 * @throws Error naming the decoders that the registry has for it
 */
export function decoderKindOf(unit: string, { decoder = unit }: UnitSettings, known: UnitDecoders): UnitDecoderKind {
  if (!isUnitName(unit)) throw new Error(`decoder.units: unit name ${JSON.stringify(unit)} must be one word`);
  const kind = Object.hasOwn(known, decoder) ? known[decoder] : undefined;
  if (kind?.unit === unit) return kind;
  const serving = Object.keys(known).filter((name) => known[name].unit === unit);
  const way =
    serving.length > 0 ? `choose one of ${serving.join(", ")}` : `known units: ${unitNames(known).join(", ")}`;
  throw new Error(
    `decoder.units.${unit}: no decoder "${decoder}" for this unit; ${way}; others come in by the registry`,
  );
}

/** Builds the decoder that a config chooses for a unit. */
export function buildUnitDecoder(
  unit: string,
  { decoder, ...settings }: UnitSettings,
  known: UnitDecoders,
  sizes: UnitDecoderSizes,
): UnitDecoder {
  return decoderKindOf(unit, { decoder }, known).build(sizes, settings);
}

/** The units of a config that cannot be decoded without query selection. */
export function pointingUnits(units: UnitsConfig, known: UnitDecoders): string[] {
  return Object.keys(units).filter((unit) => decoderKindOf(unit, units[unit], known).needsPointing);
}

/** The units of a config whose decoders ask that of another unit about their <REF>s. */
export function unitsThatNeed(needed: "box" | "mask", units: UnitsConfig, known: UnitDecoders): string[] {
  return Object.keys(units).filter((unit) => decoderKindOf(unit, units[unit], known).needs === needed);
}

/** Whether any decoder of a config's units reads fused maps. */
export function readsPyramid(units: UnitsConfig, known: UnitDecoders): boolean {
  return Object.keys(units).some((unit) => decoderKindOf(unit, units[unit], known).readsPyramid !== false);
}

/** Channels of the pixel embeddings that a config's units read; null where none does. */
export function pixelChannelsOf(units: UnitsConfig, known: UnitDecoders): number | null {
  const wanted = Object.entries(units).flatMap(([unit, { decoder, ...settings }]) => {
    const kind = decoderKindOf(unit, { decoder }, known);
    return kind.pixelChannels ? [{ unit, channels: kind.pixelChannels(settings) }] : [];
  });
  const [first, ...others] = wanted;
  const other = others.find(({ channels }) => channels !== first.channels);
  if (other)
    throw new Error(
      `decoder.units: ${first.unit} reads ${first.channels} channels of the pixel embeddings and ${other.unit} ${other.channels}: give both the same`,
    );
  return first?.channels ?? null;
}

function unitNames(known: UnitDecoders): string[] {
  return [...new Set(Object.values(known).map(({ unit }) => unit))];
}
