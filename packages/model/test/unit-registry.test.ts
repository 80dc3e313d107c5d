// Registries of unit decoders are values: which decoder answers a unit, and with which settings, is the config's choice.
import { nn } from "@refvlm/torch";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import {
  BoxDecoder,
  parseModelConfig,
  presets,
  RefVlmNetwork,
  type UnitDecoderKind,
  type UnitDecoders,
  type UnitsConfig,
  unitDecoders,
} from "../src/index.js";
import { tinyConfig } from "./tiny-config.js";

/** A second decoder of boxes, with a setting of its own. */
const otherBox: UnitDecoderKind = {
  unit: "box",
  settings: z.strictObject({ anchors: z.int() }),
  build: (sizes, { anchors }) => Object.assign(new BoxDecoder(sizes), { anchors }),
};
const known: UnitDecoders = { ...unitDecoders, otherBox };

const withUnits = (units: UnitsConfig) => ({ ...tinyConfig, decoder: { ...tinyConfig.decoder, units } });
const unitsOf = (network: RefVlmNetwork) => network.visualDecoders.units.keys();
const build = (units: UnitsConfig, registry?: UnitDecoders) =>
  nn.onMeta(() => new RefVlmNetwork(withUnits(units), { units: registry }));

describe("decoder.units", () => {
  it("1. names what a network has, in its order; what it does not name is not built", () => {
    expect(unitsOf(build({ box: {}, mask: { maskSize: 16, boxPath: true } }))).toEqual(["box", "mask"]);
    const pointing = build({ point: {} });
    expect(unitsOf(pointing)).toEqual(["point"]);
    const keys = [...pointing.stateDict().keys()].filter((key) => /units|mask/.test(key));
    expect(keys).toEqual([
      "visual_decoders.units.point.quality_head.weight",
      "visual_decoders.units.point.quality_head.bias",
    ]);
  });

  it("2. chooses among several decoders of a unit", () => {
    const chosen = build({ box: { decoder: "otherBox", anchors: 3 } }, known);
    expect(chosen.visualDecoders.units.get("box")).toHaveProperty("anchors", 3);
    expect(build({ box: {} }, known).visualDecoders.units.get("box")).not.toHaveProperty("anchors");
  });

  it("3. is written in every preset and stays as it is through parsing", () => {
    expect(Object.keys(presets.nano.decoder.units)).toEqual(["box", "mask", "keypoint", "depth"]);
    expect(Object.keys(presets["vicuna-7b"].decoder.units)).toEqual(["box", "mask", "keypoint"]);
    const config = withUnits({ box: { decoder: "otherBox", anchors: 3 }, point: {} });
    expect(parseModelConfig(config, "x.json", undefined, known).decoder.units).toEqual(config.decoder.units);
  });

  it("4. leaves another network's registry alone", () => {
    build({ box: { decoder: "otherBox", anchors: 1 } }, known);
    expect(() => build({ box: { decoder: "otherBox", anchors: 1 } })).toThrow(
      'decoder.units.box: no decoder "otherBox" for this unit; choose one of box, proposal, grounding-dino',
    );
  });

  it.each<[string, UnitsConfig, string]>([
    [
      "an unknown unit",
      { halo: {} },
      'decoder.units.halo: no decoder "halo" for this unit; known units: box, mask, keypoint, depth, point',
    ],
    ["a decoder of another unit", { mask: { decoder: "box" } }, 'decoder.units.mask: no decoder "box" for this unit'],
    ["a name of two words", { "two words": {} }, 'decoder.units: unit name "two words" must be one word'],
  ])("5. is refused for %s when a network is built", (_, units, message) => {
    expect(() => build(units)).toThrow(message);
  });

  it.each<[string, unknown, string]>([
    ["that is missing", undefined, "x.json: decoder.units: names the units to decode with their settings"],
    ["that is a list", ["box"], "x.json: decoder.units: names the units to decode with their settings"],
    ["without a unit", {}, "x.json: decoder.units: names the units to decode with their settings"],
    ["with a slip", { masc: { maskSize: 16 } }, 'x.json: decoder.units.masc: unknown key; did you mean "mask"?'],
    [
      "with a slip in a setting",
      { mask: { maskSiz: 16 } },
      'decoder.units.mask.maskSiz: unknown key; did you mean "maskSize"?',
    ],
    [
      "with a depth that ends before it begins",
      { ...tinyConfig.decoder.units, depth: { channels: 8, grid: 8, near: 2, far: 1 } },
      "x.json: decoder.units.depth.far: must be beyond near",
    ],
    [
      "with depth, but no masks of the parts that are meant",
      { box: {}, depth: { channels: 8, grid: 8, near: 1, far: 2 } },
      'x.json: decoder.units.depth: its decoder "depth" asks that of mask: add mask to the units',
    ],
    ["with a wrong setting", { mask: { maskSize: 0, boxPath: true } }, "x.json: decoder.units.mask.maskSize: "],
    ["with a setting of another unit", { box: { maskSize: 16 } }, "x.json: decoder.units.box.maskSize: unknown key"],
    ["with an unknown decoder", { box: { decoder: "sam" } }, "x.json: decoder.units.box.decoder: "],
  ])("6. is refused in a file %s, in a line that names the place", (_, units, message) => {
    expect(() => parseModelConfig(withUnits(units as UnitsConfig), "x.json")).toThrow(message);
  });

  it("7. has its sizes where they belong: an old shared mask size is told", () => {
    const { units, ...sizes } = tinyConfig.decoder;
    const old = { ...tinyConfig, decoder: { ...sizes, maskSize: 16 } };
    expect(() => parseModelConfig(old, "x.json")).toThrow(
      /decoder\.units: names the units.*\n.*decoder\.maskSize: unknown/,
    );
  });
});
