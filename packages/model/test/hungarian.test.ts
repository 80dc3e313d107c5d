// The assignment solver and grouped matching against scipy's results (golden/hungarian) and brute force.
import { tensor } from "@refvlm/torch";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { matchInstances, solveAssignment } from "../src/index.js";
import { Golden } from "./golden-data.js";

const golden = new Golden("hungarian");
const isClose = (a: number, b: number) => Math.abs(a - b) <= 1e-9 * Math.max(1, Math.abs(b));

describe("solveAssignment", () => {
  it("finds scipy's total, or its refusal, for all single matrices", () => {
    const costs = golden.get("single.costs").toTypedArray() as Float32Array;
    const [offsets, rows, cols] = ["offsets", "rows", "cols"].map((name) => golden.numbers(`single.${name}`));
    const total = golden.numbers("single.total");
    const feasible = golden.numbers("single.feasible");
    for (let i = 0; i < rows.length; i++) {
      const matrix = costs.subarray(offsets[i], offsets[i] + rows[i] * cols[i]);
      const solved = solveAssignment(matrix, rows[i], cols[i]);
      expect(solved !== null, `matrix ${i} feasible`).toBe(feasible[i] === 1);
      if (!solved) continue;
      expect(isClose(solved.total, total[i]), `matrix ${i}: ${solved.total} instead of ${total[i]}`).toBe(true);
      const used = [...solved.colOfRow].filter((col) => col >= 0);
      expect(used.length).toBe(Math.min(rows[i], cols[i]));
      expect(new Set(used).size).toBe(used.length);
    }
    expect(rows).toHaveLength(golden.get("single.total").numel);
    expect(rows.length).toBeGreaterThan(golden.config.kinds.length); // each kind of matrix occurs
  });

  it("is never beaten by any permutation", () => {
    const matrix = fc
      .integer({ min: 1, max: 5 })
      .chain((n) =>
        fc.tuple(fc.constant(n), fc.array(fc.integer({ min: -9, max: 9 }), { minLength: n * n, maxLength: n * n })),
      );
    fc.assert(
      fc.property(matrix, ([n, cost]) => {
        expect(solveAssignment(cost, n, n)!.total).toBe(cheapestPermutation(cost, n));
      }),
    );
  });

  it("has nothing to do without rows or columns", () => {
    expect(solveAssignment([], 0, 3)).toEqual({ colOfRow: new Int32Array(0), total: 0 });
    expect([...solveAssignment([], 2, 0)!.colOfRow]).toEqual([-1, -1]);
  });

  it("rejects NaN and -Infinity", () => {
    expect(() => solveAssignment([0, Number.NaN], 1, 2)).toThrow("cost[0][1] is NaN");
    expect(() => solveAssignment([-Infinity], 1, 1)).toThrow("-Infinity");
  });
});

const numbersOf = (x: { toTypedArray(): ArrayLike<number | bigint> }) => Array.from(x.toTypedArray(), Number);

describe("matchInstances", () => {
  it("1. solves every padded set as if it were alone, whatever the padding holds", () => {
    let batches = 0;
    for (let batch = 0; golden.has(`group.${batch}.cost`); batch++, batches++) {
      const cost = golden.get(`group.${batch}.cost`);
      const [groups, n, m] = cost.shape;
      const [rows, cols, total] = ["rows", "cols", "total"].map((name) => golden.numbers(`group.${batch}.${name}`));
      const values = cost.toTypedArray() as Float32Array;
      const sets = rows.map((count, g) => [
        {
          decoder: 0,
          slots: Array.from({ length: count }, (_, i) => g * n + i),
          rows: Array.from({ length: cols[g] }, (_, j) => g * m + j),
        },
      ]);
      const open = sets.flatMap(([{ slots, rows }], g) => {
        const alone = slots.length === 1 && rows.length === 1;
        return alone || slots.length === 0 || rows.length === 0 ? [] : [g];
      });
      for (const padding of [Infinity, -5, Number.NaN]) {
        const filled = open.flatMap((g) =>
          Array.from({ length: n * m }, (_, i) => {
            const [r, c] = [Math.floor(i / m), i % m];
            return r < rows[g] && c < cols[g] ? values[g * n * m + i] : padding;
          }),
        );
        const [matching] = matchInstances(sets, [() => tensor(filled, { shape: [open.length, n, m] })]);
        const [slots, targets] = [matching.slots, matching.targets].map(numbersOf);
        const sums = new Array<number>(groups).fill(0);
        for (const [i, slot] of slots.entries()) {
          const g = Math.floor(slot / n);
          expect(Math.floor(targets[i] / m)).toBe(g);
          expect(slot % n).toBeLessThan(rows[g]);
          expect(targets[i] % m).toBeLessThan(cols[g]);
          sums[g] += values[slot * m + (targets[i] % m)];
        }
        expect(new Set(slots).size).toBe(slots.length);
        expect(slots).toHaveLength(rows.reduce((sum, count, g) => sum + Math.min(count, cols[g]), 0));
        for (const [g, sum] of sums.entries()) expect(isClose(sum, total[g]), `batch ${batch} group ${g}`).toBe(true);
      }
    }
    expect(batches).toBeGreaterThan(0);
  });

  it("2. decides single pairs without a cost, and the others by it", () => {
    const single = [[{ decoder: 0, slots: [3], rows: [0] }], [{ decoder: 0, slots: [5], rows: [1] }]];
    const unasked = () => {
      throw new Error("asked for a cost");
    };
    const [alone] = matchInstances(single, [unasked]);
    expect([alone.slots.toArray(), alone.targets.toArray()].map(String)).toEqual(["3,5", "0,1"]);

    const [crossed] = matchInstances(
      [[{ decoder: 0, slots: [3], rows: [0] }], [{ decoder: 0, slots: [5, 6], rows: [1, 2] }]],
      [
        (slots, targets) => {
          expect(String(slots.toArray())).toBe("5,6");
          expect(String(targets.toArray())).toBe("1,2");
          return tensor([
            [
              [9, 1],
              [1, 9],
            ],
          ]);
        },
      ],
    );
    const pairs = numbersOf(crossed.slots).map((slot, i) => `${slot}:${numbersOf(crossed.targets)[i]}`);
    expect(pairs.sort()).toEqual(["3:0", "5:2", "6:1"]);
  });

  it("3. sums the costs of all decoders, and gives each the same instances", () => {
    const set = [
      { decoder: 0, slots: [0, 1], rows: [0, 1] },
      { decoder: 1, slots: [7, 8], rows: [4, 5] },
    ];
    // Alone, the first decoder would keep the order; the second is surer that it is the other way round.
    const first = () => tensor([[[1, 2], [2, 1]]]); // biome-ignore format: a matrix
    const second = () => tensor([[[9, 1], [1, 9]]]); // biome-ignore format: a matrix
    const [a, b] = matchInstances([set], [first, second]);
    expect(numbersOf(a.targets)).toEqual([1, 0]);
    expect(numbersOf(b.slots)).toEqual([7, 8]);
    expect(numbersOf(b.targets)).toEqual([5, 4]);
    const [kept] = matchInstances([[set[0]]], [first]);
    expect(numbersOf(kept.targets)).toEqual([0, 1]);
  });

  it("4. refuses a set that occurs as different numbers of instances, and one that cannot be matched", () => {
    const uneven = [
      { decoder: 0, slots: [0, 1], rows: [0, 1] },
      { decoder: 0, slots: [2], rows: [2] },
    ];
    expect(() => matchInstances([uneven], [() => tensor([0])])).toThrow("must occur as a whole");
    const forbidden = () => tensor([Infinity, Infinity, 1, 1], { shape: [1, 2, 2] });
    const set = [{ decoder: 0, slots: [0, 1], rows: [0, 1] }];
    expect(() => matchInstances([set], [forbidden])).toThrow(
      "every assignment of 2 predictions to 2 instances is forbidden",
    );
  });

  it("5. leaves out pairs whose truth is not known", () => {
    const sets = [[{ decoder: 0, slots: [4], rows: [0] }], [{ decoder: 0, slots: [2], rows: [1] }]];
    const [matching] = matchInstances(sets, [() => tensor([0])]);
    expect(matching.among([true, true])).toBe(matching);
    const known = matching.among([false, true]);
    expect([known.pairs, numbersOf(known.slots), numbersOf(known.targets)]).toEqual([1, [2], [1]]);
  });
});

function cheapestPermutation(cost: readonly number[], n: number, row = 0, used = 0): number {
  if (row === n) return 0;
  let best = Infinity;
  for (let col = 0; col < n; col++) {
    if (used & (1 << col)) continue;
    best = Math.min(best, cost[row * n + col] + cheapestPermutation(cost, n, row + 1, used | (1 << col)));
  }
  return best;
}
