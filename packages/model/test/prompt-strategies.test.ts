// The strategies of Table 21: how many tokens a prompt takes, what they hold, and what they cost in parameters.
import { manualSeed, nn, noGrad, ones, randn, scope, type Tensor } from "@refvlm/torch";
import { describe, expect, it } from "vitest";
import { buildPromptEncoder, encodePrompts, type PromptsConfig } from "../src/index.js";

const sizes = { side: 6, channels: [8], hiddenSize: 5 };
const build = (config: PromptsConfig, of = sizes) => buildPromptEncoder(config, of);
/** The shared projection of these tests: nothing but the first five channels. */
const project = ([first]: readonly Tensor[]) => first.narrow(-1, 0, 5);
const count = (encoder: nn.Module) => encoder.parameters().reduce((sum, { numel }) => sum + numel, 0);

describe("prompts as tokens", () => {
  it("1. by aggregation are equations 1-3 through the shared projection, without parameters", () => {
    noGrad(() =>
      scope(() => {
        const [features, masks] = [randn([1, 36, 8]), ones([1, 2, 6, 6])];
        const encoder = build({ cells: 9, strategy: "aggregation" });
        const tokens = encoder.forward([features], masks, project);
        expect(tokens.shape).toEqual([1, 2, 9, 5]);
        expect(tokens.toArray()).toEqual(project([encodePrompts(features, masks, { cells: 9 })]).toArray());
        expect([encoder.tokens, count(encoder)]).toEqual([9, 0]);
      }),
    );
  });

  it("2. with a mask token have the same cells, and one learnt token behind them", () => {
    noGrad(() =>
      scope(() => {
        const [features, masks] = [randn([1, 36, 8]), ones([1, 2, 6, 6])];
        const encoder = build({ cells: 9, strategy: "mask-token" });
        const tokens = encoder.forward([features], masks, project);
        expect(tokens.shape).toEqual([1, 2, 10, 5]);
        const cells = build({ cells: 9, strategy: "aggregation" }).forward([features], masks, project);
        expect(tokens.narrow(2, 0, 9).toArray()).toEqual(cells.toArray());
        const [token] = [...encoder.parameters()];
        expect(tokens.select(2, 9).select(1, 1).toArray()).toEqual([token.narrow(0, 0, 5).toArray()]);
        expect(encoder.tokens).toBe(10);
      }),
    );
  });

  it("3. by pooling are the mean under the mask and the mask itself, each through a projection of its own", () => {
    manualSeed(2);
    noGrad(() =>
      scope(() => {
        const [features, masks] = [randn([1, 36, 8]), ones([1, 2, 6, 6])];
        const encoder = build({ cells: 1, strategy: "pooling" });
        const tokens = encoder.forward([features], masks, project);
        expect(tokens.shape).toEqual([1, 2, 1, 5]);
        const [mean, mask] = encoder.parameters();
        const expected = mean
          .matmul(features.mean([1]).squeeze(0))
          .add(mask.sum(1))
          .toArray() as number[];
        for (const [i, value] of (tokens.select(2, 0).select(1, 0).squeeze(0).toArray() as number[]).entries())
          expect(value).toBeCloseTo(expected[i], 4);
      }),
    );
  });

  it("4. cost the parameters of Table 21 at the paper's size", () => {
    const paper = { side: 24, channels: [1024], hiddenSize: 4096 };
    const cost = (config: PromptsConfig) => count(nn.onMeta(() => build(config, paper)));
    expect(cost({ cells: 9, strategy: "aggregation" })).toBe(0);
    expect(cost({ cells: 9, strategy: "mask-token" })).toBe(1024);
    expect(cost({ cells: 1, strategy: "pooling" }) / 1e6).toBeCloseTo(6.55, 2);
  });

  it("5. are read from the fused map, too, where picture tokens are", () => {
    noGrad(() =>
      scope(() => {
        const maps = [randn([1, 36, 8]), randn([1, 36, 4])];
        const both = { ...sizes, channels: [8, 4] };
        const widths: number[][] = [];
        const watch = (gathered: readonly Tensor[]) => {
          widths.push(gathered.map(({ shape }) => shape[3]));
          return project(gathered);
        };
        for (const strategy of ["aggregation", "mask-token"] as const)
          build({ cells: 4, strategy }, both).forward(maps, ones([1, 1, 6, 6]), watch);
        expect(widths).toEqual([
          [8, 4],
          [8, 4],
        ]); // prettier-ignore
        const pooled = build({ cells: 1, strategy: "pooling" }, both).forward(maps, ones([1, 1, 6, 6]), project);
        expect(pooled.shape).toEqual([1, 1, 1, 5]);
      }),
    );
  });
});
