// The encoders' choice (Table 8): which maps the decoders read, and what the language model sees of a network of one encoder.
import { manualSeed, noGrad, scope, tensor } from "@refvlm/torch";
import { afterAll, describe, expect, it } from "vitest";
import {
  ClipConvnext,
  type Levels,
  levelMaps,
  levelShapes,
  type ModelConfig,
  pixelBatch,
  presets,
  RefVlmNetwork,
  stagesOf,
} from "../src/index.js";
import { tinyConfig } from "./tiny-config.js";
import { speckledPicture } from "./tiny-model.js";

const map = (values: number[], side: number) => tensor(values, { shape: [1, 1, side, side] });

describe("levels", () => {
  const stages = [
    { side: 4, channels: 3 },
    { side: 2, channels: 5 },
  ];
  const vit = { side: 2, channels: 7 };

  it("1. have the shapes of their maps; joined ones the side of the first and all channels", () => {
    expect(levelShapes([0, 1, "vit"], { vit, stages })).toEqual([...stages, vit]);
    expect(levelShapes([0, [1, "vit"]], { vit, stages })).toEqual([stages[0], { side: 2, channels: 12 }]);
    expect(levelShapes(["vit"], { vit, stages: [] })).toEqual([vit]);
  });

  it("2. are the maps themselves, patches row by row, joined ones at the size of the first", () => {
    const maps = { vit: tensor([[[1], [2], [3], [4]]]), stages: [map(Array(16).fill(0), 4), map([5, 6, 7, 8], 2)] };
    const [fine, joined] = levelMaps([0, [1, "vit"]], maps);
    expect(fine).toBe(maps.stages[0]);
    expect(joined.toArray()).toEqual([
      [
        [
          [5, 6],
          [7, 8],
        ],
        [
          [1, 2],
          [3, 4],
        ],
      ],
    ]); // prettier-ignore
    const [, enlarged] = levelMaps([0, [0, "vit"]], maps);
    expect(enlarged.shape).toEqual([1, 2, 4, 4]);
  });

  it("3. in vicuna-7b are the paper's: 128, 64, 32 and the ViT's 24 cells", () => {
    const { config, maskGrid } = new RefVlmNetwork(smaller(presets["vicuna-7b"]));
    expect(config.decoder.levels).toEqual([0, 1, 2, "vit"]);
    expect(maskGrid).toBe(128);
  });
});

/** A config with the sides of its maps, and few channels. */
function smaller(config: ModelConfig): ModelConfig {
  const few = { hiddenSize: 8, intermediateSize: 8, layers: 1, heads: 1 };
  return {
    ...config,
    vit: { ...config.vit!, ...few },
    convnext: { ...config.convnext!, depths: [1, 1, 1, 1], dims: [8, 8, 8, 8] },
    languageModel: { ...config.languageModel, ...few, keyValueHeads: 1, vocabSize: 16 },
    decoder: { ...config.decoder, width: 32, layers: 1, heads: 1, feedForwardSize: 8 },
  };
}

describe.each<[string, Partial<ModelConfig>, Levels, number, number[]]>([
  ["of the ViT alone", { convnext: null }, ["vit"], 4, [4]],
  ["of the ConvNeXt alone", { vit: null, prompts: { cells: 1, strategy: "aggregation" } }, [0, 1, 2, 3], 1, [4, 2, 1]],
  ["of both, in the paper's way", {}, [0, 1, 2, "vit"], 4, [4, 2, 4]],
])("a network %s", (_, change, levels, tokenGrid, sides) => {
  manualSeed(3);
  const config = { ...tinyConfig, ...change, decoder: { ...tinyConfig.decoder, levels } };
  const network = new RefVlmNetwork(config);
  afterAll(() => network.dispose());

  it("4. has the language model's tokens from the ViT where there is one, and the decoders' maps from the levels", () => {
    noGrad(() =>
      scope(() => {
        const pixels = pixelBatch([speckledPicture(40, 30)], config, network);
        expect([pixels.vit === null, pixels.convnext === null]).toEqual([!config.vit, !config.convnext]);
        const { tokens, memory } = network.encodePictures(pixels);
        expect(tokens.shape).toEqual([1, tokenGrid ** 2, config.languageModel.hiddenSize]);
        expect(network.imageTokens).toBe(tokenGrid ** 2);
        expect(memory.pyramid!.maps.map(({ shape }) => shape[3])).toEqual(sides);
      }),
    );
  });

  it("5. has no weights of an encoder that it does not name", () => {
    const modules = new Set(network.namedParameters().map(([key]) => key.split(".")[0]));
    expect([modules.has("vision_tower"), modules.has("pyramid_tower")]).toEqual([!!config.vit, !!config.convnext]);
  });
});

it("6. a backbone tells the stages that it makes, and runs those that are read", () => {
  const { convnext } = tinyConfig;
  const tower = new ClipConvnext(convnext!);
  scope(() => {
    const pixels = tensor(new Float32Array(3 * 32 * 32), { shape: [1, 3, 32, 32] });
    const made = noGrad(() => tower.pyramid(pixels)).map(({ shape: [, channels, side] }) => ({ side, channels }));
    expect(made).toEqual(tower.stages);
    expect(noGrad(() => tower.pyramid(pixels, stagesOf([0, 1, "vit"])))).toHaveLength(2);
  });
  tower.dispose();
});
