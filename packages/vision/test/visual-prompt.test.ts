// Visual prompts: they cover what they point at, and never vanish.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Frame, Mask, promptKinds, promptMask, type VisualPrompt } from "../src/index.js";

const sizes = fc.record({ width: fc.integer({ min: 1, max: 30 }), height: fc.integer({ min: 1, max: 30 }) });
const position = fc.tuple(fc.double({ min: -50, max: 80, noNaN: true }), fc.double({ min: -50, max: 80, noNaN: true }));
const prompts: fc.Arbitrary<VisualPrompt> = fc.oneof(
  fc
    .tuple(fc.array(position, { minLength: 1, maxLength: 3 }), fc.array(position, { maxLength: 3 }))
    .map(([points, minus]) => ({ kind: "point", points, minus: [...minus, ...points] }) as const),
  fc.tuple(position, position).map(([[a, b], [c, d]]) => {
    const box = [Math.min(a, c), Math.min(b, d), Math.max(a, c), Math.max(b, d)] as const;
    return { kind: "box", box } as const;
  }),
  fc
    .tuple(fc.array(position, { minLength: 1, maxLength: 5 }), fc.double({ min: 0, max: 9, noNaN: true }))
    .map(([points, width]) => ({ kind: "scribble", points, width }) as const),
);
const shown = (prompt: VisualPrompt, width: number, height: number) => {
  const { data } = promptMask(prompt, width, height);
  return Array.from({ length: height }, (_, y) => data.subarray(y * width, (y + 1) * width).join(""));
};

describe("promptMask", () => {
  it("1. never vanishes, wherever the prompt lies and however thin it is", () => {
    fc.assert(
      fc.property(sizes, prompts, ({ width, height }, prompt) => {
        const mask = promptMask(prompt, width, height);
        expect([mask.width, mask.height]).toEqual([width, height]);
        expect(mask.area()).toBeGreaterThan(0);
      }),
    );
  });

  it("2. never vanishes on the grid of an encoder, either", () => {
    fc.assert(
      fc.property(sizes, prompts, fc.integer({ min: 1, max: 24 }), ({ width, height }, prompt, n) => {
        const grid = Frame.letterbox(width, height).maskToUnitSquare(promptMask(prompt, width, height), n);
        expect(Math.max(...grid)).toBeGreaterThan(0);
      }),
    );
  });

  it("3. of points is a disc around each, a sixteenth of the longer side wide", () => {
    const mask = promptMask(
      {
        kind: "point",
        points: [
          [16, 16],
          [60.5, 3.5],
        ],
      },
      64,
      32,
    );
    expect(mask.intersect(Mask.fromBox([0, 0, 32, 32], 64, 32)).box()).toEqual([14, 14, 18, 18]);
    expect(mask.area()).toBe(12 + 9);
    expect(shown({ kind: "point", points: [[1.2, 0.7]] }, 4, 2)).toEqual(["0100", "0000"]);
  });

  it("7. of minus points loses what is nearer to them, but never the pixels of its points", () => {
    const disc = { kind: "point", points: [[16, 16]] } as const;
    const area = (minus: [number, number][]) => promptMask({ ...disc, minus }, 64, 64).area();
    expect(area([])).toBe(12);
    expect(area([[18, 16]])).toBe(10);
    expect(area([[30, 16]])).toBe(12);
    fc.assert(
      fc.property(fc.array(position, { minLength: 1 }), (minus) => {
        expect(promptMask({ ...disc, minus }, 64, 64).data[16 * 64 + 16]).toBe(1);
      }),
    );
  });

  it("4. of a box is the pixels whose centres it holds, or the one around its own centre", () => {
    expect(shown({ kind: "box", box: [0.6, 0, 2.6, 1] }, 4, 2)).toEqual(["0110", "0000"]);
    expect(shown({ kind: "box", box: [2.6, 1.1, 2.9, 1.2] }, 4, 2)).toEqual(["0000", "0010"]);
  });

  it("5. of a scribble is a line without gaps, as wide as it is drawn", () => {
    expect(
      shown(
        {
          kind: "scribble",
          points: [
            [0.5, 0.5],
            [4.5, 4.5],
          ],
          width: 1,
        },
        5,
        5,
      ),
    ).toEqual(["10000", "01000", "00100", "00010", "00001"]);
    expect(
      shown(
        {
          kind: "scribble",
          points: [
            [1, 2],
            [5, 2],
          ],
          width: 2,
        },
        6,
        4,
      ),
    ).toEqual(["000000", "111111", "111111", "000000"]);
  });

  it("8. of a scribble that slips over the edge ends there, however far it goes", () => {
    const points = [
      [1.5, 1.5],
      [1.5, -1e12],
      [9.5, -1e12],
    ] as const;
    expect(shown({ kind: "scribble", points, width: 1 }, 5, 3)).toEqual(["01000", "01000", "00000"]);
    expect(shown({ kind: "scribble", points: points.slice(1), width: 1 }, 5, 3)).toEqual(["01000", "00000", "00000"]);
  });

  it("6. of a mask is the mask", () => {
    const mask = Mask.fromBox([1, 1, 2, 2], 3, 3);
    expect(promptMask({ kind: "mask", mask }, 3, 3)).toBe(mask);
    expect(promptKinds).toEqual(["point", "box", "scribble", "mask"]);
  });
});
