// What stages 0 and 1 promise: decoders learn without language, the projector alone moves in stage 1.
import { LabelledInstance, LabelledInstances, type PixelBatch, RefVlmNetwork } from "@refvlm/model";
import { manualSeed, noGrad, ones, randn, scope, type Tensor, tensor, zeros } from "@refvlm/torch";
import { Frame, Mask } from "@refvlm/vision";
import { expect, test } from "vitest";
import { alignmentLoss } from "../src/objectives/alignment.js";
import { contrastiveLosses } from "../src/objectives/contrastive.js";
import type { AnnotatedObjects } from "../src/objectives/labelled-objects.js";
import { tinyConfig } from "./tiny-config.js";

const config = tinyConfig(64);
const size = config.vit.imageSize;
const frame = Frame.letterbox(size, size);
const cells = size / 4;

/** The same pixels for both encoders. */
const pixelsOf = (pixels: Tensor): PixelBatch => ({ vit: pixels, convnext: pixels, detector: null });

/** Two pictures with one object each, in the left half and in the right half. */
function twoObjects(): AnnotatedObjects {
  const instances = [0, size / 2].map((left) => {
    const inside = (i: number) => i % size >= left && i % size < left + size / 2;
    const mask = new Mask(
      size,
      size,
      Uint8Array.from({ length: size * size }, (_, i) => (inside(i) ? 1 : 0)),
    );
    return new LabelledInstance({ box: [left, 0, left + size / 2, size], mask }, frame);
  });
  const labelled = new LabelledInstances([instances]);
  return { pictures: [0, 1], boxes: labelled.boxes, masks: labelled.coverage(cells), instances };
}

const modulesWithGradient = (network: RefVlmNetwork) =>
  new Set(network.namedParameters().flatMap(([name, { grad }]) => (grad ? [name.split(".")[0]] : [])));

test("stage 0 teaches encoders, text tower and decoders, and nothing of the language model", () => {
  manualSeed(2);
  const network = new RefVlmNetwork(config);
  scope(() => {
    const pixels = randn([2, 3, size, size]);
    const losses = contrastiveLosses(network, {
      pixels: pixelsOf(pixels),
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
      attributes: [-1, -1],
    });
    expect(Object.keys(losses).sort()).toEqual([
      "box",
      "captions",
      "dense",
      "fit",
      "mask",
      "objects",
      "patches",
      "regions",
    ]);
    const terms = Object.values(losses);
    for (const term of terms) expect(term.item()).toBeGreaterThan(0);
    terms.reduce((sum: Tensor, term) => sum.add(term)).backward();
  });
  expect(modulesWithGradient(network)).toEqual(
    new Set(["vision_tower", "pyramid_tower", "text_tower", "visual_decoders"]),
  );
  const gradients = new Map(network.namedParameters().map(([name, { grad }]) => [name, grad]));
  expect(gradients.get("visual_decoders.query_selection.query_projection.layers.0.weight")).toBeNull();
  expect(gradients.get("visual_decoders.units.box.query.box_head.layers.0.weight")).not.toBeNull();
  network.dispose();
});

test("stage 0 without an object on any token has no decoder to teach", () => {
  manualSeed(3);
  const network = new RefVlmNetwork(config);
  scope(() => {
    const pixels = randn([1, 3, size, size]);
    const losses = contrastiveLosses(network, {
      pixels: pixelsOf(pixels),
      captions: null,
      names: tensor([[5, 2]], { dtype: "int64" }),
      objects: {
        pictures: [0],
        boxes: tensor([[0.5, 0.5, 0.1, 0.1]]),
        masks: zeros([1, cells, cells]),
        instances: [new LabelledInstance({ box: frame.fromUnitSquare([0.5, 0.5, 0.1, 0.1]) }, frame)],
      },
      nameOf: tensor([0], { dtype: "int64" }),
      attributes: [-1],
    });
    expect(losses).not.toHaveProperty("box");
    expect(losses).not.toHaveProperty("mask");
  });
  network.dispose();
});

test("stage 0 computes no term whose weight is 0, and learns names from the others", () => {
  manualSeed(5);
  const network = new RefVlmNetwork(config);
  const batch = {
    pixels: { vit: randn([2, 3, size, size]), convnext: randn([2, 3, size, size]), detector: null },
    captions: null,
    names: tensor([[5], [7], [9]], { dtype: "int64" }),
    objects: twoObjects(),
    nameOf: tensor([2, 0], { dtype: "int64" }),
    attributes: [-1, -1],
  };
  const untaught = ["box", "mask", "patches"];
  const losses = () => contrastiveLosses(network, batch, (term) => !untaught.includes(term));
  const before = scope(() => noGrad(() => Object.fromEntries(Object.entries(losses()).map(([k, v]) => [k, v.item()]))));
  expect(Object.keys(before).sort()).toEqual(["dense", "fit", "objects", "regions"]);
  for (let step = 0; step < 40; step++)
    scope(() => {
      const { regions, objects, fit } = losses();
      regions.add(objects).add(fit).backward();
      noGrad(() => {
        for (const parameter of network.parameters()) if (parameter.grad) parameter.sub_(parameter.grad.mul(0.01));
      });
      network.zeroGrad();
    });
  scope(() => {
    const after = noGrad(losses);
    for (const term of ["regions", "objects", "fit"]) expect(after[term].item()).toBeLessThan(before[term] / 2);
  });
  network.dispose();
});

test("stage 1 moves projectors and words only, and brings picture tokens to their words", () => {
  manualSeed(4);
  const network = new RefVlmNetwork(config);
  const pixels = randn([2, 3, size, size]);
  const objects = twoObjects();
  const names = tensor([[5], [7]], { dtype: "int64" });
  const nameOf = tensor([0, 1], { dtype: "int64" });
  const loss = () =>
    alignmentLoss(network, {
      pixels: pixelsOf(pixels),
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

test.each([
  ["the ViT", { convnext: null }, ["vit"], ["box", "dense", "fit", "mask", "objects", "patches", "regions"]],
  [
    "the ConvNeXt",
    { vit: null, prompts: { cells: 1, strategy: "aggregation" } },
    [0, 1, 2, 3],
    ["box", "dense", "fit", "mask", "objects", "regions"],
  ],
] as const)("stages 0 and 1 teach a network of %s alone from what that sees", (_, change, levels, terms) => {
  manualSeed(6);
  const network = new RefVlmNetwork({ ...config, ...change, decoder: { ...config.decoder, levels: [...levels] } });
  scope(() => {
    const pixels = randn([2, 3, size, size]);
    const names = tensor([[5], [7]], { dtype: "int64" });
    const batch = {
      pixels: pixelsOf(pixels),
      objects: twoObjects(),
      nameOf: tensor([0, 1], { dtype: "int64" }),
    };
    const losses = contrastiveLosses(network, { ...batch, names, captions: null, attributes: [-1, -1] });
    expect(Object.keys(losses).sort()).toEqual(terms);
    for (const term of Object.values(losses)) expect(term.item()).toBeGreaterThan(0);
    expect(alignmentLoss(network, { ...batch, names, nameMask: ones([2, 1]) }).item()).toBeGreaterThan(0);
  });
  network.dispose();
});
