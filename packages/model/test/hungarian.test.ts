// The assignment solver and grouped matching against scipy's results (golden/hungarian) and brute force.
import { tensor } from "@refvlm/torch";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { matchGroups, solveAssignment, solveGroups } from "../src/index.js";
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
      const solved = solveAssignment(costs, rows[i], cols[i], { offset: offsets[i] });
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

describe("solveGroups", () => {
  it("solves every padded group as if it were alone, whatever the padding holds", () => {
    for (let batch = 0; golden.has(`group.${batch}.cost`); batch++) {
      const cost = golden.get(`group.${batch}.cost`);
      const [rows, cols] = [golden.numbers(`group.${batch}.rows`), golden.numbers(`group.${batch}.cols`)];
      const total = golden.numbers(`group.${batch}.total`);
      const [groups, n, m] = cost.shape;
      const values = cost.toTypedArray() as Float32Array;
      for (const padding of [Infinity, -5, Number.NaN]) {
        const filled = values.map((value, i) => {
          const [g, r, c] = [Math.floor(i / (n * m)), Math.floor(i / m) % n, i % m];
          return r < rows[g] && c < cols[g] ? value : padding;
        });
        const solved = solveGroups(tensor(filled, { shape: [groups, n, m] }), rows, cols);
        for (const [g, colOfRow] of solved.entries()) {
          let sum = 0;
          for (const [r, c] of colOfRow.entries()) if (c >= 0) sum += values[g * n * m + r * m + c];
          expect(isClose(sum, total[g]), `batch ${batch} group ${g}`).toBe(true);
          expect([...colOfRow.slice(rows[g])].every((c) => c === -1)).toBe(true);
        }
      }
    }
  });
});

describe("matchGroups", () => {
  it("decides single pairs without a cost, and the others by it", () => {
    const single = matchGroups([[3], [5]], [1, 1], () => {
      throw new Error("asked for a cost");
    });
    expect([single.slots.toArray(), single.targets.toArray()].map(String)).toEqual(["3,5", "0,1"]);

    const crossed = matchGroups([[3], [5, 6]], [1, 2], (slots, targets) => {
      expect(String(slots.toArray())).toBe("5,6");
      expect(String(targets.toArray())).toBe("1,2");
      return tensor([
        [
          [9, 1],
          [1, 9],
        ],
      ]);
    });
    const pairs = (crossed.slots.toArray() as unknown[]).map(
      (slot, i) => `${slot}:${(crossed.targets.toArray() as unknown[])[i]}`,
    );
    expect(pairs.sort()).toEqual(["3:0", "5:2", "6:1"]);
  });

  it("asks for targets in the order of groups", () => {
    expect(() => matchGroups([[0]], [1, 1], () => tensor([0]))).toThrow("1 groups of <REF> but targets for 2");
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
