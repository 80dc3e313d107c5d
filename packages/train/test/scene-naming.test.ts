// Naming of scenes by proposals that are planted: known ones give known figures.
import { fileURLToPath } from "node:url";
import { DenseProposals, type LoadedModel, loadedModel, RefVlmNetwork, readModelFolder } from "@refvlm/model";
import { manualSeed, noGrad, tensor, zeros } from "@refvlm/torch";
import { Frame } from "@refvlm/vision";
import { prepareAtlas, renderScene, type Scene } from "@refvlm/vt-instruct";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { nameScenes } from "../src/eval/names/scene-naming.js";

let model: LoadedModel;
let scene: Scene;
beforeAll(async () => {
  await prepareAtlas();
  const { config, codec, textCodec } = readModelFolder(fileURLToPath(new URL("./golden/tiny-run", import.meta.url)));
  manualSeed(7);
  model = loadedModel({ network: new RefVlmNetwork(config), codec, textCodec });
  scene = renderScene(2025, 4, { minObjects: 4, maxObjects: 4, size: 64 });
});
afterAll(() => model.network.dispose());

/** One proposal on each object, with the key of the name that it is to have. */
function plant(names: readonly string[]): void {
  const { network, textCodec } = model;
  const frame = Frame.letterbox(64, 64);
  const keys = noGrad(() => network.phraseEncoder(textCodec)!(names)).unsqueeze(0);
  const shape = [1, names.length];
  const { keySize, width } = { keySize: keys.shape[2], width: 4 };
  const boxes = scene.objects.map(({ box }) => [...frame.toUnitSquare(box)]);
  const proposals = new DenseProposals({
    features: zeros([...shape, width]),
    keys: keys.reshape([...shape, keySize]),
    objectness: zeros(shape).add(5),
    boxes: tensor([boxes]),
    positions: zeros([1, names.length, width]),
    grids: [{ height: 1, columns: names.length }],
  });
  vi.spyOn(network, "encodePictures").mockReturnValue({ memory: { proposals } } as never);
}

test("1. true keys on true boxes name everything right, and what is there fits better than anything else", () => {
  plant(scene.objects.map(({ name }) => name));
  const [{ objects, listed, found, present, absent }] = nameScenes(model, [scene]);
  expect(objects.map(({ right }) => right)).toEqual(scene.objects.map(() => true));
  expect([listed, found]).toEqual([scene.objects.length, scene.objects.length]);
  expect(present.length + absent.length).toBe(60);
  expect(present.length).toBe(new Set(scene.objects.map(({ name }) => name)).size);
  expect(Math.min(...present)).toBeGreaterThan(Math.max(...absent));
});

test("2. the key of another name is wrong, on the box and in the list", () => {
  plant(scene.objects.map(({ name }) => (name === "dog" ? "cat" : "dog")));
  const [{ objects, listed, found }] = nameScenes(model, [scene]);
  expect(objects.map(({ right }) => right)).toEqual(scene.objects.map(() => false));
  expect([listed, found]).toEqual([scene.objects.length, 0]);
});

test("3. tells sides in pixels of the picture, and the family that drew", () => {
  plant(scene.objects.map(({ name }) => name));
  const [{ objects }] = nameScenes(model, [scene]);
  for (const [i, { side, family }] of objects.entries()) {
    const [x1, y1, x2, y2] = scene.objects[i].box;
    expect(side ** 2).toBeCloseTo((x2 - x1) * (y2 - y1), 6);
    expect(family).toBe(scene.objects[i].family);
  }
});
