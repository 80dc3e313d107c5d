// What the objective "shapes" shows: pictures and their mirror images, each encoded once, of a network whose detector stays.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  cocoNames,
  cocoPlurals,
  loadPretrained,
  type ModelConfig,
  presets,
  RefVlmNetwork,
  savePretrained,
  trainTokenizer,
} from "@refvlm/model";
import { full, manualSeed, scope } from "@refvlm/torch";
import { JOINTS, type Keypoint, Mask, type Picture } from "@refvlm/vision";
import type { Sample } from "@refvlm/vt-instruct";
import { afterAll, describe, expect, it } from "vitest";
import { KeptMaps } from "../src/objectives/kept-maps.js";
import { mirrored } from "../src/objectives/mirrored.js";
import { ShapesObjective } from "../src/objectives/shapes.js";

const picture = (shade: number, width = 5, height = 3): Picture => ({
  width,
  height,
  data: Uint8Array.from({ length: width * height * 3 }, (_, i) => (shade + 7 * i) % 256),
});

describe("a picture as in a mirror", () => {
  const joints = JOINTS.map((_, j): Keypoint => (j === 4 ? [0, 0, 0] : [j / 4, 1, j % 2 ? 2 : 1]));
  const object = {
    name: "person",
    box: [1, 0, 3, 2] as const,
    mask: Mask.fromBox([1, 0, 3, 2], 5, 3),
    keypoint: joints,
  };
  const labelled = { picture: picture(3), objects: [object] };
  const turned = mirrored(labelled);

  it("1. has its pixels and labels on the other side, and left joints are right ones", () => {
    const { data } = turned.picture;
    expect([...data.subarray(0, 3)]).toEqual([...labelled.picture.data.subarray(12, 15)]);
    const [{ box, mask, keypoint }] = turned.objects;
    expect(box).toEqual([2, 0, 4, 2]);
    expect(mask!.box()).toEqual([2, 0, 4, 2]);
    expect(keypoint![0]).toEqual([5, 1, 1]);
    expect(keypoint![JOINTS.indexOf("left shoulder")]).toEqual([5 - 6 / 4, 1, 1]);
    expect(keypoint![JOINTS.indexOf("left ear")]).toEqual([0, 0, 0]);
  });

  it("2. is itself when turned twice", () => {
    expect(mirrored(turned)).toEqual(labelled);
  });
});

describe("maps of an encoder that does not learn", () => {
  it("3. are made once for each picture, whatever it stands beside", () => {
    const asked: number[] = [];
    const maps = new KeptMaps((pictures) => {
      asked.push(pictures.length);
      const values = pictures.map(({ data }) => full([1, 2, 2, 2], data[0]));
      return [values.length === 1 ? values[0] : full([values.length, 2, 2, 2], pictures[0].data[0])];
    });
    const [a, b] = [picture(10), picture(20)];
    const first = (pictures: Picture[]) =>
      scope(() => (maps.of(pictures)[0].toArray() as number[][][][]).map((map) => map[0][0][0]));
    expect(first([a])).toEqual([10]);
    expect(first([a, b])).toEqual([10, 20]);
    expect(first([b, a, b])).toEqual([20, 10, 20]);
    expect(asked).toEqual([1, 1]);
  });
});

describe("objective shapes", () => {
  const place = mkdtempSync(join(tmpdir(), "refvlm-shapes-"));
  afterAll(() => rmSync(place, { recursive: true }));
  manualSeed(6);
  const { photo } = presets;
  const small: ModelConfig = {
    ...photo,
    detector: { imageSize: 96, stem: 8, depths: [1, 1, 1], widths: [16, 24, 40], neck: 16, bins: 8, secondLook: null },
    pictureTokens: { stage: 1, side: 3 },
    text: {
      ...photo.text!,
      vocabSize: 600,
      hiddenSize: 16,
      intermediateSize: 16,
      layers: 1,
      heads: 2,
      projectionSize: 8,
    },
    languageModel: {
      ...photo.languageModel,
      ...{ vocabSize: 600, hiddenSize: 16, intermediateSize: 16, layers: 1, heads: 2, keyValueHeads: 2 },
    },
    decoder: { ...photo.decoder, width: 16, layers: 1, heads: 2, feedForwardSize: 16, normGroups: 4 },
  };
  const tokenizer = trainTokenizer([...cocoNames, ...cocoPlurals], { vocabSize: 600 });
  savePretrained(join(place, "model"), new RefVlmNetwork(small), tokenizer);
  const model = loadPretrained(join(place, "model"));
  const seen = picture(40, 64, 48);
  const sample: Sample = {
    picture: seen,
    turns: [],
    independent: true,
    objects: [
      { name: "cup", box: [8, 8, 40, 40], mask: Mask.fromBox([8, 8, 40, 40], 64, 48) },
      { name: "person", box: [30, 4, 60, 44], keypoint: JOINTS.map((_, j): Keypoint => [32 + j, 6 + 2 * j, 2]) },
    ],
  };

  it("4. has a loss of each unit that is taught, and leaves the detector alone", () => {
    const objective = new ShapesObjective(model, { lossWeights: { box: 0 } });
    expect(objective.terms).toEqual(["box", "mask", "keypoint"]);
    for (const parameter of model.network.parameters()) parameter.requiresGrad = false;
    for (const parameter of model.network.visualDecoders.units.parameters()) parameter.requiresGrad = true;
    for (let time = 0; time < 4; time++)
      scope(() => {
        const losses = objective.losses([sample, sample]);
        expect(Object.keys(losses)).toEqual(["mask", "keypoint"]);
        for (const loss of Object.values(losses)) expect(loss.item()).toBeGreaterThan(0);
      });
  });

  it("5. says what it cannot do", () => {
    const objective = new ShapesObjective(model);
    model.network.detector!.backbone.stem.weight.requiresGrad = true;
    expect(() => scope(() => objective.losses([sample]))).toThrow("the detector cannot learn; take it out of train");
    const without = { ...model, network: Object.create(model.network, { detector: { value: null } }) };
    expect(() => new ShapesObjective(without)).toThrow("the model has none; use contrastive");
  });
});
