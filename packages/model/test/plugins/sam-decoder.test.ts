// Segment Anything as the decoder of "mask" beside our own boxes: what it cuts out, alone and among others, before training and in it.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { noGrad, optim, scope, tensor, writeSafetensors } from "@refvlm/torch";
import { type Box, Frame, Mask, type VisualPrompt } from "@refvlm/vision";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { EncodedPictures } from "../../src/answering/encoded-pictures.js";
import {
  decodeReferences,
  type GroundedUnit,
  LabelledInstance,
  type LoadedModel,
  loadPretrained,
  parseModelConfig,
  pixelBatch,
  Sam,
  SamDecoder,
  SamFrame,
  type SamPrompts,
  type SamSettings,
  savePretrained,
  trainTokenizer,
} from "../../src/index.js";
import { Golden } from "../golden-data.js";
import { speckledPicture, tinyModel } from "../tiny-model.js";
import { goldenSettings } from "./sam-golden.js";

const golden = new Golden("sam");
const settings: SamSettings = goldenSettings(golden.config.hyper_parameters);
const place = mkdtempSync(join(tmpdir(), "refvlm-sam-"));
const [folder, plugin] = [join(place, "model"), join(place, "sam")];
const pictures = [speckledPicture(60, 40), speckledPicture(30, 50), speckledPicture(1, 1)];
let model: LoadedModel;
let encoded: EncodedPictures;
beforeAll(() => {
  const words = ["where is the dog? segment the cup, now as a landmark.", "a dog and a cat left of the bus"];
  savePretrained(folder, tinyModel().network, trainTokenizer(words, { vocabSize: 330 }), { dtype: "float32" });
  mkdirSync(plugin);
  writeFileSync(join(plugin, "config.json"), JSON.stringify({ decoder: "sam", settings }));
  writeSafetensors(join(plugin, "model.safetensors"), golden.weights);
  model = loadPretrained(folder, { decoders: { mask: `sam=${plugin}` } });
  encoded = EncodedPictures.encode(model, pictures);
});
afterAll(() => {
  encoded.dispose();
  model.network.dispose();
  rmSync(place, { recursive: true, force: true });
});

const ref = (units: string[], index = 0, group = 0) => ({
  ...{ units, phrase: "dog", triplet: group, list: 0, group, index, instance: index, probability: 0.5 },
  state: new Float32Array(model.network.config.languageModel.hiddenSize).fill(0.1 * (index + 1)),
});
const decode = (refs: ReturnType<typeof ref>[], picture = 0, prompts?: VisualPrompt[], of = model): GroundedUnit[] =>
  decodeReferences(of, encoded.memory, [{ refs, picture, asks: () => ({ prompts }) }], encoded.frames)[0];

/** The published network by itself, asked in pixels of a picture. */
function byItself(picture: number, ask: (frame: SamFrame) => SamPrompts, choose = 0): { mask: Mask; iou: number } {
  const sam = new Sam(settings);
  sam.loadStateDict(golden.weights);
  return noGrad(() =>
    scope(() => {
      const { width, height } = pictures[picture];
      const frame = new SamFrame(width, height, settings.imageSize);
      const map = sam.encode(frame.pixels(pictures[picture], { device: "cpu", dtype: "float32" }));
      const { logits, iou } = sam.forward(map, ask(frame));
      const mask = frame
        .upscale(logits.narrow(1, choose, 1))
        .gt(0)
        .to("uint8")
        .toTypedArray() as Uint8Array;
      return { mask: new Mask(width, height, mask), iou: iou.toTypedArray()[choose] as number };
    }),
  );
}

describe("a mask by Segment Anything beside a box of our own", () => {
  it.each([0, 1, 2])("1. is the published network's for the box of the same <REF>, picture %i", (picture) => {
    const [box, mask] = decode([ref(["box", "mask"])], picture);
    const wanted = byItself(picture, (frame) => ({ boxes: tensor([[...frame.box(box.box!)]]) }));
    expect([box.unit, mask.unit]).toEqual(["box", "mask"]);
    expect(mask.mask!.data).toEqual(wanted.mask.data);
    expect(mask.evidence!.quality).toBeCloseTo(Math.min(Math.max(wanted.iou, 0), 1), 5);
    // Asked for a mask alone, it is cut out by the box that nobody has asked for.
    expect(decode([ref(["mask"])], picture)[0].mask!.data).toEqual(mask.mask!.data);
  });

  it("2. is the same alone and among others", () => {
    const alone = decode([ref(["mask"]), ref(["mask"], 1)], 1);
    const together = decodeReferences(
      model,
      encoded.memory,
      [
        { refs: [ref(["mask"]), ref(["mask"], 1), ref(["box"], 0, 1)], picture: 1 },
        { refs: [ref(["mask"])], picture: 0 },
      ],
      encoded.frames,
    )[0];
    for (const [i, one] of alone.entries()) expect(together[i].mask!.data).toEqual(one.mask!.data);
  });

  /** A prompt where the <REF> has its box: it is what the user points at. */
  const pointed = (by: (box: Box) => VisualPrompt) => {
    const [{ box }] = decode([ref(["box"])]);
    const prompt = by(box!);
    const [mask] = decode([ref(["mask"])], 0, [prompt]);
    return { box: box!, mask: mask.mask!.data };
  };
  const centre = ([x1, y1, x2, y2]: Box) => [(x1 + x2) / 2, (y1 + y2) / 2] as const;
  const labels = (...values: bigint[]) => tensor(BigInt64Array.from(values), { shape: [1, values.length] });
  const places = (frame: SamFrame, ...points: (readonly [number, number])[]) =>
    tensor([points.map((at) => frame.point(at) as unknown as number[])]);

  it("3. is that of the user's own prompt where the <REF> is what it points at: points, a mask", () => {
    const minus = [50, 30] as const;
    const byPoints = pointed((box) => ({ kind: "point", points: [centre(box), [box[0], box[1]]], minus: [minus] }));
    const points = (frame: SamFrame) => places(frame, centre(byPoints.box), [byPoints.box[0], byPoints.box[1]], minus);
    const wanted = byItself(0, (frame) => ({ points: points(frame), labels: labels(1n, 1n, 0n) }));
    expect(byPoints.mask).toEqual(wanted.mask.data);

    const marked = (box: Box) => Mask.fromBox(box, 60, 40);
    const byMask = pointed((box) => ({ kind: "mask", mask: marked(box) }));
    const cells = (frame: SamFrame) => frame.corner.maskToUnitSquare(marked(byMask.box), 32);
    const asked = byItself(0, (frame) => ({
      boxes: tensor([frame.box(marked(byMask.box).box()) as unknown as number[]]),
      masks: tensor(
        cells(frame).map((share) => 16 * share - 8),
        { shape: [1, 1, 32, 32] },
      ),
    }));
    expect(byMask.mask).toEqual(asked.mask.data);
  });

  it("4. takes the best of three for a single point, and the line of a scribble as points", () => {
    const byPoint = pointed((box) => ({ kind: "point", points: [centre(box)] }));
    const point = (frame: SamFrame) => ({ points: places(frame, centre(byPoint.box)), labels: labels(1n) });
    const readings = [1, 2, 3].map((choose) => byItself(0, point, choose));
    const best = readings.toSorted((a, b) => b.iou - a.iou)[0];
    expect(byPoint.mask).toEqual(best.mask.data);

    const [x, y] = centre(byPoint.box);
    const line = Array.from({ length: 8 }, (_, i) => [x + (14 * i) / 7, y] as const);
    const scribbled = pointed(() => ({
      kind: "scribble",
      points: [
        [x, y],
        [x + 14, y],
      ],
      width: 4,
    }));
    const eight = labels(...Array.from({ length: 8 }, () => 1n));
    expect(scribbled.mask).toEqual(
      byItself(0, (frame) => ({ points: places(frame, ...line), labels: eight })).mask.data,
    );
  });

  it("5. is empty, with score 0, where no box was found", () => {
    const decoder = model.network.visualDecoders;
    const boxes = decoder.units.get("box");
    const said = boxes.predictions;
    boxes.predictions = (...args) => said.apply(boxes, args).map((each) => ({ ...each, value: null }));
    const [mask] = decode([ref(["mask"])]);
    boxes.predictions = said;
    expect([mask.mask, mask.box, mask.score]).toEqual([undefined, undefined, 0]);
  });
});

describe("training it", () => {
  const truth = Mask.fromBox([10, 5, 40, 30], 60, 40);
  const instance = new LabelledInstance({ mask: truth }, Frame.letterbox(60, 40));

  it("1. begins as the published network, and the <REF> learns to say what is meant", () => {
    const { network } = loadPretrained(folder, { decoders: { mask: plugin } });
    const decoder = network.visualDecoders.units.get("mask") as SamDecoder;
    network.requiresGrad_(false);
    decoder.projection.requiresGrad_();
    decoder.network.maskDecoder.requiresGrad_();
    const optimizer = new optim.AdamW(
      [...decoder.parameters()].filter((each) => each.requiresGrad),
      { lr: 0.01 },
    );
    const states = tensor(new Float32Array(network.config.languageModel.hiddenSize).fill(0.1), {
      shape: [1, 1, 32],
    }).keep();
    const mark = { position: 0, units: ["mask"], group: 0, instance: 0, phrase: "dog" };
    const step = () =>
      scope(() => {
        const { memory } = network.encodePictures(pixelBatch([pictures[0]], network.config, network));
        const passes = network.visualDecoders.forward(memory, states, [[mark]]);
        const { total, parts } = passes
          .match(() => instance)
          .get("mask")!
          .decoderLoss();
        total.backward();
        optimizer.step();
        network.zeroGrad();
        return { total: total.item(), terms: Object.keys(parts) };
      });
    const losses = Array.from({ length: 30 }, step);
    expect(losses[0].terms).toEqual(["focal", "dice", "iou", "quality"]);
    expect(losses.at(-1)!.total).toBeLessThan(0.7 * losses[0].total);
    expect(decoder.projection.weight.abs().sum().item()).toBeGreaterThan(0);
    optimizer.dispose();
    network.dispose();
  });

  it("2. compares inside of the picture only", () => {
    const sizes = { width: 32, layers: 2, heads: 2, feedForwardSize: 64, levels: 4, grid: 8, featureChannels: [] };
    const decoder = new SamDecoder(sizes, settings);
    scope(() => {
      const pass = { list: [instance], device: "cpu", maskKnown: [true], coverage: () => tensor([0]) } as never;
      const { inside, masks } = decoder.truth(pass);
      expect(inside.sum([1, 2]).toArray()).toEqual([32 * 22]);
      expect(masks.sum().item()).toBeCloseTo((30 * 25 * 32 ** 2) / 60 ** 2, 2);
    });
  });
});

it("is refused where its settings do not fit together, each with its place", () => {
  const { config } = model.network;
  const units = (change: object) => ({
    ...config,
    decoder: { ...config.decoder, units: { box: {}, mask: { decoder: "sam", ...settings, ...change } } },
  });
  expect(() => parseModelConfig(units({ heads: 5 }), "x.json")).toThrow(
    "decoder.units.mask.heads: must divide the width",
  );
  expect(() => parseModelConfig(units({ side: 5 }), "x.json")).toThrow("decoder.units.mask.side: unknown key");
});
