// Joints: COCO's 17 in its order, and limbs that make one body of them.
import { describe, expect, it } from "vitest";
import { JOINTS, LIMBS } from "../src/index.js";

describe("JOINTS", () => {
  it("1. are 17 with distinct names; after the nose each left one is followed by its right one", () => {
    expect(new Set(JOINTS).size).toBe(17);
    for (let i = 1; i < 17; i += 2) {
      expect(JOINTS[i]).toMatch(/^left /);
      expect(JOINTS[i + 1]).toBe(JOINTS[i]!.replace("left", "right"));
    }
  });
});

describe("LIMBS", () => {
  it("1. are COCO's 19, each once, between two joints", () => {
    expect(LIMBS).toHaveLength(19);
    expect(new Set(LIMBS.map((limb) => [...limb].sort((a, b) => a - b).join())).size).toBe(19);
    for (const [a, b] of LIMBS) expect(JOINTS[a] && JOINTS[b] && a !== b).toBeTruthy();
  });

  it("2. join all joints into one body", () => {
    const reached = new Set([0]);
    for (let before = 0; before < reached.size; ) {
      before = reached.size;
      for (const [a, b] of LIMBS) if (reached.has(a) || reached.has(b)) reached.add(a).add(b);
    }
    expect(reached.size).toBe(17);
  });

  it("3. are the same on the left and on the right", () => {
    const mirrored = (joint: number) => (joint === 0 ? 0 : joint % 2 === 1 ? joint + 1 : joint - 1);
    const named = new Set(LIMBS.map(([a, b]) => [a, b].sort((p, q) => p - q).join()));
    for (const [a, b] of LIMBS) expect(named).toContain([mirrored(a), mirrored(b)].sort((p, q) => p - q).join());
  });
});
