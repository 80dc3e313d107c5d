// NanoDet-Plus, and its published weights in both layouts, against golden/nanodet-plus-ckpt.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { noGrad, readSafetensors, scope, writeSafetensors } from "@refvlm/torch";
import { afterAll, describe, expect, it } from "vitest";
import { cornersOf, Nanodet, UNNAMED_LOGIT } from "../src/index.js";
import { openPublished } from "../src/pretrained/published/source.js";
import { expectClose, Golden } from "./golden-data.js";

const golden = new Golden("nanodet-plus-ckpt");
const { stem, stages, neck, num_classes: classes, tolerance } = { ...golden.config, ...golden.config.hyper_parameters };
const config = { imageSize: 416, stem, depths: [4, 8, 4], widths: stages, neck, bins: 8, secondLook: null } as const;
const path = (name: string) =>
  join(process.env.REFVLM_GOLDEN ?? join(import.meta.dirname, "golden"), "nanodet-plus-ckpt", name);

/** The detector's tensors of a published file under our names. */
function published(name: string) {
  const source = openPublished(name);
  expect([source.family, source.unexpected]).toEqual(["nanodet", []]);
  const tensors = [...source.pieces].map(([key, { read, shape }]) => {
    const tensor = read();
    expect(tensor.shape, key).toEqual(shape);
    return [key.slice("detector.".length), tensor] as const;
  });
  source.close();
  return new Map(tensors);
}

describe.each(["weights.safetensors", "with_average.ckpt"])("NanoDet-Plus from %s", (file) => {
  const detector = new Nanodet({ ...config, depths: [...config.depths] }, classes);
  scope(() => detector.loadStateDict(published(path(file))));
  const pixels = golden.get("input").flip([1]).keep(); // the golden's are BGR
  const { maps, cells } = noGrad(() => detector.forward(pixels));
  afterAll(() => detector.dispose());

  it("1. makes the stem's map and the neck's", () => {
    golden.expectClose(maps[0], "average.stem_s4");
    for (const [level, map] of maps.slice(1).entries()) golden.expectClose(map, `average.pyramid_${level}`);
  });

  it("2. says by its keys by how much each class fits better than a text that means none of them", () => {
    const expected = golden.get("average.output").narrow(2, 0, classes).sub(UNNAMED_LOGIT);
    expectClose(cells.keys, expected.contiguous().toTypedArray() as Float32Array, tolerance);
  });

  it("3. proposes boxes within the padded square", () => {
    const expected = golden.get("average.boxes_xyxy").clamp(0, config.imageSize);
    const corners = cornersOf(cells.boxes).mul(config.imageSize);
    expectClose(corners, expected.toTypedArray() as Float32Array, tolerance);
  });

  it("4. measures sides from the upper left corners of cells, level after level", () => {
    const points = Array.from(cells.points.mul(config.imageSize).toTypedArray() as Float32Array, Math.round);
    expect(points.slice(0, 6)).toEqual([0, 0, 8, 0, 16, 0]);
    expect(points.slice(2 * 12 * 8, 2 * 12 * 8 + 4)).toEqual([0, 0, 16, 0]);
    expect(points.slice(-2)).toEqual([0, 64]);
    expect(cells.features.shape).toEqual([1, 128, neck]);
  });
});

it("5. tells the maps that it makes, of sides that round up", () => {
  const detector = new Nanodet({ ...config, depths: [1, 1, 1], imageSize: 96 }, 5);
  const made = noGrad(() => detector.pyramid(golden.get("input").narrow(3, 0, 1).expand([1, 3, 96, 96])));
  expect(made.map(({ shape: [, channels, side] }) => ({ side, channels }))).toEqual(detector.stages);
  expect(detector.stages.map(({ side }) => side)).toEqual([24, 12, 6, 3, 2]);
  detector.dispose();
});

it("6. a run without a moving average gives its own weights", () => {
  const place = mkdtempSync(join(tmpdir(), "refvlm-nanodet-"));
  const short = readSafetensors(path("weights.safetensors")).tensors();
  const names = {
    "backbone.stage2.0.branch1.0.weight": "stages.0.0.b1dw.weight",
    "fpn.reduce_layers.0.conv.bias": "reduce.0.bias",
  };
  const file = join(place, "plain.safetensors");
  writeSafetensors(file, new Map(Object.entries(names).map(([theirs, own]) => [`model.${theirs}`, short.get(own)!])));
  const found = published(file);
  expect([...found.keys()]).toEqual(["backbone.stages.0.0.shortcut.depthwise.weight", "neck.reduce.0.bias"]);
  expect(found.get("neck.reduce.0.bias")!.toTypedArray()).toEqual(short.get("reduce.0.bias")!.toTypedArray());
  rmSync(place, { recursive: true });
});
