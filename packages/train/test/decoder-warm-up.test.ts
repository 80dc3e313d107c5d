// What unit decoders are shown before there is language, where a detector proposes.
import { DenseProposals, LabelledInstance, type UnitsConfig, VisualDecoders, VisualMemory } from "@refvlm/model";
import { full, manualSeed, randn, type Tensor, tensor, zeros } from "@refvlm/torch";
import { type CxcywhBox, Frame, Mask } from "@refvlm/vision";
import { describe, expect, it } from "vitest";
import { warmUpLosses } from "../src/objectives/decoder-warm-up.js";

const config = {
  ...{ width: 8, layers: 1, heads: 2, feedForwardSize: 8, grid: 8, normGroups: 2, matching: "grouped" as const },
  ...{ featureChannels: [4, 8], hiddenSize: 8, keySize: 8, detected: 8, nameFit: false },
};
const frame = Frame.letterbox(64, 64);
const found: CxcywhBox = [0.3, 0.3, 0.4, 0.4];
const missed: CxcywhBox = [0.8, 0.8, 0.2, 0.2];
const instances = [found, missed].map((square) => {
  const box = frame.fromUnitSquare(square);
  return new LabelledInstance({ box, mask: Mask.fromBox(box, 64, 64) }, frame);
});
const boxesOf = (boxes: readonly CxcywhBox[]) => tensor(Float32Array.from(boxes.flat()), { shape: [boxes.length, 4] });
const objects = { pictures: [0, 0], boxes: boxesOf([found, missed]), masks: zeros([2, 8, 8]), instances };

/** The second cell alone proposes what the first object is; the others lie on it and propose something else. */
const proposed: CxcywhBox[] = [
  [0.3, 0.3, 0.1, 0.1],
  [0.32, 0.3, 0.4, 0.44],
  [0.3, 0.3, 0.9, 0.9],
  [0.35, 0.3, 0.02, 0.8],
];
const cells = proposed.length;

/** Reference boxes that the queries of the two objects start at, each time that they are shown. */
function startingBoxes(units: UnitsConfig, times: number): string[][] {
  const decoders = new VisualDecoders({ ...config, units });
  const features = [randn([1, 4, 8, 8]), randn([1, 8, 4, 4])];
  const { pyramid } = decoders.encode(features, [], {
    ...{ features: zeros([1, cells, 8]), keys: zeros([1, cells, 8]), points: zeros([cells, 2]), grids: [] },
    boxes: boxesOf(proposed).unsqueeze(0),
  });
  const proposals = new DenseProposals({
    ...{ features: randn([1, cells, 8]), keys: zeros([1, cells, 8]), positions: zeros([1, cells, 8]), grids: [] },
    ...{ objectness: full([1, cells], 16), boxes: boxesOf(proposed).unsqueeze(0) },
  });
  const memory = new VisualMemory({ features, pyramid, proposals, listed: null, pictures: [] });
  const starts: string[][] = [[], []];
  const show = decoders.show.bind(decoders);
  decoders.show = (seen, names, queries, pointing) => {
    const { referenceBoxes } = pointing as { referenceBoxes: Tensor };
    for (const [object, box] of (referenceBoxes.toArray() as number[][][])[0].entries())
      starts[object].push(box.map((edge) => edge.toFixed(2)).join(" "));
    return show(seen, names, queries, pointing);
  };
  const assignment = tensor(BigInt64Array.from([0n, 0n, 0n, 1n]), { shape: [1, cells] });
  for (let time = 0; time < times; time++) {
    const { mask } = warmUpLosses(decoders, memory, objects, assignment);
    expect(Number.isFinite(mask.item())).toBe(true);
  }
  return starts;
}

describe("where a detector proposes", () => {
  manualSeed(2);
  const told = (box: CxcywhBox) => box.map((edge) => edge.toFixed(2)).join(" ");

  it("1. what looks at drawn boxes is shown the cell that means the object, or the labelled box", () => {
    const [first, second] = startingBoxes({ mask: { decoder: "region-mask", channels: 4, grid: 4 } }, 24);
    expect(new Set(first)).toEqual(new Set([told(found), told(proposed[1])]));
    expect(new Set(second)).toEqual(new Set([told(missed)]));
  });

  it("2. others are shown proposals only", () => {
    const [first] = startingBoxes({ mask: { maskSize: 4, boxPath: true } }, 8);
    expect(new Set(first)).toEqual(new Set([told(proposed[1])]));
  });
});
