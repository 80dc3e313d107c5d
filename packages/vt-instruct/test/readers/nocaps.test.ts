// NoCaps from a file of the published structure, written here (captions are made up).
import { describe, expect, it } from "vitest";
import { nocaps } from "../../src/readers/nocaps.js";
import { expectToStandDamage } from "./damage.js";
import { jpeg, published, recordErrorOf } from "./published.js";

const image = (id: number, name: string, domain: string) => ({
  id,
  open_images_id: name,
  height: 48,
  width: 64,
  coco_url: "",
  file_name: `${name}.jpg`,
  license: 0,
  date_captured: "2018-11-06 11:04:33",
  domain,
});
const path = published({
  "images/00a1.jpg": await jpeg(64, 48),
  "captions.json": {
    licenses: [],
    info: {},
    images: [image(0, "00a1", "in-domain"), image(1, "00a2", "out-domain"), image(2, "00a1", "in-domain")],
    annotations: [
      { image_id: 0, id: 0, caption: "A kite in the sky. " },
      { image_id: 1, id: 1, caption: "A lyre." },
      { image_id: 0, id: 2, caption: "A red kite." },
    ],
  },
});
const open = (domain?: "in-domain") =>
  nocaps.open({ images: path("images"), captions: path("captions.json"), ...(domain && { domain }) });

describe("NoCaps", () => {
  it("1. a record is a picture with its captions", async () => {
    const data = await open();
    expect(await data.read(0)).toEqual({
      id: "0",
      picture: { path: path("images/00a1.jpg") },
      width: 64,
      height: 48,
      objects: [],
      exhaustive: [],
      captions: ["A kite in the sky.", "A red kite."],
    });
    await data.close?.();
  });

  it("2. one domain may be chosen", async () => {
    const [all, inDomain] = [await open(), await open("in-domain")];
    expect([all.size, inDomain.size]).toEqual([3, 2]);
    await all.close?.();
    await inDomain.close?.();
  });

  it("3. a picture that is missing, or without captions, is a fault of its record", async () => {
    const data = await open();
    expect(await recordErrorOf(() => data.read(1))).toMatchObject({ reason: "missing-picture", record: "images id 1" });
    expect(await recordErrorOf(() => data.read(2))).toMatchObject({ reason: "no-caption" });
    await data.close?.();
  });
});

describe("damaged files", () => {
  it("1. end in errors that name file and record", () =>
    expectToStandDamage(nocaps, { images: path("images"), captions: path("captions.json") }, path()));
});
