// What is known of instances, as tensors on the padded square; and the unit "point", which needs nothing else.
import { noGrad } from "@refvlm/torch";
import { Frame, Mask } from "@refvlm/vision";
import { afterAll, describe, expect, it } from "vitest";
import { decodeReferences, LabelledInstance, LabelledInstances, pixelBatch } from "../src/index.js";
import { speckledPicture, tinyModel } from "./tiny-model.js";

/** A picture of 8 x 4 pixels on a square of 8: it begins at row 2. */
const frame = Frame.letterbox(8, 4);
const mask = new Mask(
  8,
  4,
  Uint8Array.from({ length: 32 }, (_, i) => (i % 8 < 2 && i < 16 ? 1 : 0)),
);
const cellsOf = (labels: object, n = 4) => {
  const instances = new LabelledInstances([[new LabelledInstance(labels, frame)]]);
  return (instances.coverage(n).toArray() as number[][][])[0];
};

describe("labelled instances", () => {
  it("1. cover the cells of their mask; a box stands in for it, and a point for that", () => {
    const corner = [
      [0, 0, 0, 0],
      [1, 0, 0, 0],
      [0, 0, 0, 0],
      [0, 0, 0, 0],
    ];
    expect(cellsOf({ mask })).toEqual(corner);
    expect(cellsOf({ mask, box: [0, 0, 8, 4] })).toEqual(corner);
    expect(cellsOf({ box: [0, 0, 2, 2] })).toEqual(corner);
    expect(cellsOf({ point: [1.5, 0.5] })).toEqual(corner);
    expect(cellsOf({ point: [1.5, 0.5], box: [0, 0, 1, 2] })[1]).toEqual([0.5, 0, 0, 0]);
    expect(
      cellsOf({})
        .flat()
        .every((value) => value === 0),
    ).toBe(true);
  });

  it("2. tell what is known, row by row through all groups", () => {
    const empty = new Mask(8, 4);
    const labels = [[{ mask }, {}], [{ point: [1, 1] as const }], [{ mask: empty }, { box: [0, 0, 4, 4] as const }]];
    const instances = new LabelledInstances(
      labels.map((list) => list.map((each) => new LabelledInstance(each, frame))),
    );
    expect(instances.rows).toEqual([[0, 1], [2], [3, 4]]);
    expect(instances.boxKnown).toEqual([true, false, false, false, true]);
    expect(instances.maskKnown).toEqual([true, false, false, true, false]);
    expect(instances.placed).toEqual([true, false, true, false, true]);
    expect(instances.list.map((each) => each.empty)).toEqual([false, true, false, true, false]);
    expect(instances.labels("point")).toEqual([undefined, undefined, [1, 1], undefined, undefined]);
    expect(instances.boxes.toArray()).toEqual([
      [0.125, 0.375, 0.25, 0.25],
      [0, 0, 0, 0],
      [0, 0, 0, 0],
      [0, 0, 0, 0],
      [0.25, 0.5, 0.5, 0.5],
    ]);
  });
});

describe("the unit point", () => {
  const model = tinyModel({ config: { box: {}, point: {} } });
  afterAll(() => model.network.dispose());

  it("3. answers where its <REF> points, in original pixels, beside the units of the same <REF>", () => {
    const { network } = model;
    const picture = speckledPicture(60, 40);
    const memory = noGrad(() => network.encodePictures(pixelBatch([picture], network.config, network)).memory);
    const width = network.config.languageModel.hiddenSize;
    const states = [1, 7].map((step) => Float32Array.from({ length: width }, (_, i) => Math.sin(step * i)));
    const refs = states.map((state, instance) => ({
      ...{ units: ["point", "box"], phrase: "dog", triplet: 0, list: 0, group: 0 },
      ...{ instance, index: instance, probability: 0.5, state },
    }));
    const units = decodeReferences(model, memory, [{ refs, picture: 0 }], [Frame.letterbox(60, 40)])[0];
    expect(units.map(({ unit }) => unit)).toEqual(["point", "box", "point", "box"]);
    for (const { point, box, score } of units.filter(({ unit }) => unit === "point")) {
      expect(box).toBeUndefined();
      const [x, y] = point!;
      expect(0 <= x && x <= 60 && 0 <= y && y <= 40).toBe(true);
      expect(0 < score && score < 0.5).toBe(true);
    }
    // Two instances of one group point at different things.
    expect(units[0].point).not.toEqual(units[2].point);
    for (const tensor of memory.tensors()) tensor.dispose();
  });
});
