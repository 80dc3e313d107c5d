// Scenes keep their promises: same bytes for the same seed, exact visible masks and boxes, limited occlusion.
import { boxArea } from "@refvlm/vision";
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import {
  backgrounds,
  categories,
  families,
  heldOutCategories,
  heldOutFamily,
  leastVisible,
  prepareAtlas,
  renderScene,
  type Scene,
  type SceneOptions,
  sizeClasses,
  trainFamilies,
} from "../src/index.js";

beforeAll(async () => {
  await prepareAtlas();
});

const someScenes = (check: (seed: number, index: number) => void) =>
  fc.assert(fc.property(fc.nat(1e6), fc.nat(1e6), check), { numRuns: 60 });

describe("categories", () => {
  it("are 60 for training and 4 held out, each drawn by all four families", async () => {
    const atlas = await prepareAtlas();
    expect([categories.length, heldOutCategories.length]).toEqual([60, 4]);
    for (const { name } of [...categories, ...heldOutCategories])
      for (const family of families) expect(atlas.icon(name, family).levels.length).toBeGreaterThan(2);
  });

  it("hold one family out of training", () => {
    expect([...trainFamilies, heldOutFamily].sort()).toEqual([...families].sort());
    expect(trainFamilies).not.toContain(heldOutFamily);
  });

  it("have distinct names and plurals of plain lower-case letters", () => {
    const names = [...categories, ...heldOutCategories].map(({ name }) => name);
    expect(new Set(names).size).toBe(64);
    for (const { name, plural } of categories) expect(`${name}${plural}`).toMatch(/^[a-z]+$/);
  });
});

describe("renderScene", () => {
  it("gives the same bytes for the same arguments", () => {
    someScenes((seed, index) => {
      const [first, second] = [renderScene(seed, index), renderScene(seed, index)];
      expect(Buffer.compare(first.picture.data, second.picture.data)).toBe(0);
      const truth = ({ objects }: Scene) => objects.map((object) => ({ ...object, mask: object.mask.toRle() }));
      expect(truth(first)).toEqual(truth(second));
    });
  });

  it("gives other pictures for another index, seed or split", () => {
    const base = renderScene(1, 1).picture.data;
    for (const other of [renderScene(1, 2), renderScene(2, 1), renderScene(1, 1, { split: "eval" })])
      expect(Buffer.compare(base, other.picture.data)).not.toBe(0);
  });

  it("gives each object the smallest box around its visible mask, within the box of the whole object", () => {
    someScenes((seed, index) => {
      for (const { box, fullBox, mask } of renderScene(seed, index).objects) {
        expect(mask.box()).toEqual(box);
        expect(box[0] >= fullBox[0] && box[1] >= fullBox[1] && box[2] <= fullBox[2] && box[3] <= fullBox[3]).toBe(true);
        expect(boxArea(box)).toBeGreaterThan(0);
      }
    });
  });

  it("gives every pixel to at most one object", () => {
    someScenes((seed, index) => {
      const { objects } = renderScene(seed, index);
      for (const [i, a] of objects.entries())
        for (const b of objects.slice(i + 1)) expect(a.mask.intersection(b.mask)).toBe(0);
    });
  });

  it("leaves enough of every object visible", () => {
    someScenes((seed, index) => {
      for (const { visible } of renderScene(seed, index).objects) {
        expect(visible).toBeGreaterThanOrEqual(leastVisible);
        expect(visible).toBeLessThanOrEqual(1);
      }
    });
  });

  it("draws what the mask says: a lone object changes a plain background inside its box, and there where its mask is", () => {
    const options: SceneOptions = { backgrounds: ["plain"], minObjects: 1, maxObjects: 1, plateRate: 0 };
    let checked = 0;
    for (let index = 0; index < 40; index++) {
      const { picture, objects } = renderScene(3, index, options);
      const [{ mask, fullBox }] = objects;
      const grainy = new Set(picture.data.subarray(0, 60)).size > 3;
      if (grainy || fullBox[1] === 0) continue;
      checked++;
      let outside = 0;
      let inside = 0;
      for (let i = 0; i < mask.data.length; i++) {
        if ([0, 1, 2].every((c) => Math.abs(picture.data[3 * i + c] - picture.data[c]) <= 4)) continue;
        const [x, y] = [i % 128, Math.floor(i / 128)];
        if (mask.data[i]) inside++;
        else if (x < fullBox[0] - 2 || x >= fullBox[2] + 2 || y < fullBox[1] - 2 || y >= fullBox[3] + 2) outside++;
      }
      expect(outside).toBe(0);
      expect(inside).toBeGreaterThan(0.5 * mask.area());
    }
    expect(checked).toBeGreaterThan(5);
  });

  it("keeps to the wished families, categories, number of objects and size", () => {
    const some = categories.slice(0, 5);
    for (let index = 0; index < 30; index++) {
      const { picture, objects } = renderScene(4, index, {
        families: [heldOutFamily],
        categories: some,
        minObjects: 2,
        maxObjects: 4,
        size: [200, 96],
      });
      expect([picture.width, picture.height, picture.data.length]).toEqual([200, 96, 200 * 96 * 3]);
      expect(objects.length).toBeLessThanOrEqual(4);
      for (const object of objects) {
        expect(object.family).toBe(heldOutFamily);
        expect(some.map(({ name }) => name)).toContain(object.name);
      }
    }
  });

  it("shows crowds of one kind, plates, all size classes and all backgrounds", () => {
    const seen = new Set<string>();
    for (let index = 0; index < 150; index++) {
      const { objects } = renderScene(5, index);
      for (const object of objects) {
        seen.add(object.sizeClass).add(object.attribute?.noun ?? "no plate");
        seen.add(`${objects.filter(({ name }) => name === object.name).length} alike`);
      }
    }
    const wanted = [
      ...Object.keys(sizeClasses),
      "disc",
      "square",
      "no plate",
      ...[1, 2, 3, 4, 5].map((n) => `${n} alike`),
    ];
    expect([...seen]).toEqual(expect.arrayContaining(wanted));
    for (const kind of backgrounds)
      expect(renderScene(6, 0, { backgrounds: [kind] }).objects.length).toBeGreaterThan(0);
  });
});
