// Published files of Segment Anything, as its authors and as Hugging Face lay them out, to a decoder's folder.
import { copyFileSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { nn, noGrad, scope } from "@refvlm/torch";
import { afterAll, describe, expect, it } from "vitest";
import {
  convertDecoder,
  decoderFamilies,
  publishedDecoder,
  readDecoderFolder,
  Sam,
  type SamSettings,
  samSizes,
} from "../../src/index.js";
import { openDecoderWeights } from "../../src/pretrained/decoder-folder.js";
import { recognise } from "../../src/pretrained/published/families.js";
import { renamed } from "../../src/pretrained/published/family.js";
import { Golden } from "../golden-data.js";
import { goldenSettings } from "./sam-golden.js";

const golden = new Golden(join("published-layouts", "sam"));
const settings = goldenSettings(golden.config.sam.hyper_parameters);
const goldens = process.env.REFVLM_GOLDEN ?? join(import.meta.dirname, "..", "golden");
const place = mkdtempSync(join(tmpdir(), "refvlm-sam-convert-"));
afterAll(() => rmSync(place, { recursive: true, force: true }));

const file = "sam_vit_tiny.pth";
/** The file as its authors publish it, with what it does not say of itself in a config beside it. */
function original(name = file): string {
  const folder = mkdtempSync(join(place, "original-"));
  copyFileSync(join(goldens, "published-layouts", "sam", file), join(folder, name));
  writeFileSync(join(folder, "config.json"), JSON.stringify({ mask_decoder_config: { num_attention_heads: 2 } }));
  return join(folder, name);
}
const huggingFace = join(goldens, "published-layouts", "sam", "hf");

describe("Segment Anything as published", () => {
  it.each([
    ["its authors", original()],
    ["Hugging Face", huggingFace],
  ])("1. gives the original's outputs from the files of %s", (_, source) => {
    const output = mkdtempSync(join(place, "output-"));
    expect(publishedDecoder(source)).toBe("sam");
    const report = convertDecoder({ source, output });
    expect(report).toMatchObject({ decoder: "sam", unit: "mask", licence: "Apache-2.0", published: null });
    const folder = readDecoderFolder(output);
    expect(folder.settings).toEqual(settings);
    const sam = new Sam(folder.settings as SamSettings);
    noGrad(() =>
      scope(() => {
        const stored = openDecoderWeights(folder);
        sam.loadStateDict(new Map([...stored.entries].map(([key, { read }]) => [key, read()])));
        stored.close();
        const map = sam.encode(golden.get("pixel_values"));
        const { tolerance } = golden.config.sam;
        golden.expectClose(map, "image_embeddings", tolerance);
        const points = { points: golden.get("points.point_coords"), labels: golden.get("points.point_labels") };
        for (const [name, asked] of Object.entries({ points, boxes: { boxes: golden.get("boxes.boxes") } })) {
          const { logits, iou } = sam.forward(map, asked);
          golden.expectClose(logits.narrow(1, 0, 1), `${name}.single.low_res_masks`, tolerance);
          golden.expectClose(logits.narrow(1, 1, 3), `${name}.multi.low_res_masks`, tolerance);
          golden.expectClose(iou.narrow(1, 1, 3), `${name}.multi.iou_predictions`, tolerance);
        }
      }),
    );
    sam.dispose();
  });

  it.each<[string, keyof typeof samSizes]>([
    ["sam-orig-vit_b", "vit-b"],
    ["sam-orig-vit_l", "vit-l"],
    ["sam-hf-b", "vit-b"],
    ["sam-hf-l", "vit-l"],
  ])("2. has every name and shape of %s, and its size follows from them", (name, size) => {
    const shapes: Record<string, number[]> = JSON.parse(
      readFileSync(join(goldens, "published-keys", `${name}.json`), "utf8"),
    );
    const { family, layout } = recognise(Object.keys(shapes), decoderFamilies)!;
    const ours = new Map(
      Object.entries(shapes).flatMap(([key, shape]) =>
        renamed(key, layout.rules)!.map((to) => [to.key, to.shape(shape)] as const),
      ),
    );
    expect(family.settings((key) => ours.get(key), {})).toEqual(samSizes[size]);
    scope(() => {
      const state = nn
        .onMeta(() => new Sam({ ...samSizes[size], globalLayers: [...samSizes[size].globalLayers] }))
        .stateDict();
      expect(Object.fromEntries(ours)).toEqual(
        Object.fromEntries([...state].map(([key, each]) => [key, [...each.shape]])),
      );
    });
  });

  it("3. is refused under a published name that it has not the digest of", () => {
    const output = join(place, "damaged");
    expect(() => convertDecoder({ source: original("sam_vit_b_01ec64.pth"), output })).toThrow(
      /is named as a published file, and is another or damaged: its md5 is [0-9a-f]{32}, published is 01ec64d29a2fca3f0661936605ae66f8/,
    );
    expect(existsSync(output)).toBe(false);
    expect(decoderFamilies[0].digest("sam_vit_h_4b8939.pth")).toEqual({ algorithm: "md5", hex: "4b8939" });
  });

  it("4. is refused where tensors are missing, and for an output that has something in it", () => {
    const cut = join(place, "cut");
    cpSync(huggingFace, cut, { recursive: true });
    const config = JSON.parse(readFileSync(join(cut, "config.json"), "utf8"));
    writeFileSync(
      join(cut, "config.json"),
      JSON.stringify({ ...config, mask_decoder_config: { num_attention_heads: 5 } }),
    );
    expect(() => convertDecoder({ source: cut, output: join(place, "none") })).toThrow(
      "must divide half of promptWidth",
    );
    const full = join(place, "full");
    mkdirSync(full);
    writeFileSync(join(full, "notes.txt"), "mine");
    expect(() => convertDecoder({ source: huggingFace, output: full })).toThrow("has something in it");
  });
});
