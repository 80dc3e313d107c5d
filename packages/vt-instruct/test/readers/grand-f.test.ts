// GranD-f from the files of GLaMM's evaluation, written here (texts and ids are made up).
import { Mask } from "@refvlm/vision";
import { beforeAll, expect, it } from "vitest";
import { grandF } from "../../src/readers/grand-f.js";
import type { Dataset } from "../../src/readers/reader.js";
import { jpeg, published, recordErrorOf } from "./published.js";

const maskAt = (x: number) => Mask.fromBox([x, 0, x + 4, 4], 16, 8).toRle();
const images = [7, 8, 9].map((id) => ({ id, width: 16, height: 8 }));
const masks = {
  images,
  annotations: [
    { id: 1, image_id: 7, segmentation: maskAt(0) },
    { id: 2, image_id: 7, segmentation: maskAt(4) },
    { id: 3, image_id: 7, segmentation: maskAt(8) },
    { id: 4, image_id: 8, segmentation: maskAt(0) },
  ],
};
const captions = {
  annotations: [
    { image_id: 7, caption: "Two dogs near a tree.", labels: ["Two dogs", "Two dogs", "a bush"] },
    { image_id: 8, caption: "A dog.", labels: [] },
  ],
};

let data: Dataset;
beforeAll(async () => {
  const names = images.map(({ id }) => `pictures/sa_${id}.jpg`);
  const picture = await jpeg(16, 8);
  const path = published({
    ...Object.fromEntries(names.map((name) => [name, picture])),
    "masks.json": masks,
    "captions.json": captions,
  });
  data = await grandF.open({ images: path("pictures"), masks: path("masks.json"), captions: path("captions.json") });
});

it("gives each mask under its label, and the caption with the labels that it holds", async () => {
  const picture = await data.read(0);
  expect(picture.objects.map(({ name, box }) => [name, box[0]])).toEqual([
    ["Two dogs", 0],
    ["Two dogs", 4],
    ["a bush", 8],
  ]);
  expect(picture.captions).toEqual(["Two dogs near a tree."]);
  expect(picture.groundedCaptions).toEqual([
    { text: "Two dogs near a tree.", spans: [{ start: 0, end: 8, objects: [0, 1] }] },
  ]);
});

it("refuses pictures whose labels and masks are not as many, or without a caption", async () => {
  expect(await recordErrorOf(() => data.read(1))).toMatchObject({ reason: "wrong-field" });
  expect(await recordErrorOf(() => data.read(2))).toMatchObject({ reason: "no-caption" });
});
