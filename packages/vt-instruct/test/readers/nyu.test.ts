// NYU Depth v2: the one MATLAB file, built here with the published fields, axes and references, four pixels by three.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Picture } from "@refvlm/vision";
import hdf5 from "h5wasm/node";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { DatasetError } from "../../src/files/errors.js";
import { readDepth } from "../../src/readers/common/depth-picture.js";
import { nyu } from "../../src/readers/nyu.js";
import type { AnnotatedPicture } from "../../src/sample/annotated.js";
import { expectToStandDamage } from "./damage.js";
import { recordErrorOf } from "./published.js";

const [count, width, height] = [2, 4, 3];
let folder: string;
let file: string;

/** Values of [picture, x, y] in the file's order. */
const columns = (value: (n: number, x: number, y: number) => number) =>
  Array.from({ length: count * width * height }, (_, i) =>
    value(Math.floor(i / (width * height)), Math.floor(i / height) % width, i % height),
  );

function build(path: string, leaveOut = ""): void {
  const root = new hdf5.File(path, "w");
  const texts = root.create_group("#refs#");
  const references = ["wall", "floor", "chair"].map((name, i) =>
    texts
      .create_dataset({ name: `${i}`, data: Uint16Array.from(name, (c) => c.charCodeAt(0)), shape: [name.length, 1] })
      .create_reference(),
  );
  const shape = [count, width, height];
  const planes = Array.from({ length: count * 3 * width * height }, (_, i) => i % 256);
  const labels = columns((n, x, y) => (n === 1 ? 9 : y === 2 ? 2 : x === 0 ? 0 : x === 1 ? 1 : 3));
  const arrays = {
    images: { data: Uint8Array.from(planes), shape: [count, 3, width, height] },
    depths: { data: Float32Array.from(columns((n, x, y) => 1 + n + x / 10 + y / 100)), shape },
    labels: { data: Uint16Array.from(labels), shape },
    instances: { data: Uint8Array.from(columns((_, x) => (x === 3 ? 2 : 1))), shape },
    names: { data: references, shape: [1, 3] },
  };
  for (const [name, array] of Object.entries(arrays)) if (name !== leaveOut) root.create_dataset({ name, ...array });
  root.close();
}

beforeAll(async () => {
  await hdf5.ready;
  folder = mkdtempSync(join(tmpdir(), "refvlm-reader-"));
  build(join(folder, "plain.h5"));
  // MATLAB puts 512 bytes of its own before the HDF5 part.
  file = join(folder, "nyu_depth_v2_labeled.mat");
  writeFileSync(file, Buffer.concat([Buffer.alloc(512, "MATLAB 7.3 "), readFileSync(join(folder, "plain.h5"))]));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe("nyu", () => {
  let first: AnnotatedPicture;
  beforeAll(async () => {
    const set = await nyu.open({ file });
    expect(set.size).toBe(2);
    first = await set.read(0);
    await set.close!();
  });

  it("1. turns the picture upright: planes of columns become rows of RGB", () => {
    const { data, ...size } = first.picture as Picture;
    expect([first.id, size, first.width, first.height]).toEqual(["0001", { width, height }, width, height]);
    const value = (c: number, x: number, y: number) => (c * width + x) * height + y;
    for (let y = 0; y < height; y++)
      for (let x = 0; x < width; x++)
        expect([...data.subarray(3 * (y * width + x), 3 * (y * width + x) + 3)]).toEqual(
          [0, 1, 2].map((c) => value(c, x, y)),
        );
  });

  it("2. reads depth in metres", async () => {
    const { data, kind } = await readDepth(first.depth!);
    expect(kind).toBe("metric");
    expect([...data.subarray(0, 5)]).toEqual([1, 1.1, 1.2, 1.3, 1.01].map(Math.fround));
  });

  it("3. makes an object of each label and instance, nothing of what is unlabelled", () => {
    const shown = first.objects.map(({ name, box, stuff }) => [name, box.join(), stuff]);
    expect(shown).toEqual([
      ["floor", "0,2,3,3", true],
      ["wall", "1,0,2,2", undefined],
      ["chair", "2,0,3,2", undefined],
      ["chair", "3,0,4,2", undefined],
      ["floor", "3,2,4,3", true],
    ]);
  });

  it("4. takes the pictures of a list, and reports a label without a name", async () => {
    const list = join(folder, "list.txt");
    writeFileSync(list, "2\n\n1\n");
    const set = await nyu.open({ file, list });
    expect(set.size).toBe(2);
    expect(await recordErrorOf(() => set.read(0))).toMatchObject({ record: "0002", reason: "unknown-class" });
    expect((await set.read(1)).id).toBe("0001");
    await set.close!();
    for (const line of ["3", "0", "1.5", "abc"]) {
      writeFileSync(list, line);
      await expect(nyu.open({ file, list })).rejects.toThrow(/list\.txt: numbers of pictures are 1 to 2/);
    }
  });

  it("5. refuses files that are missing, of another kind, or without a field", async () => {
    const text = join(folder, "text.mat");
    writeFileSync(text, "MATLAB 5.0 MAT-file");
    const partial = join(folder, "partial.mat");
    build(partial, "depths");
    for (const [path, message] of [
      [join(folder, "none.mat"), /none\.mat: there is no such file/],
      [text, /no HDF5 file/],
      [partial, /holds no array "depths"/],
    ] as const) {
      await expect(nyu.open({ file: path })).rejects.toThrow(message);
      await expect(nyu.open({ file: path })).rejects.toBeInstanceOf(DatasetError);
    }
  });

  it("6. stands damaged files", () => expectToStandDamage(nyu, { file }, folder));
});
