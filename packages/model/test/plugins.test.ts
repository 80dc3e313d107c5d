// Plugins behind the unit seam: chosen when a model is loaded, with weights of their own; they look at pictures when asked.
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { liveTensors, nn, type Tensor, tensor, writeSafetensors, zeros } from "@refvlm/torch";
import type { Frame } from "@refvlm/vision";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { EncodedPictures } from "../src/answering/encoded-pictures.js";
import {
  type DecoderContext,
  decodeReferences,
  type FramedPicture,
  type LoadedModel,
  loadPretrained,
  MaskDecoder,
  type MaskOutputs,
  PictureCache,
  type PictureMemory,
  type Prediction,
  Scheduler,
  savePretrained,
  trainTokenizer,
  type UnitDecoderKind,
  type UnitDecoders,
  unitDecoders,
} from "../src/index.js";
import { speckledPicture, tinyModel } from "./tiny-model.js";

/** Every look at pictures: their widths. */
const looks: number[][] = [];

class Levels extends nn.Module {
  level: Tensor;
  constructor(levels: number) {
    super();
    this.level = nn.parameter(zeros([levels]));
  }
  forward(): Tensor {
    return this.level;
  }
}

class Seen implements PictureMemory {
  readonly corner: Tensor;
  constructor({ picture }: FramedPicture) {
    this.corner = tensor(Float32Array.from(picture.data.subarray(0, 256)));
  }
  tensors() {
    return [this.corner];
  }
}

/** Says the box of each <REF> as its mask, with the level of its network as the score. */
class Cutter extends MaskDecoder {
  readonly network: Levels;
  readonly beside: nn.Linear;
  constructor(sizes: ConstructorParameters<typeof MaskDecoder>[0], levels: number) {
    super(sizes, { maskSize: 16, boxPath: false });
    this.network = new Levels(levels);
    this.beside = new nn.Linear(2, 2);
  }
  override perceive = (pictures: readonly FramedPicture[]): Seen[] => {
    looks.push(pictures.map(({ picture }) => picture.width));
    return pictures.map((picture) => new Seen(picture));
  };
  override forward(context: DecoderContext): MaskOutputs {
    const { boxes } = context.box();
    expect(context.memory.map((each) => (each as Seen).corner.numel)).toEqual(context.pictures.map(() => 256));
    return { states: boxes, boxes: [boxes], quality: boxes.select(-1, 0), logits: boxes };
  }
  override predictions({ boxes }: MaskOutputs, { queries }: DecoderContext): Prediction<never>[] {
    const [values, score] = [boxes[0].toTypedArray(), this.network.level.toTypedArray()[0]];
    return queries.groups.flatMap(({ sample, slots, refs }) =>
      slots.map((slot, i) => ({
        sample,
        ref: refs[i],
        value: values.slice(4 * slot, 4 * slot + 4) as never,
        score: Number(score),
      })),
    );
  }
  override toPixels(value: never, frame: Frame) {
    return { box: frame.fromUnitSquare(value) };
  }
}

const settings = z.strictObject({ levels: z.int().positive() });
const cutter: UnitDecoderKind<typeof settings> = {
  unit: "mask",
  settings,
  needs: "box",
  pixelChannels: () => 16,
  network: ({ levels }) => new Levels(levels),
  build: (sizes, { levels }) => new Cutter(sizes, levels),
};
const units: UnitDecoders = { ...unitDecoders, cutter };

const place = mkdtempSync(join(tmpdir(), "refvlm-plugins-"));
const folder = join(place, "model");
const plugin = join(place, "cutter");
const tokenizer = trainTokenizer(
  ["where is the dog? segment the cup, now as a landmark.", "a dog and a cat left of the bus"],
  { vocabSize: 330 },
);
beforeAll(() => {
  savePretrained(folder, tinyModel().network, tokenizer, { dtype: "float32" });
  mkdirSync(plugin);
  writeFileSync(join(plugin, "config.json"), JSON.stringify({ decoder: "cutter", settings: { levels: 2 } }));
  writeSafetensors(join(plugin, "model.safetensors"), new Map([["level", tensor([0.25, 0.5])]]));
});
afterAll(() => rmSync(place, { recursive: true, force: true }));

const load = (decoders?: Record<string, string>) => loadPretrained(folder, { units, decoders });
const refOf = (units: string[], width: number) => ({
  ...{ units, phrase: "dog", triplet: 0, list: 0, group: 0, index: 0, instance: 0, probability: 0.5 },
  state: new Float32Array(width).fill(0.1),
});
function decode(model: LoadedModel, { memory, frames }: EncodedPictures, picture: number, units: string[]) {
  const refs = [refOf(units, model.network.config.languageModel.hiddenSize)];
  return decodeReferences(model, memory, [{ refs, picture }], frames)[0];
}

describe("a plugin chosen at load", () => {
  it("1. takes the place of the unit's decoder, with its own settings and weights; what it has beside begins at zero", () => {
    const model = load({ mask: `cutter=${plugin}` });
    expect(model.network.config.decoder.units).toEqual({ box: {}, mask: { decoder: "cutter", levels: 2 } });
    const state = model.network.stateDict();
    const at = (key: string) => state.get(`visual_decoders.units.mask.${key}`)!.toArray();
    expect(at("network.level")).toEqual([0.25, 0.5]);
    expect([at("beside.weight"), at("beside.bias")]).toEqual([
      [
        [0, 0],
        [0, 0],
      ],
      [0, 0],
    ]);
    model.network.dispose();
  });

  it("2. is saved with the model, and loaded from there alone", () => {
    const model = load({ mask: plugin });
    const saved = join(place, "saved");
    savePretrained(saved, model.network, tokenizer, { dtype: "float32" });
    const again = loadPretrained(saved, { units });
    expect(again.network.config).toEqual(model.network.config);
    expect(again.network.stateDict().get("visual_decoders.units.mask.network.level")!.toArray()).toEqual([0.25, 0.5]);
    for (const { network } of [model, again]) network.dispose();
  });

  it("3. leaves the calibration of other units, and takes that of its own away", () => {
    const calibrated = join(place, "calibrated");
    cpSync(folder, calibrated, { recursive: true });
    const fitted = { bias: 0, words: 1, quality: 1, presence: 0, minScore: 0.5 };
    const calibration = { on: "tests", units: { box: fitted, mask: fitted }, presence: null };
    writeFileSync(join(calibrated, "calibration.json"), JSON.stringify(calibration));
    const model = loadPretrained(calibrated, { units, decoders: { mask: plugin } });
    expect(model.calibration?.units).toEqual({ box: fitted });
    model.network.dispose();
  });

  it.each<[string, Record<string, string>, string]>([
    [
      "a folder that is not there",
      { mask: join(place, "none") },
      "none: is not there: a decoder's folder has config.json",
    ],
    ["a folder of no decoder", { mask: place }, "holds no decoder: a decoder's folder has config.json"],
    ["a whole model", { mask: folder }, "describes a whole model, no decoder; load it as the model"],
    ["another unit's", { box: plugin }, '"cutter" decodes mask, and a decoder of box is asked for'],
    ["another decoder's", { mask: `other=${plugin}` }, 'its decoder is "cutter", and "other" is asked for'],
  ])("4. is refused where the folder is %s", (_, decoders, message) => {
    expect(() => load(decoders)).toThrow(message);
  });

  it.each<[string, object, string]>([
    ["names no decoder", { levels: 2 }, "says no decoder (one of sam, grounding-dino, uni-pose, cutter)"],
    ["names one that there is not", { decoder: "cuter", settings: {} }, 'there is no "cuter"; did you mean "cutter"?'],
    ["has a wrong setting", { decoder: "cutter", settings: { levels: 0 } }, "settings.levels"],
    ["is of another size", { decoder: "cutter", settings: { levels: 3 } }, "level: [2] given, [3] needed"],
  ])("5. is refused where its config %s", (_, config, message) => {
    const wrong = join(place, "wrong");
    cpSync(plugin, wrong, { recursive: true });
    writeFileSync(join(wrong, "config.json"), JSON.stringify(config));
    expect(() => load({ mask: wrong })).toThrow(message);
    expect(readFileSync(join(wrong, "model.safetensors"))).toEqual(readFileSync(join(plugin, "model.safetensors")));
  });

  it("6. is refused where it asks for boxes and nothing decodes them", () => {
    const boxless = join(place, "boxless");
    savePretrained(boxless, tinyModel({ config: { point: {} } }).network, tokenizer);
    expect(() => loadPretrained(boxless, { units, decoders: { mask: plugin } })).toThrow(
      'decoder.units.mask: its decoder "cutter" asks that of box: add box to the units',
    );
  });
});

describe("what a plugin perceives", () => {
  const pictures = [speckledPicture(60, 40), speckledPicture(30, 50)];

  it("1. is made once a picture, when a routed unit first needs it, and kept with its features", () => {
    const model = load({ mask: plugin });
    looks.length = 0;
    const before = liveTensors();
    const encoded = EncodedPictures.encode(model, pictures);
    const { bytes } = encoded;
    const [{ box }] = decode(model, encoded, 1, ["box"]);
    expect([looks, encoded.bytes]).toEqual([[], bytes]);
    const [cut] = decode(model, encoded, 1, ["mask"]);
    expect([looks, encoded.bytes]).toEqual([[[30]], bytes + 1024]);
    // The box of a <REF> that asks for a mask alone is that of the box decoder.
    expect([cut.unit, cut.box, cut.score]).toEqual(["mask", box, 0.125]);
    decode(model, encoded, 1, ["box", "mask"]);
    decode(model, encoded, 0, ["mask"]);
    expect([looks, encoded.bytes]).toEqual([[[30], [60]], bytes + 2048]);
    encoded.dispose();
    expect(liveTensors()).toBe(before);
    model.network.dispose();
  });

  it("2. counts against the bound of the picture cache", async () => {
    const model = load({ mask: plugin });
    const scheduler = new Scheduler(model);
    const sizes = new PictureCache(scheduler, {});
    const alone = await sizes.borrow(pictures[0]);
    const cache = new PictureCache(scheduler, { bytes: 2 * sizes.size.bytes + 512 });
    const [first, second] = [await cache.borrow(pictures[0]), await cache.borrow(pictures[1])];
    for (const { picture } of [first, second]) decode(model, picture.pictures, 0, ["mask"]);
    expect(cache.size.pictures).toBe(2);
    first.release();
    expect(cache.size.pictures).toBe(1);
    alone.release();
    for (const each of [sizes, cache]) each.dispose();
    model.network.dispose();
  });
});
