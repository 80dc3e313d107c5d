// Query selection: equal states find distinct objects, and the losses of pointing and of dense proposals.
import { manualSeed, nn, noGrad, randn, scope, type Tensor, tensor, zeros } from "@refvlm/torch";
import { describe, expect, it } from "vitest";
import {
  assignTokens,
  boxCoverage,
  DenseProposals,
  denseBoxLoss,
  NameFit,
  nameFitLoss,
  namingLoss,
  pointingLoss,
  QuerySelection,
  routeReferences,
} from "../src/index.js";
import { expectClose } from "./golden-data.js";

const side = 8;
const objects = [
  [0.25, 0.25, 0.25, 0.25],
  [0.75, 0.75, 0.25, 0.25],
];
const boxes = tensor(objects);
const masks = boxCoverage(boxes, side).reshape([2, side, side]);
const group = { sample: 0, group: 0, slots: [0, 1], refs: [0, 1], indices: [0, 1] };

/** Logits that are `high` on the tokens of the given object and 0 elsewhere: [1, 1, T]. */
const on = (object: number, high = 20): Tensor => masks.select(0, object).reshape([1, 1, -1]).mul(high);

describe("QuerySelection", () => {
  it("1. points equal states of one group at distinct objects, and of two groups at the same", () => {
    manualSeed(1);
    const selection = new QuerySelection({ hiddenSize: 6, width: 8, keySize: 4, nameFit: false });
    nn.init.normal_(selection.queryProjection.layers.at(-1).weight); // states say nothing before training
    const states = tensor([
      [
        [1, 2, 3, 4, 5, 6],
        [1, 2, 3, 4, 5, 6],
      ],
    ]);
    const positions = [0, 1];
    const queriesOf = (groups: number[], instances: number[]) =>
      routeReferences(
        states,
        [
          positions.map((position) => ({
            position,
            units: ["box"],
            group: groups[position],
            instance: instances[position],
            phrase: "thing",
          })),
        ],
        ["box"],
      ).get("box")!;
    noGrad(() => {
      const tokens = selection.propose(zeros([1, 8, side, side]));
      const assignment = assignTokens({ pictures: [0, 0], boxes, masks }, 1, side, side);
      const lies = assignment.ge(0).unsqueeze(2).to("float32");
      // Tokens on an object know its box; all others claim a speck of their own.
      const dense = boxes.indexSelect(0, assignment.clampMin(0).flatten()).reshape([1, -1, 4]).mul(lies);
      const key = selection.queryProjection.forward(states.select(1, 0)); // [1, 4]
      const planted = new DenseProposals({
        ...tokens,
        boxes: dense.add(tokens.boxes.mul(0.01).mul(lies.neg().add(1))),
        keys: key.div(key.norm()).mul(lies).add(key.neg().mul(0.01)), // objects match the query, the rest does not
      });
      const [together] = selection.forward(queriesOf([0, 0], [0, 1]), planted).referenceBoxes.toArray() as number[][][];
      expectClose(
        tensor(together.toSorted((a, b) => a[0] - b[0])),
        objects.flat(),
        { atol: 1e-3 },
        "boxes of one group",
      );
      const apart = selection.forward(queriesOf([0, 1], [0, 0]), planted).referenceBoxes;
      expectClose(apart.select(1, 0).sub(apart.select(1, 1)), [0, 0, 0, 0], { atol: 1e-6 }, "boxes of two groups");
    });
  });
});

describe("a phrase", () => {
  it("8. a phrase points at the token with its key before any state has learned to point", () => {
    manualSeed(1);
    const selection = new QuerySelection({ hiddenSize: 6, width: 8, keySize: 4, nameFit: false });
    noGrad(() =>
      scope(() => {
        const tokens = selection.propose(randn([1, 8, 4, 4]));
        const marks = [[{ position: 0, units: ["box"], group: 0, instance: 0, phrase: "dog" }]];
        const queries = routeReferences(randn([1, 1, 6]), marks, ["box"]).get("box")!;
        for (const place of [0, 5, 15]) {
          const key = tokens.keys.select(1, place).reshape([1, 1, 4]);
          const certain = new DenseProposals({ ...tokens, objectness: zeros([1, 16]) });
          expect(selection.forward(queries, certain, key).logits.argmax(-1).item()).toBe(place);
        }
      }),
    );
    selection.dispose();
  });
});

describe("pointingLoss", () => {
  const loss = (logits: Tensor, groups = [group], rows = [[0, 1]]) =>
    pointingLoss(logits, groups, { rows, coverage: masks }, { height: side, columns: side }).item();

  it("2. is 0 when every <REF> spreads evenly over the group's objects", () => {
    const even = on(0).add(on(1)).expand([1, 2, -1]);
    expect(loss(even)).toBeCloseTo(0, 4);
  });

  it("3. grows when an object is left out, and more when all are missed", () => {
    const partial = on(0).expand([1, 2, -1]);
    const missed = on(0).add(on(1)).neg().expand([1, 2, -1]);
    expect(loss(partial)).toBeGreaterThan(1);
    expect(loss(missed)).toBeGreaterThan(loss(partial));
  });

  it("4. judges a single object by -log of the attention on it", () => {
    const single = [
      { ...group, slots: [0], refs: [0] },
      { ...group, slots: [1], refs: [1] },
    ];
    const flat = zeros([1, 2, side * side]);
    expect(loss(flat, single, [[0], [1]])).toBeCloseTo(Math.log(16), 4); // each covers a sixteenth of the tokens
  });
});

describe("dense boxes", () => {
  it("5. tokens belong to the object that fills them", () => {
    const assignment = assignTokens({ pictures: [1, 1], boxes, masks }, 2, side, side);
    const [empty, full] = assignment.toArray() as number[][];
    expect(empty.every((object) => object === -1)).toBe(true);
    expect(full[1 * side + 1]).toBe(0);
    expect(full[6 * side + 6]).toBe(1);
    expect(full.filter((object) => object >= 0).length).toBe(8);
  });

  it("6. only assigned tokens are compared", () => {
    const assignment = assignTokens({ pictures: [0, 0], boxes, masks }, 1, side, side);
    const dense = boxes.indexSelect(0, assignment.clampMin(0).flatten()).reshape([1, -1, 4]);
    expect(denseBoxLoss(dense, assignment, boxes, { l1: 5, giou: 2 }).item()).toBeCloseTo(0, 4);
    expect(denseBoxLoss(dense.add(0.1), assignment, boxes, { l1: 5, giou: 2 }).item()).toBeGreaterThan(1);
  });
});

describe("namingLoss", () => {
  it("7. is small when tokens on an object have the key of its name, and ignores the others", () => {
    const assignment = assignTokens({ pictures: [0, 0], boxes, masks }, 1, side, side);
    const names = tensor([
      [1, 0, 0],
      [0, 1, 0],
      [0, 0, 1],
    ]);
    const nameOf = tensor([2, 0], { dtype: "int64" });
    const keys = names.indexSelect(0, nameOf.indexSelect(0, assignment.clampMin(0).flatten())).reshape([1, -1, 3]);
    expect(namingLoss(keys, assignment, names, nameOf, tensor(20)).item()).toBeLessThan(1e-3);
    expect(namingLoss(keys.roll(1, 2), assignment, names, nameOf, tensor(20)).item()).toBeGreaterThan(10);
  });
});

describe("NameFit", () => {
  it("8. is even odds at a cosine of .6 before it has learnt", () => {
    const logits = new NameFit().forward(
      tensor([[[1, 0]]]),
      tensor([
        [0.6, 0.8],
        [1, 0],
      ]),
    );
    expect(logits.shape).toEqual([1, 1, 2]);
    const [even, own] = logits.toTypedArray() as Float32Array;
    expect(even).toBeCloseTo(0, 4);
    expect(own).toBeCloseTo(8, 4);
  });

  it("9. learns that its own name alone fits an object, and none the background", () => {
    const assignment = tensor([[0, -1]], { dtype: "int64" });
    const nameOf = tensor([1], { dtype: "int64" });
    const lossOf = (object: number[], background: number[]) =>
      nameFitLoss(tensor([[object, background]]), assignment, nameOf).item();
    expect(lossOf([-20, 20], [-20, -20])).toBeCloseTo(0, 4);
    expect(lossOf([0, 0], [0, 0])).toBeCloseTo(4 * Math.LN2, 4); // four pairs, one assigned token
    expect(lossOf([20, 20], [-20, -20])).toBeCloseTo(20, 3); // another name
    expect(lossOf([-20, 20], [20, -20])).toBeCloseTo(20, 3); // a name for nothing
  });
});
