// Mask-Guided Aggregation against golden/mask-guided-aggregation.
import { adaptiveAvgPool2d, noGrad, zeros } from "@refvlm/torch";
import { describe, expect, it } from "vitest";
import { aggregate, encodePrompts, positionCode } from "../src/index.js";
import { Golden } from "./golden-data.js";

const golden = new Golden("mask-guided-aggregation");
const { N: cellCounts, channels } = golden.config.hyper_parameters;
const [features, masks] = [golden.get("features"), golden.get("masks")];

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
    encodePrompts(leaf, masks, { cells: 9 }).backward(golden.get("upstream"));
    golden.expectClose(leaf.grad!, "grad.features");
  });

  it("gives the position code alone for an empty mask", () => {
    const tokens = encodePrompts(features, zeros([features.shape[0], 1, 24, 24]), { cells: 4 });
    expect(tokens.select(1, 0).select(0, 0).sub(positionCode(4, channels)).abs().sum().item()).toBe(0);
  });

  it("refuses cells that do not split the map into equal squares", () => {
    expect(() => encodePrompts(features, masks, { cells: 25 })).toThrow("24 x 24");
    expect(() => encodePrompts(features, masks, { cells: 8 })).toThrow("8 cells");
  });
});

describe("area pooling of prompts that divide evenly", () => {
  it("is the engine's average pooling", () => {
    const mask = golden.get("pool.0.mask").to("float32").unsqueeze(0).unsqueeze(0);
    golden.expectClose(adaptiveAvgPool2d(mask, [24, 24]).squeeze(0).squeeze(0), "pool.0.grid");
  });
});
