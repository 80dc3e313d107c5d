// Pooled keys: the proposals of an object speak together, by objectness; where none overlaps enough the best speaks alone.
import { tensor, zeros } from "@refvlm/torch";
import { describe, expect, it } from "vitest";
import { DenseProposals, pooledKeys } from "../src/index.js";

/** One picture with three proposals: two of one object, one elsewhere. */
const proposals = new DenseProposals({
  features: zeros([1, 3, 2]),
  keys: tensor([
    [
      [1, 0],
      [0, 1],
      [-1, 0],
    ],
  ]),
  objectness: tensor([[Math.log(3), Math.log(1 / 3), 8]]), // 3/4, 1/4 and nearly 1
  boxes: tensor([
    [
      [0.3, 0.3, 0.2, 0.2],
      [0.31, 0.3, 0.2, 0.2],
      [0.8, 0.8, 0.2, 0.2],
    ],
  ]),
  positions: zeros([1, 3, 2]),
  grids: [{ height: 1, columns: 3 }],
});

describe("pooledKeys", () => {
  it("1. is the mean by objectness of the keys whose boxes are the object's, of length 1", () => {
    const [x, y] = pooledKeys(proposals, [0], tensor([[0.3, 0.3, 0.2, 0.2]])).toTypedArray();
    expect(x).toBeCloseTo(3 / Math.sqrt(10), 4);
    expect(y).toBeCloseTo(1 / Math.sqrt(10), 4);
  });

  it("2. is the key of the best where none overlaps by half", () => {
    const [x, y] = pooledKeys(proposals, [0], tensor([[0.68, 0.68, 0.1, 0.1]])).toTypedArray();
    expect([x, y].map((value) => Math.round(Number(value) * 1e3) / 1e3)).toEqual([-1, 0]);
  });
});
