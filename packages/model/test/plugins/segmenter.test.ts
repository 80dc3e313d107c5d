// Segment Anything by itself: prompts, everything, large pictures in tiles, and the smallest picture.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { noGrad, scope, tensor, writeSafetensors } from "@refvlm/torch";
import { boxIou, Mask, type Picture } from "@refvlm/vision";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { loadSegmenter, Sam, SamFrame, type Segmenter } from "../../src/index.js";
import { suppressed } from "../../src/plugins/sam/suppression.js";
import { cropped, isCutOff, tilesOf, windowAround } from "../../src/plugins/sam/windows.js";
import { Golden } from "../golden-data.js";
import { speckledPicture } from "../tiny-model.js";
import { goldenSettings } from "./sam-golden.js";

const golden = new Golden("sam");
const settings = goldenSettings(golden.config.hyper_parameters);
const place = mkdtempSync(join(tmpdir(), "refvlm-segmenter-"));
let segmenter: Segmenter;
beforeAll(() => {
  mkdirSync(place, { recursive: true });
  writeFileSync(join(place, "config.json"), JSON.stringify({ decoder: "sam", settings }));
  writeSafetensors(join(place, "model.safetensors"), golden.weights);
  segmenter = loadSegmenter(place);
});
afterAll(() => {
  segmenter.dispose();
  rmSync(place, { recursive: true, force: true });
});

/** The published network asked about the box of a picture. */
function cutBox(picture: Picture, box: readonly [number, number, number, number]): Uint8Array {
  const sam = new Sam(settings);
  sam.loadStateDict(golden.weights);
  return noGrad(() =>
    scope(() => {
      const frame = new SamFrame(picture.width, picture.height, settings.imageSize);
      const map = sam.encode(frame.pixels(picture, { device: "cpu", dtype: "float32" }));
      const { logits } = sam.forward(map, { boxes: tensor([frame.box(box) as unknown as number[]]) });
      return frame
        .upscale(logits.narrow(1, 0, 1))
        .gt(0)
        .to("uint8")
        .toTypedArray() as Uint8Array;
    }),
  );
}

describe("a segmenter", () => {
  it("1. cuts out each prompt of a picture, encoded once", () => {
    const picture = speckledPicture(50, 30);
    const [first, second] = segmenter.segment(picture, [
      { kind: "box", box: [5, 5, 40, 25] },
      { kind: "box", box: [0, 0, 50, 30] },
    ]);
    expect(first.mask.data).toEqual(cutBox(picture, [5, 5, 40, 25]));
    expect(second.mask.data).toEqual(cutBox(picture, [0, 0, 50, 30]));
    expect(first.box).toEqual(first.mask.box());
  });

  it("2. looks at what is small in a large picture through a part of it", () => {
    const picture = speckledPicture(120, 60);
    const [{ mask }] = segmenter.segment(picture, [{ kind: "box", box: [80, 20, 90, 30] }], { tile: 40 });
    const window = { x: 65, y: 5, width: 40, height: 40 };
    const inside = cutBox(cropped(picture, window), [15, 15, 25, 25]);
    const wanted = new Mask(120, 60);
    for (let y = 0; y < 40; y++) for (let x = 0; x < 40; x++) wanted.data[(5 + y) * 120 + 65 + x] = inside[40 * y + x];
    expect(mask.data).toEqual(wanted.data);
  });

  it("3. finds everything that is sure and stable, none twice, the surest first, and tells how far it is", () => {
    const told: number[][] = [];
    const found = segmenter.everything(speckledPicture(40, 40), {
      ...{ points: 9, minScore: -1, minStability: 0, maxOverlap: 0.5 },
      onProgress: (...progress) => told.push(progress),
    });
    expect(told).toEqual([
      [1, 2],
      [2, 2],
    ]);
    expect(found.length).toBeGreaterThan(0);
    for (const [i, { mask, box, score }] of found.entries()) {
      expect([mask.area() > 0, box]).toEqual([true, mask.box()]);
      expect(score).toBeLessThanOrEqual(found[Math.max(0, i - 1)].score);
      for (const other of found.slice(0, i)) expect(boxIou(box, other.box)).toBeLessThanOrEqual(0.5);
    }
    expect(segmenter.everything(speckledPicture(40, 40), { points: 2, minScore: 1.5 })).toEqual([]);
    const stop = AbortSignal.abort(new Error("enough"));
    expect(() => segmenter.everything(speckledPicture(40, 40), { points: 2, signal: stop })).toThrow("enough");
  });

  it("4. takes a picture of one pixel", () => {
    const [{ mask }] = segmenter.segment(speckledPicture(1, 1), [{ kind: "point", points: [[0, 0]] }]);
    expect([mask.width, mask.height]).toEqual([1, 1]);
    expect(
      segmenter.everything(speckledPicture(1, 1), { points: 1, minScore: -9, minStability: 0 }).length,
    ).toBeLessThan(2);
  });
});

describe("parts of a picture", () => {
  it("1. are tiles that cover it with overlaps; none where one tile holds it", () => {
    expect(tilesOf({ width: 100, height: 60 }, 100)).toEqual([]);
    const tiles = tilesOf({ width: 100, height: 30 }, 40);
    expect(tiles.map(({ x, y, width, height }) => [x, y, width, height])).toEqual([
      [0, 0, 40, 30],
      [30, 0, 40, 30],
      [60, 0, 40, 30],
    ]);
  });

  it("2. stay inside of the picture, and are all of it for what is large", () => {
    const size = { width: 100, height: 80 };
    expect(windowAround([0, 0, 4, 4], size, 40)).toEqual({ x: 0, y: 0, width: 40, height: 40 });
    expect(windowAround([96, 76, 100, 80], size, 40)).toEqual({ x: 60, y: 40, width: 40, height: 40 });
    expect(windowAround([0, 0, 30, 4], size, 40)).toEqual({ x: 0, y: 0, ...size });
  });

  it("3. cut off what reaches an inner edge", () => {
    const [window, size] = [
      { x: 10, y: 0, width: 40, height: 40 },
      { width: 100, height: 40 },
    ];
    expect(
      [
        [0, 5, 9, 9],
        [5, 0, 9, 40],
        [30, 5, 40, 9],
      ].map((box) => isCutOff(box as never, window, size)),
    ).toEqual([true, false, true]);
  });

  it("4. of two that overlap the surer stays", () => {
    const at = (x: number, score: number) => ({ box: [x, 0, x + 10, 10] as const, score });
    expect(suppressed([at(0, 0.5), at(1, 0.9), at(30, 0.1)], 0.7)).toEqual([at(1, 0.9), at(30, 0.1)]);
  });
});
