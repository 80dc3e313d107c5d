// The paper's stages at reduced size: the shipped recipes, but for their model, data and length. With the paper's settings
// exactly the named parts change; with the rate raised the loss falls.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { readModelFolder, Sam, type SamSettings } from "@refvlm/model";
import { manualSeed, writeSafetensors } from "@refvlm/torch";
import { prepareAtlas, type TaskWeights } from "@refvlm/vt-instruct";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readRecipe } from "../src/config/read-recipe.js";
import { type Recipe, recipeSchema, type Stage } from "../src/config/schema.js";
import { readLog } from "../src/log/training-log.js";
import { trainRecipe } from "../src/loop/run.js";
import { buildScenes } from "./built-scenes.js";
import { writePaperShape } from "./paper-shape.js";
import { changedKeys, checkpoint, Folders } from "./tiny-recipe.js";

const folders = new Folders();
const start = folders.path("start");
const shards = {
  numeric: folders.path("numeric.parquet"),
  units: folders.path("units.parquet"),
  people: folders.path("people.parquet"),
};
beforeAll(async () => {
  writePaperShape(start);
  const { decoder } = readModelFolder(start).config;
  const keypoint = { layers: 1, grid: 8, pixelChannels: 16 };
  writePaperShape(start, { decoder: { ...decoder, units: { ...decoder.units, keypoint } } });
  await prepareAtlas();
  const words: TaskWeights = { vqa: 1, caption: 1, rec: 2, "gcg-box": 1 };
  await buildScenes(shards.numeric, { rows: 4, tasks: words, numeric: true });
  await buildScenes(shards.units, { rows: 12, tasks: { ...words, res: 2, fovd: 1 } });
  await buildScenes(shards.people, { rows: 12, tasks: { keypoint: 1 }, peopleRate: 1 });
});
afterAll(() => folders.remove());

const shipped = (stage: string) =>
  readRecipe(fileURLToPath(new URL(`../../refvlm/recipes/paper-${stage}.yaml`, import.meta.url)));

/** The recipe with the paper's settings, on a small network and few samples. */
function reduced(stage: string, output: string, data: string, change: Partial<Stage>, model = start): Recipe {
  const recipe = shipped(stage);
  return recipeSchema.parse({
    ...recipe,
    model,
    output: folders.path(output),
    sources: [{ kind: "shards", path: data }],
    stages: recipe.stages.map((each) => ({ ...each, batch: 4, ...change })),
    saveEvery: 1,
    keepCheckpoints: 100,
    logEvery: 1,
    threads: 1,
  });
}

/** Modules, and units of the decoders, whose weights differ between two model folders or checkpoints. */
function changedModules(before: string, after: string): Set<string> {
  const modules = changedKeys(before, after).map((key) => /^visual_decoders\.units\.\w+|^\w+/.exec(key)![0]);
  return new Set(modules);
}

/** Runs a stage for eight steps; what the last seven have changed. */
async function changes(recipe: Recipe): Promise<Set<string>> {
  expect(await trainRecipe(recipe)).toBe("finished");
  return changedModules(checkpoint(recipe.output, 1), checkpoint(recipe.output, 8));
}

const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

/** Runs a stage; its loss falls to a share of what it was. @returns the terms that it logged */
async function falls(recipe: Recipe, share = 0.97): Promise<Set<string>> {
  expect(await trainRecipe({ ...recipe, dtype: "float32" })).toBe("finished");
  const log = readLog(join(recipe.output, "log.jsonl"));
  const totals = log.map(({ losses }) => losses.total);
  expect(mean(totals.slice(-4))).toBeLessThan(share * mean(totals.slice(0, 4)));
  return new Set(log.flatMap(({ losses }) => Object.keys(losses)));
}

const decoders = (...units: string[]) => units.map((unit) => `visual_decoders.units.${unit}`);

describe("stage 1: words, and boxes as words", () => {
  it("1. with the paper's settings only the projector changes", async () => {
    const recipe = reduced("stage1", "one", shards.numeric, { steps: 8 });
    expect(await changes(recipe)).toEqual(new Set(["projector"]));
  });

  it("2. with the rate raised the loss falls, and no unit is decoded", async () => {
    // The same four rows in each step: a frozen language model that knows nothing can be moved a little, and only down.
    const terms = await falls(reduced("stage1", "one-fast", shards.numeric, { steps: 24, lr: 2e-2 }), 0.998);
    expect(terms).toEqual(new Set(["total", "text"]));
  });
});

describe("stage 2: all tasks", () => {
  it("1. with the paper's settings everything but the encoders changes", async () => {
    const recipe = reduced("stage2", "two", shards.units, { steps: 8 });
    const expected = ["projector", "language_model", "visual_decoders", ...decoders("box", "mask")];
    expect(await changes(recipe)).toEqual(new Set(expected));
  });

  it("2. with the rate raised the loss falls, and each unit has its own", async () => {
    const terms = await falls(reduced("stage2", "two-fast", shards.units, { steps: 16, lr: 3e-3 }));
    expect(terms).toEqual(new Set(["total", "text", "box", "mask"]));
  });
});

describe("stage 3: the keypoint decoder, built from the box decoder's weights", () => {
  const model = join(folders.path("two-fast"), "model");

  it("1. with the paper's settings it changes with projector and language model", async () => {
    const recipe = reduced("stage3-keypoint", "three", shards.people, { steps: 8 }, model);
    const expected = ["projector", "language_model", ...decoders("keypoint")];
    expect(await changes(recipe)).toEqual(new Set(expected));
  });

  it("2. with the rate raised the loss falls", async () => {
    const recipe = reduced("stage3-keypoint", "three-fast", shards.people, { steps: 16, lr: 3e-3 }, model);
    expect(await falls(recipe)).toEqual(new Set(["total", "text", "keypoint"]));
  });
});

describe("stage 3: Segment Anything in the place of the mask decoder", () => {
  const model = join(folders.path("two-fast"), "model");
  const plugin = folders.path("sam");
  const settings: SamSettings = {
    ...{ imageSize: 64, patchSize: 8, width: 32, layers: 2, heads: 2, mlpWidth: 64, windowSize: 3, globalLayers: [1] },
    ...{ promptWidth: 32, maskChannels: 8, decoderHeads: 2, decoderMlpWidth: 64, iouWidth: 32 },
  };
  beforeAll(() => {
    manualSeed(3);
    mkdirSync(plugin, { recursive: true });
    writeFileSync(join(plugin, "config.json"), JSON.stringify({ decoder: "sam", settings }));
    writeSafetensors(join(plugin, "model.safetensors"), new Sam(settings).stateDict());
  });
  const withSam = (output: string, change: Partial<Stage>): Recipe => ({
    ...reduced("stage3-sam", output, shards.units, change, model),
    decoders: { mask: `sam=${plugin}` },
  });

  it("1. with the paper's settings its mask decoder changes with projector and language model, its encoders stay", async () => {
    const recipe = withSam("sam-one", { steps: 8 });
    expect(await changes(recipe)).toEqual(new Set(["projector", "language_model", ...decoders("mask")]));
    const [before, after] = [1, 8].map((step) => checkpoint(recipe.output, step));
    const parts = changedKeys(before, after).flatMap((key) => /units\.mask\.(network\.\w+|\w+)/.exec(key)?.[1] ?? []);
    expect(new Set(parts)).toEqual(new Set(["network.mask_decoder", "projection"]));
  });

  it("2. with the rate raised the loss falls, and the model is saved with it", async () => {
    const recipe = withSam("sam-fast", { steps: 16, lr: 3e-3 });
    expect(await falls(recipe)).toEqual(new Set(["total", "text", "box", "mask"]));
    expect(readModelFolder(join(recipe.output, "model")).config.decoder.units.mask).toEqual({
      decoder: "sam",
      ...settings,
    });
  });
});
