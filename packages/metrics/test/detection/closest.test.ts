// Who chooses first takes the closest truth that is left.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { closestTruths } from "../../src/index.js";

describe("closestTruths", () => {
  const similarity = [
    [0.9, 0.8],
    [0.95, 0.4],
  ];
  const of = (p: number, t: number) => similarity[p]![t];

  test("gives each prediction in turn what is closest of what is left", () => {
    expect([...closestTruths([0, 1], 2, of, 0.5)]).toEqual([[0, 0]]);
    expect([...closestTruths([1, 0], 2, of, 0.5)]).toEqual([
      [1, 0],
      [0, 1],
    ]);
    expect([...closestTruths([0, 1], 2, of, 0.4)]).toEqual([
      [0, 0],
      [1, 1],
    ]);
  });

  test("never pairs what may not be, and takes the first of equal ones", () => {
    expect([...closestTruths([0], 3, (_, t) => (t === 0 ? undefined : 0.7), 0.7)]).toEqual([[0, 1]]);
    expect(closestTruths([0], 2, () => undefined, 0).size).toBe(0);
  });

  test("gives no truth twice, and leaves none that a prediction without one could have had", () => {
    const matrix = fc
      .tuple(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 6 }))
      .chain(([predictions, truths]) =>
        fc.array(fc.array(fc.integer({ min: 0, max: 4 }), { minLength: truths, maxLength: truths }), {
          minLength: predictions,
          maxLength: predictions,
        }),
      );
    fc.assert(
      fc.property(matrix, (rows) => {
        const truths = rows[0]!.length;
        const taken = closestTruths(rows.keys(), truths, (p, t) => rows[p]![t], 2);
        expect(new Set(taken.values()).size).toBe(taken.size);
        for (const [p, row] of rows.entries()) {
          const before = [...taken].filter(([other]) => other < p).map(([, t]) => t);
          const free = row.filter((value, t) => value >= 2 && !before.includes(t));
          expect(taken.has(p) ? row[taken.get(p)!] : undefined).toBe(free.length > 0 ? Math.max(...free) : undefined);
        }
      }),
    );
  });
});
