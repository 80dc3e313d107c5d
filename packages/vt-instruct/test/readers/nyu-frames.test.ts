// NYU Depth v2 as single frames: HDF5 files of the published fields and axes, written here, four pixels by three.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Picture } from "@refvlm/vision";
import hdf5 from "h5wasm/node";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readDepth } from "../../src/readers/common/depth-picture.js";
import { nyuFrames } from "../../src/readers/nyu-frames.js";
import { expectToStandDamage } from "./damage.js";
import { recordErrorOf } from "./published.js";

const [width, height] = [4, 3];
let folder: string;

function build(name: string, depthShape: number[]): void {
  const file = new hdf5.File(join(folder, name), "w");
  const rgb = Uint8Array.from({ length: 3 * width * height }, (_, i) => i);
  file.create_dataset({ name: "rgb", data: rgb, shape: [3, height, width] });
  const depth = Float32Array.from({ length: depthShape.reduce((a, b) => a * b) }, (_, i) => i / 4);
  file.create_dataset({ name: "depth", data: depth, shape: depthShape });
  file.close();
}

beforeAll(async () => {
  await hdf5.ready;
  folder = mkdtempSync(join(tmpdir(), "refvlm-reader-"));
  mkdirSync(join(folder, "kitchen"));
  build("kitchen/00001.h5", [height, width]);
  build("kitchen/00002.h5", [width, height]);
  writeFileSync(join(folder, "kitchen/00003.h5"), "no HDF5");
});
afterAll(() => rmSync(folder, { recursive: true }));

describe("nyu-frames", () => {
  it("1. planes become rows of RGB; depth is in metres, 0 unknown", async () => {
    const set = await nyuFrames.open({ folder });
    expect(set.size).toBe(3);
    const { id, picture, depth, ...size } = await set.read(0);
    expect([id, size]).toEqual(["kitchen/00001", { width, height, objects: [] }]);
    expect([...(picture as Picture).data.subarray(0, 6)]).toEqual([0, 12, 24, 1, 13, 25]);
    const map = await readDepth(depth!);
    expect([map.kind, map.width, map.height, ...map.data.subarray(0, 3)]).toEqual(["metric", 4, 3, 0, 0.25, 0.5]);
  });

  it("2. depth of another size and files of another kind are faults of their records", async () => {
    const set = await nyuFrames.open({ folder });
    const faults = [await recordErrorOf(() => set.read(1)), await recordErrorOf(() => set.read(2))];
    expect(faults.map(({ record, reason }) => `${record}: ${reason}`)).toEqual([
      "kitchen/00002: wrong-size",
      "kitchen/00003: corrupt-file",
    ]);
  });

  it("3. stands damaged files", () => expectToStandDamage(nyuFrames, { folder }, folder));
});
