// The order of rows and of sources: every row once an epoch, shuffled no farther than the buffer, any place on its own.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Interleaving } from "../../src/loader/interleaving.js";
import { RowOrder } from "../../src/loader/row-order.js";

const groupsOf = (rows: readonly number[]) => rows.map((count) => ({ rows: count, bytes: 10 * count }));
const someGroups = fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1, maxLength: 12 });
const epochOf = (order: RowOrder, epoch: number) =>
  Array.from({ length: order.size }, (_, i) => order.at(epoch * order.size + i));

describe("the order of rows", () => {
  it("1. holds every row once in every epoch, whatever groups and buffer", () => {
    fc.assert(
      fc.property(
        someGroups,
        fc.integer({ min: 1, max: 60 }),
        fc.integer({ min: 1, max: 600 }),
        (rows, most, bytes) => {
          const order = new RowOrder(groupsOf(rows), 1, { rows: most, bytes });
          const all = rows.flatMap((count, group) => Array.from({ length: count }, (_, row) => `${group}:${row}`));
          for (const epoch of [0, 1, 7]) {
            const places = epochOf(order, epoch);
            expect(places.every((place) => place.epoch === epoch)).toBe(true);
            expect(places.map(({ group, row }) => `${group}:${row}`).sort()).toEqual([...all].sort());
          }
        },
      ),
    );
  });
  it("2. gives any place without the ones before it", () => {
    const rows = [5, 9, 2, 14];
    const one = new RowOrder(groupsOf(rows), 3, { rows: 10, bytes: 1e9 });
    const forth = Array.from({ length: 90 }, (_, i) => one.at(i));
    for (let i = 89; i >= 0; i--) {
      const other = new RowOrder(groupsOf(rows), 3, { rows: 10, bytes: 1e9 });
      expect([other.at(i).group, other.at(i).row]).toEqual([forth[i]!.group, forth[i]!.row]);
    }
  });
  it("3. differs from epoch to epoch and from seed to seed", () => {
    const told = (seed: number, epoch: number) =>
      epochOf(new RowOrder(groupsOf([20, 20, 20]), seed), epoch).map(({ group, row }) => [group, row]);
    expect(told(1, 0)).toEqual(told(1, 0));
    expect(told(1, 0)).not.toEqual(told(1, 1));
    expect(told(1, 0)).not.toEqual(told(2, 0));
  });
  it("4. never has more in the buffer than fills it, and the groups of a buffer behind each other", () => {
    fc.assert(
      fc.property(
        someGroups,
        fc.integer({ min: 1, max: 60 }),
        fc.integer({ min: 1, max: 600 }),
        (rows, most, bytes) => {
          const groups = groupsOf(rows);
          const windows = epochOf(new RowOrder(groups, 5, { rows: most, bytes }), 2).map(({ window }) => window);
          for (const window of new Set(windows)) {
            const before = window.groups.slice(0, -1).map((group) => groups[group]!);
            const sum = (of: "rows" | "bytes") => before.reduce((total, group) => total + group[of], 0);
            expect(sum("rows") < most && sum("bytes") < bytes).toBe(true);
            expect(windows.lastIndexOf(window) - windows.indexOf(window)).toBe(window.rows.size - 1);
          }
        },
      ),
    );
  });
  it("5. shuffles rows of different groups among each other", () => {
    const places = epochOf(new RowOrder(groupsOf([50, 50]), 1), 0);
    const changes = places.filter(({ group }, i) => i > 0 && group !== places[i - 1]!.group).length;
    expect(changes).toBeGreaterThan(25);
  });
  it("6. shifted, names the other rows of the buffer, each once", () => {
    const order = new RowOrder(groupsOf([7, 6, 8]), 4, { rows: 12, bytes: 1e9 });
    const { size } = order.at(3).window.rows;
    const told = new Set(
      Array.from({ length: size }, (_, shift) => order.at(3, shift)).map((p) => `${p.group}:${p.row}`),
    );
    expect(told.size).toBe(size);
    expect(size).toBeLessThan(order.size);
  });
});

describe("sources mixed by weight", () => {
  const weights = fc.array(fc.double({ min: 0.01, max: 100, noNaN: true }), { minLength: 1, maxLength: 6 });

  it("1. takes each source's samples in turn and leaves none out", () => {
    fc.assert(
      fc.property(weights, fc.integer({ min: 0, max: 99 }), (list, seed) => {
        const mix = new Interleaving(list, seed);
        const next = list.map(() => 0);
        const turns = Array.from({ length: 9000 }, (_, position) => mix.at(position));
        expect(turns.filter(({ source, index }) => index !== next[source]!++)).toEqual([]);
      }),
      { numRuns: 20 },
    );
  });
  it("2. meets the weights", () => {
    const mix = new Interleaving([3, 1], 1);
    const first = Array.from({ length: 400 }, (_, i) => mix.at(i).source);
    expect(first.filter((source) => source === 1).length).toBeGreaterThan(70);
    expect(first.filter((source) => source === 1).length).toBeLessThan(130);
    const block = Array.from({ length: 4096 }, (_, i) => mix.at(4096 + i).source);
    expect(block.filter((source) => source === 1).length).toBeGreaterThanOrEqual(1024);
    expect(block.filter((source) => source === 1).length).toBeLessThanOrEqual(1025);
  });
  it("3. gives any position without the ones before it", () => {
    const mix = new Interleaving([2, 5, 1], 9);
    const forth = Array.from({ length: 10_000 }, (_, i) => mix.at(i));
    for (const position of [9999, 4096, 0, 4095, 8192, 17])
      expect(new Interleaving([2, 5, 1], 9).at(position)).toEqual(forth[position]);
  });
  it("4. with one source is that source", () => {
    expect(new Interleaving([0.3], 1).at(123_456)).toEqual({ source: 0, index: 123_456 });
  });
});
