// The photo preset, small: a published detector taken over, its names in the text tower's space, its cells as proposals.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { manualSeed, noGrad, randn, scope, type Tensor } from "@refvlm/torch";
import { afterAll, describe, expect, it } from "vitest";
import {
  cocoNames,
  cocoPlurals,
  convertPublished,
  keysForNames,
  loadPretrained,
  type ModelConfig,
  networkSize,
  parseModelConfig,
  pixelBatch,
  presets,
  RefVlmNetwork,
  trainTokenizer,
  UNNAMED_LOGIT,
} from "../src/index.js";
import { expectClose, Golden } from "./golden-data.js";
import { speckledPicture } from "./tiny-model.js";

const golden = new Golden("nanodet-plus-ckpt");
const place = mkdtempSync(join(tmpdir(), "refvlm-photo-"));
afterAll(() => rmSync(place, { recursive: true }));

const { photo } = presets;
const small: ModelConfig = {
  ...photo,
  detector: { ...photo.detector!, imageSize: 96, secondLook: null },
  pictureTokens: { stage: 1, side: 3 },
  text: { ...photo.text!, hiddenSize: 16, intermediateSize: 16, layers: 1, heads: 2 },
  languageModel: {
    ...photo.languageModel,
    hiddenSize: 16,
    intermediateSize: 16,
    layers: 1,
    heads: 2,
    keyValueHeads: 2,
  },
  decoder: { ...photo.decoder, width: 16, layers: 1, heads: 2, feedForwardSize: 16, normGroups: 4, units: { box: {} } },
};

const numbers = (x: Tensor) => x.contiguous().toTypedArray() as Float32Array;

describe("photo", () => {
  manualSeed(5);
  const tokenizer = trainTokenizer([...cocoNames, ...cocoPlurals], { vocabSize: 600 });
  const source = join(
    process.env.REFVLM_GOLDEN ?? join(import.meta.dirname, "golden"),
    "nanodet-plus-ckpt",
    "with_average.ckpt",
  );
  const report = convertPublished({ source, base: small, tokenizer, output: join(place, "model"), allowMissing: true });
  const { network, textCodec } = loadPretrained(join(place, "model"));
  const pixels = golden.get("input").flip([1]).keep();

  it("1. has the published detector's sizes, one direction of the text tower a class, and the rest from the seed", () => {
    expect(report.parts.map(({ part, source }) => [part, source?.family])).toEqual([
      ["detector", "nanodet"],
      ["new", undefined],
    ]);
    const { config } = network;
    expect(config.detector).toEqual({ ...small.detector, stem: 24, depths: [4, 8, 4], widths: [16, 24, 40], neck: 16 });
    expect(config.text!.projectionSize).toBe(80);
  });

  it("2. finds the classes' own logits by the texts of any text tower", () => {
    const classes = golden.get("average.output").narrow(2, 0, 80).contiguous().toTypedArray() as Float32Array;
    noGrad(() =>
      scope(() => {
        const names = randn([80, 80]);
        keysForNames(network.detector!, names);
        const { keys } = network.detector!.forward(pixels).cells;
        expectClose(keys.matmul(names.t()).add(UNNAMED_LOGIT), classes, { atol: 1e-3, rtol: 1e-3 });
      }),
    );
  });

  it("3. lists what the detector's cells propose, of all levels, within the picture", () => {
    noGrad(() =>
      scope(() => {
        const keys = network.nameKeys(textCodec)!;
        const batch = pixelBatch([speckledPicture(40, 30)], network.config, network);
        const { proposals, listed } = network.encodePictures(batch, keys).memory;
        expect(proposals!.grids.map(({ height }) => height)).toEqual([12, 6, 3, 2]);
        expect(proposals!.boxes.shape).toEqual([1, 144 + 36 + 9 + 4, 4]);
        expect(listed!.names.shape[1]).toBe(new Set([...cocoNames, ...cocoPlurals]).size);
      }),
    );
  });

  it("4. shows the language model a few cells, and reads prompts from many", () => {
    expect([network.imageTokens, network.patchGrid]).toEqual([9, 12]);
    noGrad(() =>
      scope(() => {
        const { tokens, patches } = network.encodePictures(
          pixelBatch([speckledPicture(30, 40)], network.config, network),
        );
        expect([tokens.shape, patches.map.shape]).toEqual([
          [1, 9, 16],
          [1, 144, 16],
        ]);
      }),
    );
  });

  it("5. looks a second time at a larger picture for what is proposed, and for nothing else", () => {
    const picture = speckledPicture(300, 200);
    const looking = (imageSize: number, secondLook: number | null) => {
      const config = { ...network.config, detector: { ...network.config.detector!, imageSize, secondLook } };
      const other = new RefVlmNetwork(config);
      other.loadStateDict(network.stateDict());
      return other.encodePictures(pixelBatch([picture], config, other));
    };
    noGrad(() =>
      scope(() => {
        const [twice, once, larger] = [looking(96, 128), looking(96, null), looking(128, null)];
        const [both, first, second] = [twice, once, larger].map(({ memory }) => memory.proposals!);
        expect(both.grids.map(({ height }) => height)).toEqual([12, 6, 3, 2, 16, 8, 4, 2]);
        const [from, count] = [first, second].map(({ boxes }) => boxes.shape[1]);
        expectClose(both.boxes.narrow(1, 0, from), numbers(first.boxes), { atol: 0, rtol: 0 });
        expectClose(both.boxes.narrow(1, from, count), numbers(second.boxes), { atol: 1e-6, rtol: 1e-6 });
        expectClose(both.keys.narrow(1, from, count), numbers(second.keys), { atol: 1e-6, rtol: 1e-6 });
        expectClose(twice.tokens, numbers(once.tokens), { atol: 0, rtol: 0 });
      }),
    );
  });
});

it("6. is below 20 MB of bfloat16, the detector the 2.46 million parameters that are published", () => {
  const { parts, parameters } = networkSize(photo);
  expect(2 * parameters).toBeLessThan(20e6);
  expect(parts.find(({ part }) => part === "detector")!.parameters).toBe(2_461_080);
});

it.each<[string, Partial<ModelConfig>, string]>([
  ["beside a ConvNeXt", { convnext: presets.nano.convnext }, "detector: must be null beside convnext"],
  [
    "whose proposals nobody asks for",
    { decoder: { ...photo.decoder, querySelection: false } },
    "detector: must be null without decoder.querySelection",
  ],
  [
    "whose second look is no larger than the first",
    { detector: { ...photo.detector!, secondLook: 416 } },
    "detector.secondLook: must be larger than imageSize",
  ],
  [
    "of a side that stages do not divide",
    { detector: { ...photo.detector!, imageSize: 400 } },
    "detector.imageSize: must be a multiple of 32",
  ],
  [
    "with tokens of a stage that is not there",
    { pictureTokens: { stage: 5, side: 4 } },
    "pictureTokens.stage: there are 5 stages of the pyramid, from 0",
  ],
])("6. refuses a detector %s", (_, change, message) => {
  expect(() => parseModelConfig({ ...photo, ...change }, "x")).toThrow(message);
});
