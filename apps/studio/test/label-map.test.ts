// One owner for each pixel, the smaller mask on top, also where the map is coarser than the picture.
import { Mask } from "@refvlm/vision";
import { expect, it } from "vitest";
import { thingOf } from "../src/page/answer/thing.js";
import { labelMap, ownerAt } from "../src/page/stage/label-map.js";

function masked(masks: readonly Mask[]) {
  return masks.map((mask, triplet) =>
    thingOf({ phrase: `thing ${triplet}`, triplet, index: 0, score: 1, units: [], mask: mask.toRle() }, []),
  );
}

it("gives a pixel to the smaller of the masks that cover it", () => {
  const things = masked([Mask.fromBox([2, 2, 6, 6], 12, 8), Mask.fromBox([0, 0, 10, 7], 12, 8)]);
  const map = labelMap(things, { width: 12, height: 8 });
  const rows = Array.from({ length: 8 }, (_, y) => [...map.owners.subarray(12 * y, 12 * y + 12)].join(""));
  expect(rows).toEqual([
    "222222222200",
    "222222222200",
    "221111222200",
    "221111222200",
    "221111222200",
    "221111222200",
    "222222222200",
    "000000000000",
  ]);
  expect(ownerAt(map, 3.5, 3.5)?.phrase).toBe("thing 0");
  expect(ownerAt(map, 11.5, 0)).toBeUndefined();
});

it("shows large pictures coarser, in their places", () => {
  const [width, height] = [5000, 1000];
  const map = labelMap(masked([Mask.fromBox([2500, 500, 5000, 1000], width, height)]), { width, height });
  expect([map.width, map.height]).toEqual([2048, 410]);
  const covered = map.owners.reduce((sum, owner) => sum + owner, 0) / map.owners.length;
  expect(covered).toBeCloseTo(0.25, 2);
  expect(ownerAt(map, 2490, 750)).toBeUndefined();
  expect(ownerAt(map, 2510, 750)?.phrase).toBe("thing 0");
});
