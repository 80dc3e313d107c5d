// What lies outside what a network knows: names that are near none of its own, pictures unlike those of its calibration.
import { tensor } from "@refvlm/torch";
import { describe, expect, it } from "vitest";
import { foreignPicture, namesToldOf, pictureDistance, pictureFigures } from "../src/answering/warnings.js";
import type { LoadedModel } from "../src/index.js";

describe("warnings", () => {
  it("1. are about what an answer plans or denies, each thing once", () => {
    expect(namesToldOf("There is no zebra and no unicorn in the picture.", ["dog", "dog"])).toEqual([
      "dog",
      "zebra",
      "unicorn",
    ]);
    expect(namesToldOf("dog. There is no cake in the picture.", ["dog"])).toEqual(["dog", "cake"]);
    expect(namesToldOf("yes", [])).toEqual([]);
    expect(namesToldOf("By the sea.", [], "where is the unicorn?")).toEqual(["unicorn"]);
    expect(namesToldOf("white", [], "what colour is the unicorn?")).toEqual([]);
  });

  it("2. tell a picture by its distance in deviations, relative to the farthest familiar one", () => {
    const pictures = { mean: [1, -1], deviation: [0.5, 2], axes: [], most: 2 };
    expect(pictureDistance([2, 3], pictures)).toBeCloseTo((4 + 4) / 2, 9);
    // The same, of pictures that differ in the second channel.
    expect(pictureDistance([2, 3], { ...pictures, axes: [[0, 1]] })).toBeCloseTo(4 / 2, 9);
    const model = { calibration: { on: "test", units: {}, presence: null, pictures } } as unknown as LoadedModel;
    expect(foreignPicture(model, () => Float32Array.of(2, 3))).toEqual([{ about: "picture", distance: 2 }]);
    expect(foreignPicture(model, () => Float32Array.of(1.5, 1))).toEqual([]);
  });

  it("3. see the mean of a picture's patches", () => {
    expect([
      ...pictureFigures(
        tensor(
          [
            [
              [1, 2],
              [3, 6],
            ],
          ],
          { dtype: "float32" },
        ),
      ),
    ]).toEqual([2, 4]);
  });
});
