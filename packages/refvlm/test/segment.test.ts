// `refvlm convert` of Segment Anything's own file, then `refvlm segment` and a mask beside a box of the tiny network, as a user does it.
import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { loadPicture, savePng } from "@refvlm/vision/node";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { writeTinySam } from "../../model/test/plugins/sam-golden.js";
import { tinyDetector, tinyDetectorConfig, writePlugin } from "../../model/test/tiny-grounding.js";
import { RefVlm } from "../src/index.js";
import { runHere } from "./run-cli.js";
import { tinyShelf } from "./tiny-model.js";

const models = tinyShelf();
const place = mkdtempSync(join(tmpdir(), "refvlm-segment-"));
const published = fileURLToPath(
  new URL("../../model/test/golden/published-layouts/sam/sam_vit_tiny.pth", import.meta.url),
);
const run = (...args: string[]) => runHere(args, { shelf: models.shelf, cwd: place });
beforeAll(async () => {
  copyFileSync(published, join(place, "sam_vit_tiny.pth"));
  writeFileSync(join(place, "config.json"), JSON.stringify({ mask_decoder_config: { num_attention_heads: 2 } }));
  const data = Uint8Array.from({ length: 90 * 60 * 3 }, (_, i) => (i * 7919) % 251);
  await savePng({ width: 90, height: 60, data }, join(place, "street.png"));
  await savePng({ width: 1, height: 1, data: data.subarray(0, 3) }, join(place, "pixel.png"));
  writePlugin(join(place, "boxes"), "grounding-dino", tinyDetector(), { ...tinyDetectorConfig, threshold: 0.35 });
  const settings = JSON.parse(readFileSync(join(writeTinySam(join(place, "resized")), "config.json"), "utf8"));
  settings.settings.mlpWidth += 2;
  writeFileSync(join(place, "resized", "config.json"), JSON.stringify(settings));
});
afterAll(() => {
  models.remove();
  rmSync(place, { recursive: true, force: true });
});

describe("Segment Anything on the command line", () => {
  it("1. is converted from its published file, and how to use it is told", async () => {
    const { code, out, errors } = await run("convert", "sam_vit_tiny.pth", "--output", "sam");
    expect([code, errors]).toEqual([
      0,
      "licence: Apache-2.0\nnote: no digest is published for a file of this name, so none was checked\n",
    ]);
    expect(out).toMatch(/^sam: 188 tensors, 33,562 parameters\nuse it with --mask-decoder sam=sam\n$/);
  });

  it("2. cuts out what is pointed at: a picture and its JSON", async () => {
    const { code, out } = await run("segment", "street.png", "--model", "sam", "--box", "10,10,60,50", "--json");
    const json = JSON.parse(out);
    expect([code, json.image, json.segments.length]).toEqual([0, { width: 90, height: 60 }, 1]);
    expect(json.segments[0].mask.size).toEqual([60, 90]);
    const stem = join(place, "answers", "street-segment");
    expect(JSON.parse(readFileSync(`${stem}.json`, "utf8"))).toEqual(json);
    expect((await loadPicture(`${stem}.png`)).width).toBeGreaterThanOrEqual(90);
  });

  it("3. cuts out everything", async () => {
    const options = ["--points", "3", "--min-score", "0", "--min-stability", "0"];
    const { code, out } = await run("segment", "street.png", "--model", "sam", "--everything", ...options);
    expect([code, /^\d+ masks?\n$/.test(out)]).toEqual([0, true]);
    expect(existsSync(join(place, "answers", "street-everything.png"))).toBe(true);
  });

  it.each([
    [
      "nothing to cut out",
      ["street.png", "--model", "sam"],
      "say what to cut out: --point, --box, --scribble or --mask, or else --everything",
    ],
    ["a model that is not there", ["street.png", "--everything"], "models/sam-vit-base: is not there"],
    ["a whole model", ["street.png", "--everything", "--model", models.folder], "describes a whole model, no decoder"],
    [
      "another family's plugin",
      ["street.png", "--everything", "--model", "boxes"],
      'boxes: its decoder is "grounding-dino", and "sam" is needed here',
    ],
    [
      "a plugin of another size than it says",
      ["street.png", "--everything", "--model", "resized"],
      "the weights are not those that config.json describes",
    ],
    [
      "a point outside",
      ["street.png", "--model", "sam", "--point", "200,10"],
      "lies outside the picture of 90 x 60 pixels",
    ],
  ])("4. is refused for %s", async (_, args, message) => {
    const { code, errors } = await run("segment", ...args);
    expect([code, errors]).toEqual([1, expect.stringContaining(message)]);
  });

  it("5. takes a picture of one pixel", async () => {
    for (const what of [["--point", "0,0"], ["--box", "0,0,1,1"], ["--everything"]]) {
      const { code, out, errors } = await run("segment", "pixel.png", "--model", "sam", ...what, "--json");
      expect([code, errors.includes("refvlm:")]).toEqual([0, false]);
      const { image, segments } = JSON.parse(out);
      expect(image).toEqual({ width: 1, height: 1 });
      for (const { mask } of segments) expect(mask.size).toEqual([1, 1]);
    }
  });

  it("6. gives masks to a model that has none of its own, by the library's option", async () => {
    await using vlm = await RefVlm.load(models.folder, { decoders: { mask: `sam=${join(place, "sam")}` } });
    expect(vlm.units).toContain("mask");
    await expect(RefVlm.load(models.folder, { decoders: { box: join(place, "sam") } })).rejects.toThrow(
      '"sam" decodes mask, and a decoder of box is asked for',
    );
    await expect(RefVlm.load(models.folder, { decoders: { mask: 3 } as never })).rejects.toThrow(
      'decoders is an object; it must be folders by unit, e.g. { mask: "sam=FOLDER" }',
    );
  });

  it.each([
    ["--mask-decoder", "sam=boxes", 'its decoder is "grounding-dino", and "sam" is asked for'],
    ["--mask-decoder", "boxes", '"grounding-dino" decodes box, and a decoder of mask is asked for'],
    ["--mask-decoder", "sam=resized", "the weights are not those that config.json describes"],
  ])("7. is refused behind a model as %s %s", async (option, folder, message) => {
    const { code, errors } = await run("predict", "street.png", "where is the dog?", option, folder);
    expect([code, errors]).toEqual([1, expect.stringContaining(message)]);
  });
});
