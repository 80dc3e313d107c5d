// Cityscapes: ids with and without instances, groups, void. Files of the published names; their pixels are made here.
import sharp from "sharp";
import { describe, expect, it } from "vitest";
import { cityscapes } from "../../src/readers/cityscapes.js";
import { expectToStandDamage } from "./damage.js";
import { lastPublished, published, recordErrorOf } from "./published.js";

const png = (values: number[], width: number) =>
  sharp(Uint16Array.from(values), { raw: { width, height: values.length / width, channels: 1 } })
    .toColourspace("grey16")
    .png()
    .toBuffer();
const name = (frame: string) => `aachen/aachen_000000_${frame}`;

const open = async (kind?: string) => {
  const path = published({
    [`leftImg8bit/train/${name("000019")}_leftImg8bit.png`]: await png(Array(8).fill(0), 4),
    [`gtFine/train/${name("000019")}_gtFine_instanceIds.png`]: await png([23, 23, 3, 0, 26000, 26001, 26, 17], 4),
    [`gtFine/train/${name("000019")}_gtFine_labelIds.png`]: await png([23, 23, 3, 0, 26, 26, 26, 17], 4),
    [`gtCoarse/train/${name("000019")}_gtCoarse_instanceIds.png`]: await png([0, 0, 0, 0, 24012, 24012, 0, 0], 4),
    [`leftImg8bit/train/${name("000020")}_leftImg8bit.png`]: await png([0], 1),
    [`gtFine/train/${name("000020")}_gtFine_instanceIds.png`]: await png([99], 1),
  });
  const annotations = path(`${kind ?? "gtFine"}/train`);
  return cityscapes.open(cityscapes.options.parse({ images: path("leftImg8bit/train"), annotations, kind }));
};

describe("cityscapes", () => {
  it("1. tells instances, groups, stuff and void apart", async () => {
    const { id, objects } = await (await open()).read(0);
    expect(id).toBe(name("000019"));
    const shown = objects.map(({ name, box, stuff, crowd }) => [
      name,
      box.join(),
      stuff ? "stuff" : crowd ? "crowd" : "",
    ]);
    expect(shown.sort()).toEqual([
      ["car", "0,1,1,2", ""],
      ["car", "1,1,2,2", ""],
      ["car", "2,1,3,2", "crowd"],
      ["pole", "3,1,4,2", "crowd"],
      ["sky", "0,0,2,1", "stuff"],
    ]);
  });

  it("2. knows what fine labels leave no instance of out, and that coarse ones do", async () => {
    const fine = await (await open()).read(0);
    expect(fine.exhaustive).toContainEqual({ name: "bus", plural: "buses" });
    expect(fine.exhaustive!.map(({ name }) => name)).not.toContain("person");
    const coarse = await (await open("gtCoarse")).read(0);
    expect(coarse.objects.map(({ name }) => name)).toEqual(["person"]);
    expect(coarse.exhaustive).toBeUndefined();
  });

  it("3. reports values that are no labels, and missing labels", async () => {
    expect(await recordErrorOf(async () => (await open()).read(1))).toMatchObject({ reason: "unknown-class" });
    const missing = await recordErrorOf(async () => (await open("gtCoarse")).read(1));
    expect(missing).toMatchObject({ reason: "missing-picture", record: name("000020") });
  });

  it("4. stands damaged files", async () => {
    await open();
    await expectToStandDamage(
      cityscapes,
      { images: lastPublished("leftImg8bit/train"), annotations: lastPublished("gtFine/train") },
      lastPublished(),
    );
  });
});
