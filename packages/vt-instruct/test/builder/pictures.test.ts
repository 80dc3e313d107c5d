// Pictures and depths that a reader holds in memory become files in rows, exact to their step.
import { execFileSync } from "node:child_process";
import { symlinkSync } from "node:fs";
import type { DepthMap } from "@refvlm/vision";
import { blankPicture } from "@refvlm/vision";
import { loadPicture } from "@refvlm/vision/node";
import sharp from "sharp";
import { describe, expect, it } from "vitest";
import { fromRoot, withFiles } from "../../src/builder/pictures.js";
import type { DepthSource } from "../../src/sample/annotated.js";
import type { BuiltSample } from "../../src/sample/row-sample.js";
import { published, recordErrorOf } from "../readers/published.js";

const rules = { root: "/data", embed: false, check: false };
const head = { id: "a:1:0", source: "a", licence: "", split: "train", width: 3, height: 2, independent: false };
const about = (depth: DepthSource): BuiltSample => ({
  ...head,
  picture: { path: "/data/a/1.png" },
  turns: [{ task: "depth", user: [], answer: { plan: null, body: [] }, targets: [[{ depth }], [{ depth }]] }],
});
const map = (data: number[], kind: DepthMap["kind"]): DepthMap => ({
  width: 3,
  height: 2,
  data: Float32Array.from(data),
  kind,
});

async function stored(depth: DepthSource) {
  const { turns } = await withFiles(about(depth), rules);
  const [first, second] = turns[0]!.targets.flat().map((target) => target.depth!);
  if (!("bytes" in first!)) throw new Error("the depth is not in bytes");
  expect(second).toBe(first);
  const pixels = await sharp(first.bytes).toColourspace("grey16").raw({ depth: "ushort" }).toBuffer();
  const steps = new Uint16Array(pixels.buffer, pixels.byteOffset, pixels.length / 2);
  return { ...first, depths: Array.from(steps, (step) => step * first.scale) };
}

describe("depth in memory", () => {
  it("1. is stored in millimetres, nothing known as 0", async () => {
    const given = [0, 0.001, 0.5, 1.2344, 10, 65.5];
    const { scale, kind, depths } = await stored(map(given, "metric"));
    expect([scale, kind]).toEqual([0.001, "metric"]);
    for (const [i, depth] of depths.entries()) expect(depth).toBeCloseTo(given[i]!, 3);
    expect(depths[0]).toBe(0);
  });
  it("2. is stored in wider steps where it goes farther", async () => {
    const given = [0, 1, 100, 200, 300, 400];
    const { scale, depths } = await stored(map(given, "metric"));
    for (const [i, depth] of depths.entries())
      expect(Math.abs(depth - given[i]!)).toBeLessThanOrEqual(scale / 2 + 1e-9);
  });
  it("3. without a unit uses all 16 bits; what is known never becomes unknown", async () => {
    const { kind, depths } = await stored(map([0, 1e-9, 0.1, 0.2, 0.5, 1], "relative"));
    expect(kind).toBe("relative");
    expect(depths[1]).toBeGreaterThan(0);
    expect(depths[5]).toBeCloseTo(1, 6);
  });
  it("4. of a picture that knows nothing is all 0", async () => {
    expect((await stored(map([0, 0, 0, 0, 0, 0], "metric"))).depths).toEqual([0, 0, 0, 0, 0, 0]);
  });
});

describe("pictures", () => {
  it("1. in memory become PNG files", async () => {
    const picture = blankPicture(3, 2, [10, 20, 30]);
    const made = await withFiles({ ...head, turns: [], picture }, rules);
    if (!("bytes" in made.picture)) throw new Error("the picture is not in bytes");
    expect((await loadPicture(made.picture.bytes)).data).toEqual(picture.data);
  });
  it("2. that are empty files, folders, pipes or devices are faults of their records", async () => {
    const empty = published({ "a.png": "" });
    const about = (path: string) => ({ ...head, turns: [], picture: { path } });
    execFileSync("mkfifo", [empty("pipe.png")]);
    symlinkSync("/dev/zero", empty("zero.png"));
    for (const [name, detail] of [
      ["a.png", "the file is empty"],
      ["pipe.png", "this is a pipe or a device"],
      ["zero.png", "this is a pipe or a device"],
      [".", "this is a folder"],
    ] as const) {
      const checked = { ...rules, root: empty(), check: true };
      const { reason, message } = await recordErrorOf(() => withFiles(about(empty(name)), checked));
      expect([reason, message]).toEqual(["corrupt-picture", expect.stringContaining(detail)]);
    }
  });
  it("3. in files are told from the root, depth too", async () => {
    const made = await withFiles(about({ path: "/data/b/1.png", scale: 0.001, kind: "metric" }), rules);
    expect(made.picture).toEqual({ path: "a/1.png" });
    expect(made.turns[0]!.targets[0]![0]!.depth).toEqual({ path: "b/1.png", scale: 0.001, kind: "metric" });
    expect(fromRoot("/elsewhere/x.png", "/data")).toBe("../elsewhere/x.png");
  });
});
