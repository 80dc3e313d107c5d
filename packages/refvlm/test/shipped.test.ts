// What the package ships: the bundled pictures, and the trained networks that answer about them.
import { statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { boxIou } from "@refvlm/vision";
import { loadPicture } from "@refvlm/vision/node";
import { describe, expect, it } from "vitest";
import { RefVlm } from "../src/index.js";
import { bundled } from "./pictures.js";

const folder = fileURLToPath(new URL("../assets/nano", import.meta.url));

const drawn = ["street.png", "kitchen-table.png", "farm.png"];
const photographs = ["beach-horses.jpg", "dinner.jpg", "skier-and-dog.jpg"];

it.each([...drawn, ...photographs])("the picture %s can be read", async (name) => {
  const { width, height } = await loadPicture(bundled(name));
  expect(Math.min(width, height)).toBeGreaterThanOrEqual(128);
});

describe("nano", () => {
  it("is below 25 MB", () => {
    expect(statSync(join(folder, "model.safetensors")).size).toBeLessThan(25e6);
  });

  it("finds, cuts out, counts, compares, denies and names what drawings show", async () => {
    await using vlm = await RefVlm.load(folder);
    const [street, table] = ["street.png", "kitchen-table.png"].map(bundled);
    const dogBox = [278, 77, 366, 147] as const; // boxes are drawn by eye
    const dog = await vlm.ask(street, "where is the dog?");
    expect(dog.instances.map(({ phrase }) => phrase)).toEqual(["dog"]);
    expect(boxIou(dog.instances[0].box!, dogBox)).toBeGreaterThan(0.7);
    const cup = await vlm.ask(table, "segment the cup.");
    expect(cup.instances.map(({ units, phrase }) => [units[0].unit, phrase])).toEqual([["mask", "cup"]]);
    expect(boxIou(cup.instances[0].mask!.box(), [264, 285, 371, 374])).toBeGreaterThan(0.7);
    const bicycles = await vlm.ask(street, "how many bicycles are there?");
    expect([bicycles.text, bicycles.instances.length]).toEqual(["bicycle: three", 3]);
    const all = await vlm.ask(table, "detect all objects.");
    expect([...new Set(all.instances.map(({ phrase }) => phrase))].sort()).toEqual(["apple", "banana", "cake", "cup"]);
    const some = await vlm.ask(table, "detect cups, apples and cakes.");
    expect(some.instances.map(({ phrase }) => phrase)).toEqual(["cup", "apple", "cake"]);
    expect((await vlm.ask(street, "is the bus left of the dog?")).text).toMatch(/yes/);
    const chat = await vlm.chat(street);
    const [bottom] = (await chat.ask("where is the lowest bicycle?")).instances;
    const [same, ...others] = (await chat.ask("now segment it.")).instances;
    expect([others, boxIou(same.mask!.box(), bottom.box!) > 0.7]).toEqual([[], true]);
    const penguin = await vlm.ask(street, "where is the penguin?");
    expect([penguin.text, penguin.instances]).toEqual(["There is no penguin in the picture.", []]);
    const pointed = await vlm.ask(street, "what is this?", { prompts: [{ kind: "box", box: dogBox }] });
    expect(pointed.text).toMatch(/dog/);
  });
});

describe("photo", () => {
  const photo = fileURLToPath(new URL("../assets/photo", import.meta.url));

  it("is below 20 MB", () => {
    expect(statSync(join(photo, "model.safetensors")).size).toBeLessThan(20e6);
  });

  it("is asked where no network is named, and finds, counts on and denies what photographs show", async () => {
    await using vlm = await RefVlm.load();
    const each = await vlm.ask(bundled("skier-and-dog.jpg"), "find cups, dogs, people and skis.");
    expect([each.text, each.instances.map(({ phrase }) => phrase).sort()]).toEqual([
      expect.stringMatching(/There is no cup in the picture\.$/),
      ["dog", "person", "skis"],
    ]);
    expect(vlm.folder).toBe(photo);
    const dog = await vlm.ask(bundled("skier-and-dog.jpg"), "where is the dog?");
    expect(dog.instances.map(({ phrase }) => phrase)).toEqual(["dog"]);
    expect(boxIou(dog.instances[0].box!, [107, 194, 154, 284])).toBeGreaterThan(0.5); // drawn by eye
    const cat = await vlm.ask(bundled("dinner.jpg"), "where is the cat?");
    expect(cat.instances).toEqual([]);
    expect(cat.text).toMatch(/no cat/);
  });

  it("marks nothing for a word that it does not know, and follows a place, an everyday word and a finger", async () => {
    await using vlm = await RefVlm.load();
    const skier = bundled("skier-and-dog.jpg");
    const unicorn = await vlm.ask(skier, "where is the unicorn?");
    expect(unicorn.instances).toEqual([]);
    expect(unicorn.text).toBe("There is no unicorn in the picture.");
    expect(unicorn.warnings).toMatchObject([{ about: "name", name: "unicorn" }]);
    const guy = await vlm.ask(skier, "where is the guy?");
    expect(boxIou(guy.instances[0].box!, [98, 67, 158, 206])).toBeGreaterThan(0.5); // drawn by eye
    const right = await vlm.ask(bundled("beach-horses.jpg"), "where is the horse on the right?");
    expect(boxIou(right.instances[0].box!, [169, 86, 248, 168])).toBeGreaterThan(0.5);
    const horses = await vlm.ask(bundled("beach-horses.jpg"), "segment all horses.", { minScore: 0 });
    expect(horses.instances).toHaveLength(2); // the left one is proposed twice
    const drawn = { kind: "box" as const, box: [107, 194, 154, 284] as const };
    const called = await vlm.ask(skier, "There is a frisbee in the box. Segment it.", { prompts: [drawn] });
    expect(boxIou(called.instances[0].box!, drawn.box)).toBeGreaterThan(0.7); // the dog, whatever it is called
    const pointed = await vlm.ask(skier, "what is this?", { prompts: [{ kind: "point", points: [[130, 240]] }] });
    expect(pointed.text).toMatch(/dog/);
    const sky = { kind: "box" as const, box: [10, 10, 60, 50] as const };
    const elsewhere = await vlm.ask(skier, "segment the dog in this box.", { prompts: [sky], minScore: 0 });
    for (const { mask } of elsewhere.instances) {
      const [x1, y1, x2, y2] = mask!.box();
      expect([x1 >= 10, y1 >= 10, x2 <= 60, y2 <= 50]).toEqual([true, true, true, true]); // never the dog that is there
    }
  });
});
