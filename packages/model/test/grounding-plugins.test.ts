// GroundingDINO and X-Pose behind the unit seam: untrained each <REF> is one of the best queries, then it learns to wish.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { noGrad, optim, scope, type Tensor, tensor } from "@refvlm/torch";
import { Frame } from "@refvlm/vision";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { EncodedPictures } from "../src/answering/encoded-pictures.js";
import {
  decodeReferences,
  LabelledInstance,
  type LoadedModel,
  loadPretrained,
  pixelBatch,
  savePretrained,
  trainTokenizer,
} from "../src/index.js";
import { SAME_THING } from "../src/plugins/grounding-dino/phrase-detector.js";
import { tinyDetector, tinyDetectorConfig, tinyPoseConfig, tinyPoseFinder, writePlugin } from "./tiny-grounding.js";
import { speckledPicture, tinyModel } from "./tiny-model.js";

const place = mkdtempSync(join(tmpdir(), "refvlm-grounding-"));
const folder = join(place, "model");
const tokenizer = trainTokenizer(
  ["where is the dog? segment the cup, now as a landmark.", "a dog and a cat left of the bus"],
  { vocabSize: 330 },
);
const detector = tinyDetector();
const pose = tinyPoseFinder();
beforeAll(() => savePretrained(folder, tinyModel().network, tokenizer, { dtype: "float32" }));
afterAll(() => rmSync(place, { recursive: true, force: true }));
const plugin = (name: string, threshold: number) =>
  name === "grounding-dino"
    ? writePlugin(join(place, `${name}-${threshold}`), name, detector, { ...tinyDetectorConfig, threshold })
    : writePlugin(join(place, `${name}-${threshold}`), name, pose, { ...tinyPoseConfig, threshold });

const picture = speckledPicture(80, 50);
function decode(model: LoadedModel, units: string[], phrases: readonly string[]) {
  const encoded = EncodedPictures.encode(model, [picture]);
  const width = model.network.config.languageModel.hiddenSize;
  const refs = phrases.map((phrase, i) => {
    const group = phrases.indexOf(phrase);
    const index = phrases.slice(0, i).filter((each) => each === phrase).length;
    const state = Float32Array.from({ length: width }, (_, c) => Math.sin(i + c));
    return { units, phrase, triplet: group, list: 0, group, index, instance: index, probability: 1, state };
  });
  const [decoded] = decodeReferences(model, encoded.memory, [{ refs, picture: 0 }], encoded.frames);
  encoded.dispose();
  return decoded;
}

describe("GroundingDINO as the decoder of boxes, untrained", () => {
  it("1. gives each <REF> of a phrase the next best box of that phrase alone", async () => {
    const model = loadPretrained(folder, { decoders: { box: `grounding-dino=${plugin("grounding-dino", 0)}` } });
    const decoded = decode(model, ["box"], ["dog", "dog", "cat"]);
    for (const [phrase, of] of [
      ["dog", decoded.slice(0, 2)],
      ["cat", decoded.slice(2)],
    ] as const) {
      const best = await detector.find(picture, [phrase], { threshold: 0, overlap: SAME_THING });
      for (const [i, { box, score }] of of.entries()) {
        for (const [at, value] of box!.entries()) expect(value).toBeCloseTo(best[i].box[at], 3);
        expect(score).toBeCloseTo(best[i].score, 5);
      }
    }
    model.network.dispose();
  });

  it("2. says the same whatever else is asked", () => {
    const model = loadPretrained(folder, { decoders: { box: plugin("grounding-dino", 0) } });
    const alone = decode(model, ["box"], ["cat"]);
    const among = decode(model, ["box"], ["dog", "cat", "dog"]);
    expect(among[1].box).toEqual(alone[0].box);
    model.network.dispose();
  });

  it("3. leaves a <REF> empty, score 0, where nothing fits well enough, or the phrase has no words", () => {
    const strict = loadPretrained(folder, { decoders: { box: plugin("grounding-dino", 1) } });
    expect(decode(strict, ["box"], ["dog"])[0]).toMatchObject({ unit: "box", score: 0 });
    expect(decode(strict, ["box"], ["dog"])[0].box).toBeUndefined();
    strict.network.dispose();
    const lenient = loadPretrained(folder, { decoders: { box: plugin("grounding-dino", 0) } });
    const [wordless] = decode(lenient, ["box"], ["?"]);
    expect([wordless.score, wordless.box]).toEqual([0, undefined]);
    lenient.network.dispose();
  });

  it("4. stands beside our own decoder of masks in one answer, and serves those that start from boxes", () => {
    const model = loadPretrained(folder, { decoders: { box: plugin("grounding-dino", 0) } });
    const [box, mask] = decode(model, ["box", "mask"], ["dog"]);
    expect([box.unit, mask.unit]).toEqual(["box", "mask"]);
    expect(box.box).toBeDefined();
    expect(mask.mask?.width).toBe(80);
    model.network.dispose();
  });

  it("5. is saved with the model, its tokenizer among the weights", () => {
    const model = loadPretrained(folder, { decoders: { box: plugin("grounding-dino", 0) } });
    const saved = join(place, "saved");
    savePretrained(saved, model.network, tokenizer, { dtype: "float32" });
    const again = loadPretrained(saved);
    expect(decode(again, ["box"], ["dog"])).toEqual(decode(model, ["box"], ["dog"]));
    for (const { network } of [model, again]) network.dispose();
  });
});

describe("X-Pose as the decoder of keypoints, untrained", () => {
  it("gives each <REF> the joints of the next best instance, whose sight it does not know", () => {
    const model = loadPretrained(folder, { decoders: { keypoint: `uni-pose=${plugin("uni-pose", 0)}` } });
    const [first] = decode(model, ["keypoint"], ["person"]);
    noGrad(() =>
      scope(() => {
        const { logits, joints } = pose.forward(pose.see(picture), "person")!;
        const best = logits.squeeze(0).squeeze(-1).argmax().item();
        const places = joints.select(0, 0).select(0, best).toArray() as number[][];
        expect(first.keypoint).toHaveLength(17);
        for (const [j, [x, y, sight]] of first.keypoint!.entries()) {
          expect([x, y]).toEqual([expect.closeTo(80 * places[j][0], 2), expect.closeTo(50 * places[j][1], 2)]);
          expect(sight).toBe(2);
        }
        expect(first.score).toBeCloseTo(logits.amax().sigmoid().item(), 5);
      }),
    );
    model.network.dispose();
  });
});

describe.each([
  ["box", "grounding-dino"],
  ["keypoint", "uni-pose"],
])("learning, %s by %s", (unit, name) => {
  it("begins as the untrained plugin and learns which query each <REF> means", () => {
    const model = loadPretrained(folder, { decoders: { [unit]: plugin(name, 0) } });
    const { network } = model;
    const frame = Frame.letterbox(80, 50);
    const decoder = network.visualDecoders.units.get(unit);
    const wish = decoder.namedParameters().filter(([key]) => key.startsWith("wish"));
    expect(wish.map(([key, weight]) => [key, weight.abs().sum().item()])).toEqual([["wish.weight", 0]]);
    const joints = Array.from({ length: 17 }, (_, j) => [20 + j, 10 + j, 2] as const);
    const labels = [
      { box: [5, 5, 30, 30] as const, keypoint: joints },
      { box: [40, 10, 75, 45] as const, keypoint: joints },
    ];
    for (const [, weight] of wish) weight.requiresGrad = true;
    const optimizer = new optim.AdamW(
      wish.map(([, weight]) => weight),
      { lr: 0.05, weightDecay: 0 },
    );
    const pixels = pixelBatch([picture], network.config, network);
    const width = network.config.languageModel.hiddenSize;
    const states = tensor(
      Float32Array.from({ length: 2 * width }, (_, c) => Math.sin(c) * (c < width ? 1 : -1)),
      {
        shape: [1, 2, width],
      },
    );
    const marks = [0, 1].map((i) => ({
      ...{ position: i, units: [unit], group: 0, instance: i, phrase: "person" },
    }));
    const step = () =>
      scope(() => {
        const memory = noGrad(() => network.encodeMaps(network.encoderMaps(pixels), pixels.pictures));
        const passes = network.visualDecoders.forward(memory, states, [marks]);
        const matched = passes.match((_, __, i) => new LabelledInstance(labels[i], frame)).get(unit)!;
        const { total, parts } = matched.decoderLoss();
        expect(Number.isFinite(total.item())).toBe(true);
        optimizer.zeroGrad();
        total.backward();
        optimizer.step();
        return (parts.choice as Tensor).item();
      });
    const losses = Array.from({ length: 12 }, step);
    expect(losses.at(-1)!).toBeLessThan(losses[0] * 0.8);
    network.dispose();
  });
});
