// Renders the bundled drawings, and those of nano's gallery, again: npx tsx packages/vt-instruct/bench/demo-pictures.ts FOLDER [FIRST] [COUNT]
// With FIRST and COUNT it renders candidates with those indices instead of the chosen ones.
import { join } from "node:path";
import { savePng } from "@refvlm/vision/node";
import { type Background, categoryByName, prepareAtlas, renderScene } from "../src/index.js";

interface Demo {
  name: string;
  things: string;
  background: Background;
  size: [number, number];
  index: number;
}

/** The first of each, whatever nano says of it. */
const gallery = Object.entries({
  pond: "duck frog turtle fish tree sunflower",
  parade: "elephant drum guitar balloon crown hat",
  breakfast: "cup banana strawberry donut cake lemon",
  harbour: "sailboat fish crab castle house octopus",
  desk: "book clock scissors camera key cup",
  camp: "tent owl mushroom bicycle cactus rabbit",
  market: "watermelon eggplant carrot pear pizza umbrella",
  airfield: "airplane rocket truck train bus balloon",
}).map(
  ([name, things], i): Demo => ({
    name,
    things,
    background: (["landscape", "fibres"] as const)[i % 2],
    size: [384, 384],
    index: 0,
  }),
);

const demos: Demo[] = [
  {
    name: "street",
    things: "car bus bicycle house tree dog cat",
    background: "landscape",
    size: [384, 384],
    index: 11,
  },
  {
    name: "kitchen-table",
    things: "apple banana cup cake pizza donut pear book",
    background: "fibres",
    size: [384, 384],
    index: 12,
  },
  {
    name: "farm",
    things: "horse cow pig sheep duck rabbit tree sunflower",
    background: "landscape",
    size: [432, 384],
    index: 2,
  },
  ...gallery,
];

const [folder, first, count] = process.argv.slice(2);
if (!folder) throw new Error("usage: demo-pictures.ts FOLDER [FIRST] [COUNT]");
const atlas = await prepareAtlas({ iconSize: 192 });
for (const { name, things, background, size, index } of demos)
  for (let k = 0; k < Number(count ?? 1); k++) {
    const number = first === undefined ? index : Number(first) + k;
    const { picture, objects } = renderScene(0, number, {
      split: `demo ${name}`,
      size,
      atlas,
      minObjects: 5,
      maxObjects: 6,
      plateRate: 0.15,
      backgrounds: [background],
      categories: things.split(" ").map((thing) => categoryByName.get(thing)!),
    });
    await savePng(picture, join(folder, first === undefined ? `${name}.png` : `${name}-${number}.png`));
    const words = objects.map(
      (object) => object.name + (object.attribute ? ` on a ${object.attribute.color} ${object.attribute.noun}` : ""),
    );
    console.log(`${name} ${number}: ${words.join(", ")}`);
  }
