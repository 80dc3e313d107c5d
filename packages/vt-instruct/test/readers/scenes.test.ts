// Scenes as a data set: deterministic, complete, and good for every task.
import { describe, expect, it } from "vitest";
import { Random, SceneSource, taskNames, tasks } from "../../src/index.js";
import { scenes } from "../../src/readers/scenes.js";

const open = (options: Record<string, unknown>) => scenes.open(scenes.options.parse(options));

describe("scenes", () => {
  it("1. allow each of the 25 tasks on many of 200 pictures, with targets of every unit", async () => {
    const set = await open({ count: 200, seed: 3 });
    const asked = new Map<string, number>();
    for (let index = 0; index < set.size; index++) {
      const picture = await set.read(index);
      for (const name of taskNames) {
        const turn = tasks[name].ask(picture, Random.of(name, index), { absentRate: 0 });
        if (turn) asked.set(name, (asked.get(name) ?? 0) + 1);
      }
    }
    expect([...asked.keys()].sort()).toEqual([...taskNames].sort());
    // Keypoints need people, and boxes of all with a mask of one need several of a kind.
    const fewest = (name: string) => (/keypoint/.test(name) ? 40 : name === "ovd-res" ? 100 : 180);
    for (const name of taskNames) expect(asked.get(name), name).toBeGreaterThan(fewest(name));
  });

  it("2. are the scenes of the stream that seed and split name, whatever was read before", async () => {
    const [set, again] = [
      await open({ count: 5, seed: 4, split: "eval" }),
      await open({ count: 9, seed: 4, split: "eval" }),
    ];
    const { picture, id, width } = await set.read(3);
    await again.read(8);
    expect(await again.read(3)).toEqual(await set.read(3));
    const source = new SceneSource({ seed: 4, split: "eval", peopleRate: 0.4 });
    expect(picture).toEqual(source.scene(3).picture);
    expect([id, width, set.size, set.faults]).toEqual(["eval-4-3", 128, 5, []]);
    expect((await (await open({ count: 5, seed: 4 })).read(3)).picture).not.toEqual(picture);
  });

  it("3. keep to the wished size, families and contents", async () => {
    const set = await open({
      count: 30,
      size: [160, 96],
      families: ["twemoji"],
      objects: [2, 3],
      plateRate: 0,
      emptyRate: 0,
      peopleRate: 0,
      depth: false,
    });
    for (let index = 0; index < set.size; index++) {
      const { width, height, objects, depth, exhaustive } = await set.read(index);
      expect([width, height, depth]).toEqual([160, 96, undefined]);
      expect(objects.length).toBeLessThanOrEqual(3);
      for (const object of objects) expect(object).toMatchObject({ family: "twemoji", attribute: undefined });
      expect(exhaustive!.map(({ name }) => name)).not.toContain("person");
    }
    const empty = await (await open({ count: 1, emptyRate: 1 })).read(0);
    expect(empty).toMatchObject({ objects: [], complete: true, captions: ["There is nothing in the picture."] });
  });

  it.each([
    [{}, "count"],
    [{ count: 0 }, "count"],
    [{ count: 5, size: 8 }, "size"],
    [{ count: 5, families: ["notto"] }, "families"],
    [{ count: 5, objects: [4, 2] }, "objects"],
    [{ count: 5, peopleRate: 2 }, "peopleRate"],
    [{ count: 5, people: 1 }, "people"],
  ])("4. refuse wrong options: %j", (options, named) => {
    const { error } = scenes.options.safeParse(options);
    expect(error?.message).toContain(named);
  });
});
