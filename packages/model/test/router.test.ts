// The router: which state goes where is decided by the <Unit> of a <REF>'s own group.
import { arange } from "@refvlm/torch";
import { describe, expect, it } from "vitest";
import { type ReferenceMark, routeReferences } from "../src/index.js";

const mark = (position: number, units: string[], group: number, instance = 0): ReferenceMark => ({
  position,
  units,
  group,
  instance,
});
/** States that tell their place: sample * 10 + position in both channels. */
const states = arange(0, 30, 1, { dtype: "float32" }).reshape([3, 10, 1]).expand([3, 10, 2]);

describe("routeReferences", () => {
  it("1. sends each state to the units of its group, and a composite unit's to each", () => {
    const marks = [[mark(2, ["box"], 0), mark(5, ["mask"], 1), mark(7, ["box", "mask"], 2)], [], [mark(4, ["box"], 0)]];
    const routed = routeReferences(states, marks, ["box", "mask"]);
    const box = routed.get("box")!;
    expect(box.samples).toEqual([0, 2]);
    expect(box.hiddenStates.select(2, 0).toArray()).toEqual([
      [2, 7],
      [24, 24],
    ]);
    expect(box.groupIds.toArray().map(String)).toEqual(["0,1", "2,-1"]);
    const mask = routed.get("mask")!;
    expect(mask.samples).toEqual([0]);
    expect(mask.hiddenStates.select(2, 0).toArray()).toEqual([[5, 7]]);
    expect(mask.groups).toEqual([
      { sample: 0, group: 1, slots: [0], refs: [1] },
      { sample: 0, group: 2, slots: [1], refs: [2] },
    ]);
  });

  it("2. keeps the instances of a group together and counts them", () => {
    const { instances, instanceIds, groups } = routeReferences(
      states,
      [[], [mark(1, ["box"], 7, 0), mark(2, ["box"], 3, 0), mark(3, ["box"], 7, 1)]],
      ["box"],
    ).get("box")!;
    expect(instances).toBe(2);
    expect(String(instanceIds.toArray())).toBe("0,0,1");
    expect(groups.map(({ group, slots }) => [group, slots])).toEqual([
      [7, [0, 2]],
      [3, [1]],
    ]);
  });

  it("3. makes nothing for units that nobody asks for", () => {
    expect(routeReferences(states, [[], [], []], ["box", "mask"]).size).toBe(0);
  });

  it("4. names a unit that has no decoder", () => {
    expect(() => routeReferences(states, [[mark(0, ["depth"], 0)], [], []], ["box"])).toThrow(
      'no decoder for unit "depth"; loaded: box',
    );
  });
});
