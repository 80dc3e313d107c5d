// Queries without query selection, masks without a box path, instances without a matcher: the switches of the decoders.
import { manualSeed, noGrad, randn, scope, tensor } from "@refvlm/torch";
import { Frame, Mask } from "@refvlm/vision";
import { afterAll, describe, expect, it } from "vitest";
import { LabelledInstance, matchInOrder, matchInstances, VisualDecoders } from "../src/index.js";

manualSeed(5);
const decoders = new VisualDecoders({
  ...{ width: 16, layers: 2, heads: 2, feedForwardSize: 32, grid: 16, normGroups: 4 },
  ...{ featureChannels: [4, 4, 4], hiddenSize: 8, keySize: null, matching: "order", nameFit: false },
  units: { box: {}, mask: { maskSize: 8, boxPath: false } },
});
afterAll(() => decoders.dispose());
const marks = [
  [0, 1].map((position) => ({ position, units: ["box", "mask"], group: 0, instance: position, phrase: "dog" })),
];
const frame = Frame.letterbox(32, 32);
const [first, second] = [4, 12].map((edge) => {
  const cells = new Uint8Array(32 * 32).fill(1, 32 * edge, 32 * (edge + 8));
  return new LabelledInstance({ mask: new Mask(32, 32, cells) }, frame);
});

/** A pass over random maps, with the given states. */
function pass(states = randn([1, 2, 8])) {
  const memory = decoders.encode([16, 8, 4].map((side) => randn([1, 4, side, side])));
  return { memory, states, passes: decoders.forward(memory, states, marks) };
}

describe("queries without query selection", () => {
  it("1. are the states, projected, and start at the whole picture", () => {
    noGrad(() =>
      scope(() => {
        const { memory, states, passes } = pass();
        expect(memory.proposals).toBeNull();
        const { pointing, referenceBoxes, content } = passes.get("box")!.context;
        expect(pointing).toBeNull();
        expect(referenceBoxes.toArray()).toEqual([Array(2).fill([0.5, 0.5, 1, 1])]);
        expect(content.toArray()).toEqual(decoders.queryProjection!.forward(states).toArray());
      }),
    );
  });

  it("2. carry no weights of proposals and pointing, and no loss of them", () => {
    const parts = new Set(decoders.namedParameters().map(([key]) => key.split(".")[0]));
    expect(parts).toEqual(new Set(["pixel_decoder", "query_projection", "units"]));
    noGrad(() =>
      scope(() => {
        const { memory, passes } = pass();
        const losses = passes.match((_, __, i) => [first, second][i]);
        expect(Object.keys(losses.get("box")!.loss().parts)).not.toContain("pointing");
        const objects = { pictures: [], boxes: tensor([]), masks: tensor([]) };
        expect(() => decoders.denseLoss(memory, objects)).toThrow("decoder.querySelection: this network has none");
      }),
    );
  });

  it("3. let the loss of every unit reach the states", () => {
    scope(() => {
      const states = randn([1, 2, 8]);
      for (const unit of ["box", "mask"]) {
        const asked = states.clone();
        asked.requiresGrad = true;
        const { passes } = pass(asked);
        passes
          .match((_, __, i) => [first, second][i])
          .get(unit)!
          .loss()
          .total.backward();
        expect(asked.grad!.abs().sum().item(), unit).toBeGreaterThan(0);
      }
    });
  });
});

describe("a mask decoder without a box path", () => {
  it("4. has no boxes, no window, and only the losses of masks", () => {
    const keys = decoders.units
      .get("mask")
      .namedParameters()
      .map(([key]) => key);
    expect(keys.filter((key) => /box_head|window_gain/.test(key))).toEqual([]);
    noGrad(() =>
      scope(() => {
        const { passes } = pass();
        expect((passes.get("mask")!.outputs as { boxes: unknown[] }).boxes).toEqual([]);
        const { parts } = passes
          .match((_, __, i) => [first, second][i])
          .get("mask")!
          .loss();
        expect(Object.keys(parts).sort()).toEqual(["binary", "dice", "iou", "quality"]);
      }),
    );
  });
});

describe("instances in the order of the text", () => {
  const crossed = () =>
    tensor([
      [
        [9, 0],
        [0, 9],
      ],
    ]); // prettier-ignore
  const set = [{ decoder: 0, slots: [3, 5], rows: [0, 1] }];

  it("5. belong to their <REF>s whatever they cost, where grouped matching takes the cheaper way", () => {
    const pairs = (matcher: typeof matchInstances) => {
      const [{ slots, targets }] = matcher([set], [crossed]);
      return [slots, targets].map((each) => (each.toArray() as number[]).map(Number));
    };
    expect(pairs(matchInOrder)).toEqual([
      [3, 5],
      [0, 1],
    ]); // prettier-ignore
    expect(pairs(matchInstances)).toEqual([
      [3, 5],
      [1, 0],
    ]); // prettier-ignore
  });

  it("6. are what a network so configured learns from", () => {
    noGrad(() =>
      scope(() => {
        const { passes } = pass();
        for (const { matching } of passes.match((_, __, i) => [first, second][i]).values())
          expect((matching.targets.toArray() as number[]).map(Number)).toEqual([0, 1]);
      }),
    );
  });
});
