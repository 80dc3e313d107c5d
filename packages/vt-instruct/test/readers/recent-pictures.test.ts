// Pictures that a build asks about again and again are read once, and are the same each time.
import { Mask } from "@refvlm/vision";
import { expect, it, vi } from "vitest";
import { z } from "zod";
import { RecentPictures } from "../../src/readers/common/recent-pictures.js";
import { defineReader } from "../../src/readers/reader.js";
import type { AnnotatedPicture } from "../../src/sample/annotated.js";

const corners = [1, 1, 1, 5, 5, 5, 5, 1];

const pictureOf = (id: string, mask?: Mask): AnnotatedPicture => ({
  id,
  picture: { path: `${id}.jpg` },
  width: 8,
  height: 8,
  objects: [{ name: "dog", box: [1, 1, 5, 5], mask: mask ?? Mask.fromPolygons([corners], 8, 8) }],
});

it("1. a data set reads a record once, and gives equal pictures with masks of their own", async () => {
  const read = vi.fn((index: number) => pictureOf(String(index)));
  const open = async () => ({ size: 2, faults: [], read });
  const data = await defineReader({ name: "x", title: "x", licence: "x", options: z.object({}), open }).open({});
  const first = await data.read(1);
  first.objects[0].mask!.data.fill(0);
  const second = await data.read(1);
  expect(read).toHaveBeenCalledTimes(1);
  expect(second.objects[0].mask!.hasPixels).toBe(false);
  expect(second.objects[0].mask!.area()).toBe(16);
});

it("2. holds no more labels than it may, and lets go of what was read longest ago", () => {
  const recent = new RecentPictures(6); // three pictures with a label each
  for (const record of [0, 1, 2]) recent.add(record, pictureOf(String(record)));
  recent.get(0);
  recent.add(3, pictureOf("3"));
  expect([0, 1, 2, 3].map((record) => recent.get(record)?.id)).toEqual(["0", undefined, "2", "3"]);
});

it("3. holds no pixels", () => {
  const recent = new RecentPictures();
  recent.add(0, pictureOf("0", new Mask(8, 8)));
  recent.add(1, { ...pictureOf("1"), picture: { bytes: new Uint8Array(1), name: "1.jpg" } });
  expect([recent.get(0), recent.get(1)]).toEqual([undefined, undefined]);
});
