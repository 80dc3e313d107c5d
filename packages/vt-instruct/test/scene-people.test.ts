// People and depth of scenes: options that change nothing where they are off, and truth that agrees with the pixels.
import { JOINTS, type Keypoint } from "@refvlm/vision";
import { beforeAll, describe, expect, it } from "vitest";
import {
  annotateScene,
  expressionsFor,
  prepareAtlas,
  Random,
  renderScene,
  type Scene,
  type SceneObject,
  shirtColors,
} from "../src/index.js";
import { figureOf } from "../src/scene/person/figure.js";
import { drawLook } from "../src/scene/person/look.js";
import { drawPose, type Pose } from "../src/scene/person/pose.js";
import { drawFigure } from "../src/scene/person/raster.js";

const count = 150;
let scenes: Scene[];

beforeAll(async () => {
  await prepareAtlas();
  scenes = Array.from({ length: count }, (_, index) => renderScene(12, index, { peopleRate: 1, depth: true }));
});

const joint = (keypoints: readonly Keypoint[], name: (typeof JOINTS)[number]) => keypoints[JOINTS.indexOf(name)];

describe("people", () => {
  it("1. are 17 joints in COCO's order within the box of the whole person, or beyond the picture and unknown", () => {
    const seen = { 0: 0, 1: 0, 2: 0 };
    for (const { objects } of scenes)
      for (const { keypoint, fullBox, name } of objects) {
        expect(keypoint !== undefined).toBe(name === "person");
        if (!keypoint) continue;
        expect(keypoint).toHaveLength(JOINTS.length);
        for (const [x, y, visibility] of keypoint) {
          seen[visibility]++;
          if (visibility === 0) expect([x, y]).toEqual([0, 0]);
          else
            expect(x >= fullBox[0] - 2 && x <= fullBox[2] + 2 && y >= fullBox[1] - 2 && y <= fullBox[3] + 2).toBe(true);
        }
      }
    expect(seen[2]).toBeGreaterThan(seen[1]);
    expect(Math.min(seen[0], seen[1])).toBeGreaterThan(20);
  });

  it("2. show their visible joints: nothing else is drawn there", () => {
    let [inside, beside] = [0, 0];
    for (const { objects, picture } of scenes)
      for (const person of objects)
        for (const [x, y, visibility] of person.keypoint ?? []) {
          if (visibility !== 2) continue;
          const pixel = Math.floor(y) * picture.width + Math.floor(x);
          expect(objects.some((other) => other !== person && other.z > person.z && other.mask.data[pixel])).toBe(false);
          if (person.mask.data[pixel]) inside++;
          else beside++;
        }
    // Noses and ears stick out by less than a pixel at times.
    expect(beside).toBeLessThan(0.03 * inside);
  });

  it("3. have joints hidden by what stands before them", () => {
    let hidden = 0;
    for (const { objects, picture } of scenes)
      for (const person of objects)
        for (const [x, y, visibility] of person.keypoint ?? []) {
          if (visibility === 0) continue;
          const pixel = Math.floor(y) * picture.width + Math.floor(x);
          if (!objects.some((other) => other.z > person.z && other.mask.data[pixel])) continue;
          expect(visibility).toBe(1);
          hidden++;
        }
    expect(hidden).toBeGreaterThan(20);
  });

  it("4. have left on our right when they face us and on our left when they turn away, where the face is hidden", () => {
    const still: Pose = {
      ...drawPose(Random.of("pose")),
      facing: 0,
      roll: 0,
      twist: 0,
      turn: 0,
      nod: 0,
      lean: 0,
      bend: 0,
    };
    const look = { ...drawLook(Random.of("look")), hair: "short" as const };
    const front = drawFigure(figureOf(look, still), 200).joints;
    const back = drawFigure(figureOf(look, { ...still, facing: Math.PI }), 200).joints;
    const [left, right] = [JOINTS.indexOf("left hip"), JOINTS.indexOf("right hip")];
    expect(front[left].x).toBeGreaterThan(front[right].x);
    expect(back[left].x).toBeLessThan(back[right].x);
    expect(front.slice(0, 3).map(({ hidden }) => hidden)).toEqual([false, false, false]);
    expect(back.slice(0, 3).map(({ hidden }) => hidden)).toEqual([true, true, true]);
  });

  it("5. stand in many ways, arms up and arms down, in all sizes and shirts", () => {
    const people = scenes.flatMap(({ objects }) => objects.filter(({ keypoint }) => keypoint));
    const share = (holds: (keypoints: readonly Keypoint[]) => boolean) =>
      people.filter(({ keypoint }) => holds(keypoint!)).length / people.length;
    expect(people.length).toBeGreaterThan(count);
    expect(share((k) => joint(k, "left wrist")[1] < joint(k, "left shoulder")[1])).toBeGreaterThan(0.1);
    expect(share((k) => joint(k, "left wrist")[1] > joint(k, "left hip")[1] - 10)).toBeGreaterThan(0.2);
    const sizes = new Set(people.map(({ sizeClass }) => sizeClass));
    const shirts = new Set(people.map(({ attribute }) => attribute!.color));
    expect([sizes.size, shirts.size]).toEqual([3, Object.keys(shirtColors).length]);
  });

  it("6. are told apart by their shirts, where these differ", () => {
    const person = (color: string, x: number): SceneObject => {
      const { mask } = renderScene(1, 0, { minObjects: 1 }).objects[0];
      const box = [x, 10, x + 20, 60] as const;
      return {
        name: "person",
        plural: "people",
        box: [...box],
        fullBox: [...box],
        mask,
        attribute: { link: "in", noun: "shirt", color },
        visible: 1,
        sizeClass: "medium",
        size: 50,
        z: 0,
      };
    };
    const { picture } = renderScene(1, 0);
    const words = (...objects: SceneObject[]) =>
      expressionsFor(annotateScene({ picture, objects }, [{ name: "person", plural: "people" }]), objects[0])
        .filter(({ kind }) => kind === "attribute")
        .map((expression) => expression.words);
    expect(words(person("red", 10), person("blue", 60))).toEqual(["person in the red shirt"]);
    expect(words(person("red", 10), person("red", 60))).toEqual([]);
  });

  it("7. replace things: there are no more objects than wished for, and none in an empty picture", () => {
    for (let index = 0; index < 40; index++) {
      expect(renderScene(13, index, { peopleRate: 1, maxObjects: 3 }).objects.length).toBeLessThanOrEqual(3);
      expect(renderScene(13, index, { peopleRate: 1, minObjects: 0, maxObjects: 0 }).objects).toEqual([]);
    }
  });
});

describe("depth", () => {
  it("1. is known everywhere, in metres, and the same for one object all over", () => {
    for (const { depth, picture, objects } of scenes) {
      expect([depth!.width, depth!.height, depth!.kind]).toEqual([picture.width, picture.height, "invented"]);
      expect(depth!.data.every((metres) => metres > 0.2 && metres <= 60)).toBe(true);
      for (const { mask } of objects) expect(new Set(depth!.data.filter((_, i) => mask.data[i])).size).toBe(1);
    }
  });

  it("2. is less for what hides something than for what it hides", () => {
    let pairs = 0;
    for (let index = 0; index < 400; index++) {
      const { depth, objects } = renderScene(17, index, { depth: true, minObjects: 2, maxObjects: 2, peopleRate: 0.5 });
      const [below, above] = objects;
      if (!above || below.visible === 1) continue;
      expect(at(depth!.data, above)).toBeLessThan(at(depth!.data, below));
      pairs++;
    }
    expect(pairs).toBeGreaterThan(20);
  });

  it("3. is less for an object than for the background right beside it", () => {
    for (let index = 0; index < 60; index++) {
      const { depth, objects } = renderScene(14, index, { depth: true, maxObjects: 1, plateRate: 0 });
      for (const { mask } of objects)
        for (let i = 1; i < mask.data.length; i++)
          if (i % 128 > 0 && mask.data[i] && !mask.data[i - 1]) expect(depth!.data[i]).toBeLessThan(depth!.data[i - 1]);
    }
  });

  it("4. grows from the lower edge of a landscape to its horizon, and of a table to its far edge", () => {
    for (const background of ["landscape", "fibres"] as const) {
      const { depth } = renderScene(15, 1, { depth: true, minObjects: 0, maxObjects: 0, backgrounds: [background] });
      const column = Array.from({ length: 128 }, (_, y) => depth!.data[y * 128 + 64]);
      expect(column).toEqual(column.toSorted((a, b) => b - a));
      expect(column[0]).toBeGreaterThan(1.3 * column[127]);
    }
  });

  it("5. changes no pixel", () => {
    for (let index = 0; index < 20; index++) {
      const plain = renderScene(16, index).picture.data;
      expect(Buffer.compare(renderScene(16, index, { depth: true }).picture.data, plain)).toBe(0);
    }
  });

  it("6. of a wall is what its pattern says: tiles and stripes twice as wide are half as far", () => {
    const bare = { depth: true, minObjects: 0, maxObjects: 0 };
    let checked = 0;
    for (let index = 0; index < 30; index++) {
      const { picture, depth } = renderScene(18, index, { ...bare, backgrounds: ["checks"] });
      const row = Array.from({ length: 128 }, (_, x) => picture.data[3 * x]);
      const edges = [...row.keys()].filter((x) => x > 0 && row[x] !== row[x - 1]);
      if (edges.length > 128 / 6) continue; // grain
      const tile = (edges.at(-1)! - edges[0]) / (edges.length - 1);
      const wall = (1.1 * 128 * 0.6) / depth!.data[0];
      expect(Math.abs(wall - tile)).toBeLessThanOrEqual(1 / (edges.length - 1));
      expect(new Set(depth!.data).size).toBe(1);
      checked++;
    }
    expect(checked).toBeGreaterThan(5);
    for (const background of ["plain", "gradient", "noise", "blobs"] as const)
      expect(new Set(renderScene(18, 1, { ...bare, backgrounds: [background] }).depth!.data)).toEqual(new Set([6]));
  });

  it("7. follows from the picture: the same things on the same ground are as far away, whatever the seed", () => {
    const bare = { depth: true, minObjects: 0, maxObjects: 0, backgrounds: ["fibres"] } as const;
    const depths = [1, 2, 3].map((seed) => Buffer.from(renderScene(seed, 4, bare).depth!.data.buffer));
    for (const other of depths) expect(other.equals(depths[0]!)).toBe(true);
  });
});

/** A depth that belongs to the object. */
function at(data: Float32Array, { mask }: SceneObject): number {
  return data[mask.data.indexOf(1)];
}
