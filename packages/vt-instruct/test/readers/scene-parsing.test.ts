// ADE20K SceneParsing: classes by their table, stuff and crowds, faults of single pictures.
import sharp from "sharp";
import { describe, expect, it } from "vitest";
import { sceneParsing } from "../../src/readers/scene-parsing.js";
import { expectToStandDamage } from "./damage.js";
import { jpeg, lastPublished, published, recordErrorOf } from "./published.js";

// Rows as in the published table.
const objectInfo = `Idx\tRatio\tTrain\tVal\tName
1\t0.1576\t11664\t1172\twall
13\t0.0160\t5075\t506\tperson, individual, someone, somebody, mortal, soul
22 \t0.0093\t1001\t109\twater
`;
const labels = (values: number[], width: number) =>
  sharp(Uint8Array.from(values), { raw: { width, height: values.length / width, channels: 1 } })
    .toColourspace("b-w")
    .png()
    .toBuffer();

const open = async () => {
  const path = published({
    "objectInfo150.txt": objectInfo,
    "images/ADE_val_00000001.jpg": await jpeg(3, 2),
    "annotations/ADE_val_00000001.png": await labels([1, 1, 0, 13, 22, 13], 3),
    "images/ADE_val_00000002.jpg": await jpeg(1, 1),
    "annotations/ADE_val_00000002.png": await labels([150], 1),
    "images/ADE_val_00000003.jpg": await jpeg(2, 2),
    "annotations/ADE_val_00000003.png": await labels([1], 1),
    "images/ADE_val_00000004.jpg": await jpeg(2, 2),
  });
  const options = { images: path("images"), annotations: path("annotations"), objectInfo: path("objectInfo150.txt") };
  return sceneParsing.open(options);
};

describe("scene-parsing", () => {
  it("1. gives each class its region under its first name, 0 to nobody", async () => {
    const { objects, id, width, height } = await (await open()).read(0);
    expect([id, width, height]).toEqual(["ADE_val_00000001", 3, 2]);
    expect(objects.map(({ name, box, mask }) => [name, box, [...mask!.data]])).toEqual([
      ["wall", [0, 0, 2, 1], [1, 1, 0, 0, 0, 0]],
      ["person", [0, 1, 3, 2], [0, 0, 0, 1, 0, 1]],
      ["water", [1, 1, 2, 2], [0, 0, 0, 0, 1, 0]],
    ]);
  });

  it("2. tells stuff from regions that may hold several things", async () => {
    const { objects } = await (await open()).read(0);
    expect(objects.map(({ stuff, crowd }) => [stuff, crowd])).toEqual([
      [true, undefined],
      [undefined, true],
      [true, undefined],
    ]);
  });

  it("3. reports a class that is not in the table, another size, a missing map", async () => {
    const set = await open();
    const reasons = [];
    for (const index of [1, 2, 3]) reasons.push((await recordErrorOf(() => set.read(index))).reason);
    expect(reasons).toEqual(["unknown-class", "wrong-size", "missing-picture"]);
  });

  it("4. refuses a table without names", async () => {
    const path = published({ "a.jpg": "", "table.txt": "1 wall" });
    await expect(
      sceneParsing.open({ images: path(), annotations: path(), objectInfo: path("table.txt") }),
    ).rejects.toThrow(/table\.txt: a table with columns Idx and Name/);
  });

  it("5. stands damaged files", async () => {
    await open();
    await expectToStandDamage(
      sceneParsing,
      {
        images: lastPublished("images"),
        annotations: lastPublished("annotations"),
        objectInfo: lastPublished("objectInfo150.txt"),
      },
      lastPublished(),
    );
  });
});
