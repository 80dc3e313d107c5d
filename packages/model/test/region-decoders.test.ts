// Decoders that look closely at regions: they learn a picture in some steps, look at what users draw, and say what settings fit.
import { manualSeed, optim, scope, type Tensor, tensor, zeros } from "@refvlm/torch";
import { type Box, type CxcywhBox, Frame, JOINTS, type Keypoint, Mask, type VisualPrompt } from "@refvlm/vision";
import { describe, expect, it } from "vitest";
import { drawnBoxes, missedBoxes } from "../src/decoders/pointed-at.js";
import {
  LabelledInstance,
  type Pointing,
  parseModelConfig,
  type UnitQueries,
  VisualDecoders,
  type VisualDecodersConfig,
} from "../src/index.js";
import { tinyConfig } from "./tiny-config.js";

const look = { channels: 16, grid: 16 };
const config: VisualDecodersConfig = {
  width: 16,
  layers: 1,
  heads: 2,
  feedForwardSize: 16,
  grid: 32,
  units: {
    box: { decoder: "proposal" },
    mask: { decoder: "region-mask", ...look },
    keypoint: { decoder: "region-keypoint", ...look },
  },
  matching: "grouped",
  normGroups: 4,
  featureChannels: [4, 8, 8],
  hiddenSize: 8,
  keySize: 8,
  detected: 8,
  nameFit: false,
};

const side = 128;
const frame = Frame.letterbox(side, side);
/** A triangle, half of whose box is not it, and a person whose joints lie on its long edge. */
const box: Box = [24, 40, 104, 100];
const [left, top, right, bottom] = box;
const inTriangle = (x: number, y: number) =>
  x > left && y < bottom && (x - left) / (right - left) < (y - top) / (bottom - top);
const pixels = Uint8Array.from({ length: side * side }, (_, i) =>
  Number(inTriangle((i % side) + 0.5, Math.floor(i / side) + 0.5)),
);
const joints = JOINTS.map((_, j): Keypoint => {
  const along = (j + 0.5) / JOINTS.length;
  return [left + along * (right - left), top + along * (bottom - top), j % 4 === 0 ? 1 : 2];
});
const instance = new LabelledInstance({ box, mask: new Mask(side, side, pixels), keypoint: joints }, frame);

/** Every map shows the triangle in its first channel. */
const features = [32, 16, 8].map((n, level) => {
  const channels = config.featureChannels[level];
  const values = new Float32Array(channels * n * n);
  values.set(frame.maskToUnitSquare(instance.labels.mask!, n));
  return tensor(values, { shape: [1, channels, n, n] });
});

/** One query that points at a box. */
function queryAt(prompts?: readonly VisualPrompt[]): UnitQueries {
  return {
    samples: [0],
    hiddenStates: zeros([1, 1, config.hiddenSize]),
    groupIds: zeros([1, 1], { dtype: "int64" }),
    instanceIds: zeros([1, 1], { dtype: "int64" }),
    instances: 1,
    phrases: [""],
    phraseIds: zeros([1, 1], { dtype: "int64" }),
    groups: [{ sample: 0, group: 0, slots: [0], refs: [0], indices: [0], prompts }],
  };
}

const asTensor = (at: CxcywhBox): Tensor => tensor(Float32Array.from(at), { shape: [1, 1, 4] });

/** What a detector of one cell proposes, which nobody reads here. */
const detected = {
  ...{ features: zeros([1, 1, 8]), keys: zeros([1, 1, 8]), points: zeros([1, 2]), grids: [] },
  boxes: zeros([1, 1, 4]),
};

function shown(model: VisualDecoders, at: CxcywhBox) {
  const memory = model.encode(features, [], detected);
  const attention = zeros([1, 1, 1]);
  const pointing: Pointing = { logits: attention, attention, referenceBoxes: asTensor(at) };
  return model.show(memory, ["mask", "keypoint"], queryAt(), pointing);
}

describe("regions", () => {
  manualSeed(4);
  const model = new VisualDecoders(config);
  const at = instance.box!;
  /** A box that is a little off, as those of a detector are. */
  const off: CxcywhBox = [at[0] + 0.02, at[1] - 0.02, at[2] * 1.1, at[3] * 0.95];
  const learnt = (): Record<string, number> =>
    Object.fromEntries(
      [...shown(model, at).match(() => instance)].flatMap(([unit, pass]) =>
        Object.entries(pass.decoderLoss().parts).map(([name, value]) => [`${unit}.${name}`, value.item()]),
      ),
    );

  it("1. need no pixel decoder, which is there for others", () => {
    expect(model.pixelDecoder).toBeNull();
    const mask = { maskSize: 8, boxPath: true };
    expect(new VisualDecoders({ ...config, units: { ...config.units, mask } }).pixelDecoder).not.toBeNull();
    expect(new VisualDecoders({ ...config, pyramidTokens: true }).pixelDecoder).not.toBeNull();
  });

  it("2. a picture is learnt in eighty steps, and where its box is a little off, too", () => {
    const optimizer = new optim.AdamW(model.parameters(), { lr: 4e-3 });
    for (let step = 0; step < 80; step++)
      scope(() => {
        const losses = [
          ...shown(model, step % 2 ? at : off)
            .match(() => instance)
            .values(),
        ].map((pass) => pass.decoderLoss().total);
        losses.reduce((sum, loss) => sum.add(loss)).backward();
        optimizer.step();
        optimizer.zeroGrad();
      });
    const reached = scope(learnt);
    expect(reached["mask.iou"], JSON.stringify(reached)).toBeGreaterThan(0.9);
    expect(reached["keypoint.oks"], JSON.stringify(reached)).toBeGreaterThan(0.9);
  });

  it("3. what they say is in the picture's pixels, with a score that knows how good it is", () => {
    const passes = shown(model, off);
    const [[mask], [person]] = ["mask", "keypoint"].map((unit) => passes.get(unit)!.predictions());
    for (const { score } of [mask, person]) expect(score).toBeGreaterThan(0.7);
    const found = passes.get("mask")!.decoder.toPixels(mask.value, frame);
    expect(found.mask!.iou(instance.labels.mask!)).toBeGreaterThan(0.85);
    expect(found.box).toEqual(found.mask!.box());
    const { keypoint } = passes.get("keypoint")!.decoder.toPixels(person.value, frame);
    expect(keypoint).toHaveLength(JOINTS.length);
    for (const [j, [x, y, seen]] of keypoint!.entries()) {
      expect(Math.hypot(x - joints[j][0], y - joints[j][1])).toBeLessThan(6);
      expect(seen).toBe(joints[j][2]);
    }
  });

  it("and no mask leaves the box that the user drew", () => {
    const { decoder } = shown(model, at).get("mask")!;
    const within = frame.toUnitSquare([40, 50, 80, 90]);
    const value = { region: at, within, size: 4, probabilities: new Float32Array(16).fill(1) };
    expect(decoder.toPixels(value, frame).box).toEqual([40, 50, 80, 90]);
    expect(decoder.toPixels({ ...value, within: null }, frame).box).toEqual(box);
  });

  it("4. run in bfloat16", () => {
    const half = new VisualDecoders(config).to({ dtype: "bfloat16" });
    const memory = half.encode(
      features.map((map) => map.to("bfloat16")),
      [],
      { ...detected, features: zeros([1, 1, 8]).to("bfloat16") },
    );
    const attention = zeros([1, 1, 1]);
    const pointing: Pointing = { logits: attention, attention, referenceBoxes: asTensor(at) };
    const passes = half.show(
      memory,
      ["mask", "keypoint"],
      { ...queryAt(), hiddenStates: zeros([1, 1, 8]).to("bfloat16") },
      pointing,
    );
    for (const pass of passes.match(() => instance).values())
      expect(Number.isFinite(pass.decoderLoss().total.item())).toBe(true);
  });

  it("5. an instance without a mask or joints costs nothing", () => {
    const bare = new LabelledInstance({ box }, frame);
    for (const pass of shown(model, at)
      .match(() => bare)
      .values())
      expect(pass.decoderLoss().total.item()).toBe(0);
  });
});

describe("drawn boxes", () => {
  const pointed: CxcywhBox = [0.5, 0.5, 0.25, 0.25];
  const boxFor = (of: typeof drawnBoxes, prompts: readonly VisualPrompt[], looksAway?: boolean) => {
    const [group] = queryAt(prompts).groups;
    const queries = { ...queryAt(prompts), groups: [{ ...group, looksAway }] };
    return (of(queries, [frame], asTensor(pointed)).boxes.toArray() as number[][][])[0][0];
  };
  const drawn: VisualPrompt = { kind: "box", box: [32, 32, 96, 96] };
  const elsewhere: VisualPrompt = { kind: "box", box: [0, 0, 32, 32] };

  it("1. are what is looked at where they touch what is pointed at", () => {
    const mask: VisualPrompt = { kind: "mask", mask: Mask.fromBox([32, 32, 96, 64], side, side) };
    expect(boxFor(drawnBoxes, [drawn])).toEqual([0.5, 0.5, 0.5, 0.5]);
    expect(boxFor(drawnBoxes, [mask])).toEqual([0.5, 0.375, 0.5, 0.25]);
  });

  it.each<[string, VisualPrompt[]]>([
    ["elsewhere", [elsewhere]],
    ["a point", [{ kind: "point", points: [[64, 64]] }]],
    ["more of them than things", [drawn, drawn]],
    ["none", []],
  ])("2. are not where there is %s", (_, prompts) => {
    expect(boxFor(drawnBoxes, prompts)).toEqual([...pointed]);
  });

  it("3. are pointed at where nothing else can be meant and nothing is proposed in them", () => {
    expect(boxFor(missedBoxes, [elsewhere], false)).toEqual([0.125, 0.125, 0.25, 0.25]);
    for (const looksAway of [true, undefined])
      expect(boxFor(missedBoxes, [elsewhere], looksAway)).toEqual([...pointed]);
    expect(boxFor(missedBoxes, [drawn], false)).toEqual([...pointed]);
  });
});

describe("settings", () => {
  it.each<[string, object, string]>([
    [
      "channels",
      { ...look, channels: 18 },
      "decoder.units.mask.channels: must be a multiple of 4, the groups of its norms",
    ],
    [
      "a grid",
      { ...look, grid: 30 },
      "decoder.units.mask.grid: must be a multiple of 4: the look halves regions twice",
    ],
    ["a mask size", { ...look, maskSize: 8 }, "decoder.units.mask.maskSize: unknown key"],
  ])("that do not fit are told: %s", (_, own, message) => {
    const units = { mask: { decoder: "region-mask", ...own } };
    expect(() => parseModelConfig({ ...tinyConfig, decoder: { ...tinyConfig.decoder, units } }, "x.json")).toThrow(
      message,
    );
  });
});
