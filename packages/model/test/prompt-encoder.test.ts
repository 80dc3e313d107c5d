// Mask-Guided Aggregation against golden/mask-guided-aggregation.
import { noGrad, tensor, zeros } from "@refvlm/torch";
import { Frame, Mask } from "@refvlm/vision";
import { describe, expect, it } from "vitest";
import { aggregate, encodePrompts, positionCode } from "../src/index.js";
import { Golden } from "./golden-data.js";

const golden = new Golden("mask-guided-aggregation");
const { N: cellCounts, channels } = golden.config.hyper_parameters;
const [features, masks] = [golden.get("features"), golden.get("masks")];
const side = masks.shape[2];
/** Cells of the run with gradients: what flows into its tokens says it. */
const learnedCells = golden.get("upstream").shape[2];

describe("encodePrompts", () => {
  for (const cells of cellCounts as number[]) {
    it(`gives ${cells} tokens by equations 1-3`, () => {
      noGrad(() => {
        golden.expectClose(positionCode(cells, channels), `pe.${cells}`);
        golden.expectClose(encodePrompts(features, masks, { cells }), `tokens.${cells}`);
        golden.expectClose(aggregate(features, masks, cells), `tokens_raw_mask.${cells}`, {
          rtol: golden.config.tolerance.rtol,
          ...golden.config.tolerance.tokens_raw_mask,
        });
      });
    });
  }

  it("passes gradients to the features", () => {
    const leaf = features.clone().detach();
    leaf.requiresGrad = true;
    encodePrompts(leaf, masks, { cells: learnedCells }).backward(golden.get("upstream"));
    golden.expectClose(leaf.grad!, "grad.features");
  });

  it("gives the position code alone for an empty mask", () => {
    const cells: number = cellCounts[0];
    const tokens = encodePrompts(features, zeros([features.shape[0], 1, side, side]), { cells });
    expect(tokens.select(1, 0).select(0, 0).sub(positionCode(cells, channels)).abs().sum().item()).toBe(0);
  });

  it("refuses cells that do not split the map into equal squares", () => {
    expect(() => encodePrompts(features, masks, { cells: (side + 1) ** 2 })).toThrow(`${side} x ${side}`);
    expect(() => encodePrompts(features, masks, { cells: 8 })).toThrow("8 cells");
  });
});

describe("prompt masks on the feature grid", () => {
  it("cover each cell by its exact share of pixels, also where sizes do not divide", () => {
    for (let i = 0; golden.has(`pool.${i}.mask`); i++) {
      const full = golden.get(`pool.${i}.mask`);
      const [height, width] = full.shape;
      const mask = new Mask(width, height, full.toTypedArray() as Uint8Array);
      const grid = Frame.letterbox(width, height).maskToUnitSquare(mask, side);
      golden.expectClose(tensor(grid, { shape: [side, side] }), `pool.${i}.grid`);
    }
  });
});
