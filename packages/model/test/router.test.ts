// The router: which state goes where is decided by the <Unit> of a <REF>'s own group.
import { arange } from "@refvlm/torch";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type ReferenceMark, routeReferences } from "../src/index.js";

const mark = (position: number, units: string[], group: number, instance = 0): ReferenceMark => ({
  position,
  units,
  group,
  instance,
  phrase: "dog",
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
    expect((box.groupIds.toArray() as number[][]).map(String)).toEqual(["0,1", "2,-1"]);
    const mask = routed.get("mask")!;
    expect(mask.samples).toEqual([0]);
    expect(mask.hiddenStates.select(2, 0).toArray()).toEqual([[5, 7]]);
    expect(mask.groups).toEqual([
      { sample: 0, group: 1, slots: [0], refs: [1], indices: [0] },
      { sample: 0, group: 2, slots: [1], refs: [2], indices: [0] },
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

  it("5. pads rows of different length with states that belong to no group", () => {
    const marks = [
      [mark(1, ["box"], 0, 0), mark(3, ["box"], 0, 1), mark(6, ["box"], 1)],
      [mark(8, ["mask"], 0)],
      [mark(9, ["box"], 0)],
    ];
    const { samples, hiddenStates, groupIds, instanceIds, phraseIds, groups } = routeReferences(states, marks, [
      "box",
      "mask",
    ]).get("box")!;
    expect(samples).toEqual([0, 2]);
    expect(hiddenStates.shape).toEqual([2, 3, 2]);
    expect((groupIds.toArray() as number[][]).map(String)).toEqual(["0,0,1", "2,-1,-1"]);
    expect((instanceIds.toArray() as number[][]).map(String)).toEqual(["0,1,0", "0,0,0"]);
    expect((phraseIds.toArray() as number[][]).map(String)).toEqual(["0,0,0", "0,0,0"]);
    // No group owns a padded slot, and every real one has its owner.
    expect(groups.flatMap(({ slots }) => slots)).toEqual([0, 1, 2, 3]);
    expect(hiddenStates.select(2, 0).toArray()).toEqual([
      [1, 3, 6],
      [29, 29, 29], // padding repeats a real state, so that nothing but numbers enters a decoder
    ]);
  });

  it("6. sends a mark without units nowhere", () => {
    const routed = routeReferences(states, [[mark(2, [], 0), mark(4, ["box"], 1)], [], []], ["box"]);
    expect(routed.get("box")!.groups).toEqual([{ sample: 0, group: 1, slots: [0], refs: [1], indices: [0] }]);
  });

  it("7. lists each phrase once and says which of them a query grounds", () => {
    const named = (position: number, group: number, phrase: string) => ({ ...mark(position, ["box"], group), phrase });
    const marks = [[named(1, 0, "dog"), named(2, 1, "cat")], [named(3, 0, "cat")], []];
    const { phrases, phraseIds } = routeReferences(states, marks, ["box"]).get("box")!;
    expect(phrases).toEqual(["dog", "cat"]);
    expect((phraseIds.toArray() as number[][]).map(String)).toEqual(["0,1", "1,0"]);
  });

  it("8. numbers slots, groups and references so that each state can be found again (any marks)", () => {
    const place = fc.record({
      position: fc.nat(9),
      units: fc.subarray(["box", "mask"]),
      group: fc.nat(3),
      instance: fc.nat(3),
      phrase: fc.constantFrom("a", "b"),
    });
    fc.assert(
      fc.property(fc.array(fc.array(place, { maxLength: 6 }), { minLength: 3, maxLength: 3 }), (marks) => {
        for (const [unit, { hiddenStates, samples, groupIds, groups }] of routeReferences(states, marks, [
          "box",
          "mask",
        ])) {
          const width = hiddenStates.shape[1];
          const found = hiddenStates.select(2, 0).flatten().toArray() as number[];
          const owners = groupIds.flatten().toArray() as number[];
          const reached = groups.flatMap(({ sample, group, slots, refs }, id) =>
            slots.map((slot, i) => {
              const { position, group: own, units } = marks[sample][refs[i]];
              expect(own).toBe(group);
              expect(units).toContain(unit);
              expect(samples[Math.floor(slot / width)]).toBe(sample);
              expect(found[slot]).toBe(sample * 10 + position);
              expect(owners[slot]).toBe(id);
              return slot;
            }),
          );
          expect(new Set(reached).size).toBe(marks.flat().filter(({ units }) => units.includes(unit)).length);
          expect(owners.filter((owner) => owner >= 0)).toHaveLength(reached.length);
        }
      }),
      { numRuns: 200 },
    );
  });
});
