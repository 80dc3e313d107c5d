// ADE20K in full: classes and instances from colours, names from either release. Files of the published structure.
import sharp from "sharp";
import { describe, expect, it } from "vitest";
import { ade20k } from "../../src/readers/ade20k.js";
import { expectToStandDamage } from "./damage.js";
import { faultOf, jpeg, lastPublished, published } from "./published.js";

type Rgb = readonly [number, number, number];
const none: Rgb = [0, 0, 0];
/** The colour of a class's instance, as the data set encodes it. */
const of = (category: number, blue: number): Rgb => [Math.floor(category / 256) * 10, category % 256, blue];
const png = (colours: readonly Rgb[], width: number) =>
  sharp(Uint8Array.from(colours.flat()), { raw: { width, height: colours.length / width, channels: 3 } })
    .png()
    .toBuffer();
const entry = (id: number, name: string, name_ndx: number, part_level = 0) => ({
  id,
  name,
  name_ndx,
  raw_name: name,
  attributes: [],
  parts: { hasparts: [], ispartof: [], part_level },
});

const [CAR, SKY, WHEEL] = [401, 2420, 3038];
const release2021 = async () =>
  published({
    "street/a.jpg": await jpeg(3, 2),
    "street/a.json": {
      annotation: {
        filename: "a.jpg",
        object: [
          entry(0, "car, auto, automobile, machine, motorcar", CAR),
          entry(1, "wheel", WHEEL, 1),
          entry(2, "car, auto, automobile, machine, motorcar", CAR),
          entry(3, "sky", SKY),
        ],
      },
    },
    "street/a_seg.png": await png([of(CAR, 170), of(CAR, 85), none, of(CAR, 170), of(SKY, 255), of(SKY, 255)], 3),
    "street/a_parts_1.png": await png([none, of(WHEEL, 255), none, none, none, none], 3),
    "street/b.jpg": await jpeg(1, 1),
    "street/b.json": { annotation: { object: entry(0, "sky", SKY) } },
    "street/b_seg.png": await png([of(CAR, 255)], 1),
    "street/c.jpg": await jpeg(1, 1),
    "street/c.json": '{"annotation": ',
    "street/d.jpg": await jpeg(1, 1),
    "street/d.json": { annotation: {} },
    "street/e.jpg": await jpeg(1, 1),
  });
const open = (images: string, parts?: boolean) => ade20k.open(ade20k.options.parse({ images, parts }));

describe("release 2021_17_01", () => {
  it("1. tells classes and their instances apart and names them by their first synonym", async () => {
    const { id, objects } = await (await open((await release2021())())).read(0);
    expect(id).toBe("street/a");
    expect(objects.map(({ name, box, stuff, mask }) => [name, box, stuff, [...mask!.data].join("")])).toEqual([
      ["car", [0, 0, 1, 2], undefined, "100100"],
      ["car", [1, 0, 2, 1], undefined, "010000"],
      ["sky", [1, 1, 3, 2], true, "000011"],
    ]);
  });

  it("2. adds parts on request", async () => {
    const { objects } = await (await open((await release2021())(), true)).read(0);
    expect(objects.map(({ name }) => name)).toEqual(["car", "car", "sky", "wheel"]);
    expect(objects[3]!.box).toEqual([1, 0, 2, 1]);
  });

  it("3. reports classes without a name, broken files, and pictures without labels", async () => {
    const set = await open((await release2021())());
    const faults = [];
    for (const index of [1, 2, 3, 4]) faults.push(await faultOf(() => set.read(index)));
    expect(faults.map(({ costs, reason }) => `${costs}: ${reason}`)).toEqual([
      "label: unknown-class",
      "picture: wrong-json",
      "picture: wrong-field",
      "picture: missing-file",
    ]);
    expect(faults[0]!.detail).toContain("(10, 145, 255)");
    expect(faults[3]!.file).toMatch(/e_atr\.txt$/);
  });

  it("4. stands damaged files", async () => {
    await release2021();
    await expectToStandDamage(ade20k, { images: lastPublished(), parts: true }, lastPublished());
  });
});

describe("release 2016_07_26", () => {
  it("1. names instances by the rank of their blue value", async () => {
    const path = published({
      "a.jpg": await jpeg(2, 2),
      "a_seg.png": await png([of(9, 128), of(9, 128), of(5, 255), of(5, 255)], 2),
      "a_parts_1.png": await png([of(7, 255), none, none, none], 2),
      "a_atr.txt": `001 # 0 # 1 # sky # sky # ""
002 # 0 # 0 # person, individual, someone, somebody, mortal, soul # person # "walking"
001 # 1 # 0 # license plate # license plate # ""
`,
    });
    const { objects } = await (await open(path(), true)).read(0);
    expect(objects.map(({ name, box }) => [name, box])).toEqual([
      ["sky", [0, 0, 2, 1]],
      ["person", [0, 1, 2, 2]],
      ["license plate", [0, 0, 1, 1]],
    ]);
  });
});
