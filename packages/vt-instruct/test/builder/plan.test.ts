// The plan: samples shared out exactly, and every sample's record known without building the ones before it.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseBuildConfig } from "../../src/builder/config.js";
import { apportion, DrawOrder, planBuild } from "../../src/builder/plan.js";
import { tinyConfig } from "./tiny-coco.js";

const source = (name: string, more: object) => ({
  reader: "coco",
  name,
  files: { images: "a", instances: "b" },
  ...more,
});

const opened = (size: number) => ({ dataset: { size, faults: [] }, title: "", licence: "", fingerprint: "" });

function planOf(sizes: readonly number[], sources: object[], more: object) {
  const config = parseBuildConfig(tinyConfig({ sources, ...more }), "/x/config.yaml");
  return planBuild(config, sizes.map(opened));
}

describe("sharing out", () => {
  it("1. gives whole numbers of the right sum, each within one of its exact share", () => {
    const proportions = fc.array(fc.double({ min: 0.001, max: 1000, noNaN: true }), { minLength: 1, maxLength: 9 });
    fc.assert(
      fc.property(fc.nat(1e7), proportions, (total, shares) => {
        const sum = shares.reduce((a, b) => a + b, 0);
        const counts = apportion(total, shares);
        expect(counts.reduce((a, b) => a + b, 0)).toBe(total);
        for (const [i, count] of counts.entries()) expect(Math.abs(count - (total * shares[i]!) / sum)).toBeLessThan(1);
      }),
    );
  });
  it("2. has shards that names of five digits can tell apart", () => {
    expect(planOf([5], [source("a", {})], { samples: 1_600_000 }).shards).toBe(100_000);
    expect(() => planOf([5], [source("a", {})], { samples: 1_600_001 })).toThrow(/100001 shards of 16, .*shardSize/);
  });
  it("3. asks for records in every source", () => {
    const sources = [source("a", {}), source("b", {})];
    expect(() => planOf([5, 0], sources, {})).toThrow(/^source "b" has no record\. Check its files/);
  });
  it("4. keeps proportions that sources gave as numbers when the command line says another total", () => {
    const config = parseBuildConfig(
      tinyConfig({ samples: undefined, sources: [source("a", { samples: 300 }), source("b", {})] }),
      "/x/config.yaml",
    );
    const both = [50, 100].map(opened);
    expect(planBuild(config, both).sources.map(({ samples }) => samples)).toEqual([300, 100]);
    expect(planBuild({ ...config, total: 40 }, both).sources.map(({ samples }) => samples)).toEqual([30, 10]);
  });
});

describe("the order of draws", () => {
  it("1. takes from each source as often as planned, each record once in every epoch", () => {
    const plan = planOf([7, 30], [source("a", { weight: 1 }), source("b", { weight: 3 })], { samples: 120 });
    const order = new DrawOrder(plan);
    const draws = Array.from({ length: plan.samples }, (_, number) => order.at(number));
    const times = (wanted: number) => {
      const counts = new Map<number, number>();
      for (const draw of draws) if (draw.source === wanted) counts.set(draw.record, (counts.get(draw.record) ?? 0) + 1);
      return [...counts.values()].sort();
    };
    expect(times(0)).toEqual([4, 4, 4, 4, 4, 5, 5]);
    expect(times(1)).toEqual(Array(30).fill(3));
  });
  it("2. mixes the sources", () => {
    const plan = planOf([500, 500], [source("a", { weight: 1 }), source("b", { weight: 1 })], { samples: 1000 });
    const order = new DrawOrder(plan);
    const early = Array.from({ length: 200 }, (_, number) => order.at(number).source);
    expect(early.filter((drawn) => drawn === 0).length).toBeGreaterThan(60);
    expect(early.filter((drawn) => drawn === 1).length).toBeGreaterThan(60);
  });
  it("3. passes over a source that gets no sample", () => {
    const plan = planOf([9, 10], [source("a", { weight: 0.001 }), source("b", { weight: 1 })], { samples: 20 });
    expect(plan.sources.map(({ samples }) => samples)).toEqual([0, 20]);
    const order = new DrawOrder(plan);
    for (let number = 0; number < plan.samples; number++) expect(order.at(number).source).toBe(1);
  });
});

describe("a plan's digest", () => {
  const digest = (more: object, sizes = [7]) => planOf(sizes, [source("a", {})], { samples: 10, ...more }).digest;
  it("1. changes with everything that changes what is built", () => {
    const others = [
      { seed: 6 },
      { samples: 11 },
      { shardSize: 9 },
      { pictures: "embed" },
      { ask: { absentRate: 0.4 } },
    ];
    const digests = [digest({}), digest({}, [8]), ...others.map((more) => digest(more))];
    expect(new Set(digests).size).toBe(digests.length);
  });
  it("2. does not change with where the data set goes", () => {
    expect(digest({ output: "elsewhere" })).toBe(digest({}));
  });
});
