// What stages 0 and 1 promise: phrases point before any state has learned to, decoders learn without language, the
// projector alone moves in stage 1.
import { manualSeed, noGrad, ones, randn, scope, type Tensor, tensor, zeros } from "@refvlm/torch";
import { expect, test } from "vitest";
import {
  alignmentLoss,
  contrastiveLosses,
  Reference,
  RefVlmNetwork,
  routeReferences,
  type SceneObjects,
} from "../src/index.js";
import { tinyConfig } from "./tiny-config.js";

const size = tinyConfig.vit.imageSize;
const cells = size / 4;

/** Two pictures with one object each, in the left half and in the right half. */
function twoObjects(): SceneObjects {
  const masks = zeros([2, cells, cells]);
  noGrad(() => {
    masks
      .select(0, 0)
      .slice(1, 0, cells / 2)
      .fill_(1);
    masks
      .select(0, 1)
      .slice(1, cells / 2)
      .fill_(1);
  });
  return {
    pictures: [0, 1],
    boxes: tensor([
      [0.25, 0.5, 0.5, 1],
      [0.75, 0.5, 0.5, 1],
    ]),
    masks,
  };
}

const modulesWithGradient = (network: RefVlmNetwork) =>
  new Set(network.namedParameters().flatMap(([name, { grad }]) => (grad ? [name.split(".")[0]] : [])));

test("a phrase points at the token with its key before any state has learned to point", () => {
  manualSeed(1);
  const reference = new Reference({ hiddenSize: 6, width: 8, keySize: 4 });
  noGrad(() =>
    scope(() => {
      const tokens = reference.describe(randn([1, 8, 4, 4]));
      const marks = [[{ position: 0, units: ["box"], group: 0, instance: 0, phrase: "dog" }]];
      const queries = routeReferences(randn([1, 1, 6]), marks, ["box"]).get("box")!;
      for (const place of [0, 5, 15]) {
        const key = tokens.keys.select(1, place).reshape([1, 1, 4]);
        const certain = { ...tokens, objectness: zeros([1, 16]) };
        expect(reference.forward(queries, certain, key).logits.argmax(-1).item()).toBe(place);
      }
    }),
  );
  reference.dispose();
});

test("stage 0 teaches encoders, text tower and decoders, and nothing of the language model", () => {
  manualSeed(2);
  const network = new RefVlmNetwork(tinyConfig);
  scope(() => {
    const pixels = randn([2, 3, size, size]);
    const losses = contrastiveLosses(network, {
      pixels: { vit: pixels, convnext: pixels },
      captions: tensor(
        [
          [5, 6, 2],
          [7, 8, 2],
        ],
        { dtype: "int64" },
      ),
      names: tensor(
        [
          [5, 2],
          [7, 2],
        ],
        { dtype: "int64" },
      ),
      objects: twoObjects(),
      nameOf: tensor([0, 1], { dtype: "int64" }),
    });
    expect(Object.keys(losses).sort()).toEqual(["box", "captions", "dense", "mask", "patches", "regions"]);
    const terms = Object.values(losses);
    for (const term of terms) expect(term.item()).toBeGreaterThan(0);
    terms.reduce((sum: Tensor, term) => sum.add(term)).backward();
  });
  expect(modulesWithGradient(network)).toEqual(
    new Set(["vision_tower", "pyramid_tower", "text_tower", "visual_decoders"]),
  );
  const gradients = new Map(network.namedParameters().map(([name, { grad }]) => [name, grad]));
  expect(gradients.get("visual_decoders.reference.query_projection.layers.0.weight")).toBeNull();
  expect(gradients.get("visual_decoders.units.box.query.box_head.layers.0.weight")).not.toBeNull();
  network.dispose();
});

test("stage 0 without an object on any token has no decoder to teach", () => {
  manualSeed(3);
  const network = new RefVlmNetwork(tinyConfig);
  scope(() => {
    const pixels = randn([1, 3, size, size]);
    const losses = contrastiveLosses(network, {
      pixels: { vit: pixels, convnext: pixels },
      captions: null,
      names: tensor([[5, 2]], { dtype: "int64" }),
      objects: { pictures: [0], boxes: tensor([[0.5, 0.5, 0.1, 0.1]]), masks: zeros([1, cells, cells]) },
      nameOf: tensor([0], { dtype: "int64" }),
    });
    expect(losses).not.toHaveProperty("box");
    expect(losses).not.toHaveProperty("mask");
  });
  network.dispose();
});

test("stage 1 moves projectors and words only, and brings picture tokens to their words", () => {
  manualSeed(4);
  const network = new RefVlmNetwork(tinyConfig);
  const pixels = randn([2, 3, size, size]);
  const objects = twoObjects();
  const names = tensor([[5], [7]], { dtype: "int64" });
  const nameOf = tensor([0, 1], { dtype: "int64" });
  const loss = () =>
    alignmentLoss(network, {
      pixels: { vit: pixels, convnext: pixels },
      names,
      nameMask: ones([2, 1]),
      objects,
      nameOf,
    });
  const before = scope(() => noGrad(loss).item());
  const learned = [network.projector, network.pyramidProjector!].flatMap((module) => module.parameters());
  for (let step = 0; step < 60; step++)
    scope(() => {
      loss().backward();
      if (step === 0)
        expect(modulesWithGradient(network)).toEqual(new Set(["projector", "pyramid_projector", "language_model"]));
      noGrad(() => {
        for (const parameter of learned) parameter.sub_(parameter.grad!.mul(0.05));
      });
      network.zeroGrad();
    });
  expect(scope(() => noGrad(loss).item())).toBeLessThan(before / 4);
  network.dispose();
});
