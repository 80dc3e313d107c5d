// A training run: resumes bit for bit, trains only what a stage names, keeps its memory, never overwrites another run.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { readModelCard } from "@refvlm/model";
import { liveTensors, readSafetensors } from "@refvlm/torch";
import { afterAll, beforeAll, expect, test } from "vitest";
import { settledTensors } from "../../torch/test/settled-tensors.js";
import { readLog } from "../src/log/training-log.js";
import { startModel } from "../src/loop/prepare-model.js";
import { trainRecipe } from "../src/loop/run.js";
import { changedKeys, checkpoint, Folders, savedSteps, stages, tinyRecipe } from "./tiny-recipe.js";

const folders = new Folders();
const wordsFromTextTower = {
  "language_model.model.embed_tokens.weight": "text_tower.text_model.embeddings.token_embedding.weight",
};
const threeStages = [
  stages.encoders({ steps: 2 }),
  stages.projector({ steps: 1, copy: wordsFromTextTower }),
  stages.all({ steps: 3, accumulate: 2 }),
];
const whole = tinyRecipe(folders.path("whole"), threeStages);
let ended: string;
beforeAll(async () => {
  ended = await trainRecipe(whole);
});
afterAll(() => folders.remove());

const losses = (output: string) =>
  readLog(join(output, "log.jsonl")).map(({ step, stage, losses, gradNorm, lr }) => ({
    step,
    stage,
    losses,
    gradNorm,
    lr,
  }));

test("a run logs every step, ends its stages in order and leaves a model", () => {
  expect(ended).toBe("finished");
  expect(losses(whole.output).map(({ step, stage }) => [step, stage])).toEqual([
    [1, "encoders"],
    [2, "encoders"],
    [3, "projector"],
    [4, "all"],
    [5, "all"],
    [6, "all"],
  ]);
  expect(savedSteps(whole.output)).toEqual([1, 2, 3, 4, 5, 6]);
  expect(readSafetensors(join(whole.output, "model", "model.safetensors")).keys()).toContain(
    "language_model.model.norm.weight",
  );
  const card = readModelCard(join(whole.output, "model"))!;
  expect(card.trainedOn).toEqual([
    "generated scenes (seed 5): encoders 2 x 2, projector 1 x 2, all 3 x 4 pictures (seed 3)",
  ]);
  expect(card.names).toContainEqual({ name: "butterfly", plural: "butterflies" });
  expect(card.figures).toEqual([]);
});

test.each([
  ["at the border of two stages", 2],
  ["inside a stage", 5],
])("stopped %s and resumed, a run gives the same bytes and losses", async (_, stopAfter) => {
  const recipe = tinyRecipe(folders.path(`stopped-${stopAfter}`), threeStages);
  const stop = new AbortController();
  const first = await trainRecipe(recipe, {
    signal: stop.signal,
    onLog: ({ step }) => {
      if (step === stopAfter) stop.abort();
    },
  });
  expect(first).toBe("stopped");
  expect(savedSteps(recipe.output).at(-1)).toBe(stopAfter);
  expect(await trainRecipe(recipe, { resume: true })).toBe("finished");
  expect(losses(recipe.output)).toEqual(losses(whole.output));
  for (const file of ["model.safetensors", "optimizer.safetensors"]) {
    const [one, two] = [whole, recipe].map(({ output }) => readFileSync(join(checkpoint(output, 6), file)));
    expect(one.equals(two), file).toBe(true);
  }
  const [one, two] = [whole, recipe].map(({ output }) => readFileSync(join(output, "model", "model.safetensors")));
  expect(one.equals(two)).toBe(true);
});

test("a run that is there is not overwritten", async () => {
  const before = readFileSync(join(whole.output, "log.jsonl"));
  await expect(trainRecipe(whole)).rejects.toThrow(/a run is already there; continue it with --resume/);
  expect(readFileSync(join(whole.output, "log.jsonl")).equals(before)).toBe(true);
});

test("a stage changes the modules that it trains and the weights that it copies, nothing else", () => {
  const changed = changedKeys(checkpoint(whole.output, 2), checkpoint(whole.output, 3));
  const modules = new Set(changed.map((key) => key.split(".")[0]));
  expect(modules).toEqual(new Set(["projector", "pyramid_projector", "language_model"]));
  expect(changed.filter((key) => key.startsWith("language_model."))).toEqual([
    "language_model.model.embed_tokens.weight",
  ]);
});

test("a decoder that no answer asks for costs nothing: its weights stay as they are", async () => {
  const recipe = tinyRecipe(folders.path("boxes"), [stages.all({ steps: 2, tasks: { rec: 1 } })]);
  await trainRecipe(recipe);
  expect(losses(recipe.output).every((entry) => entry.losses.mask === undefined)).toBe(true);
  const changed = changedKeys(checkpoint(recipe.output, 1), checkpoint(recipe.output, 2));
  expect(changed.some((key) => key.startsWith("visual_decoders.units.box."))).toBe(true);
  expect(changed.filter((key) => key.startsWith("visual_decoders.units.mask."))).toEqual([]);
});

test("live tensors stay the same from step to step, and none is left when the run ends", async () => {
  const before = await settledTensors();
  const counts = new Map<string, number[]>();
  const recipe = tinyRecipe(folders.path("flat"), [stages.encoders({ steps: 4 }), stages.all({ steps: 6 })]);
  await trainRecipe(recipe, {
    onLog: ({ stage }) => counts.set(stage, [...(counts.get(stage) ?? []), liveTensors()]),
  });
  for (const [stage, list] of counts) {
    // The optimiser makes its averages when it first meets a gradient: a decoder's in the first batch that asks for it.
    const settled = list.slice(-2);
    expect(settled[1], `${stage}: ${list}`).toBe(settled[0]);
  }
  expect(liveTensors()).toBe(before);
});

test("the same recipe starts from the same weights", () => {
  const [one, two] = [startModel(whole).network, startModel(whole).network];
  const second = two.stateDict();
  for (const [key, value] of one.stateDict())
    expect(Buffer.from(value.bytes()).equals(Buffer.from(second.get(key)!.bytes())), key).toBe(true);
  one.dispose();
  two.dispose();
});

test("a batch that cannot be split over the replicas is refused before anything is written", async () => {
  const recipe = tinyRecipe(folders.path("uneven"), [stages.all({ steps: 1, batch: 3 })]);
  await expect(trainRecipe(recipe, { replicas: 2 })).rejects.toThrow(/stage all: batch: 3 cannot be split over 2/);
});

test("an output folder that a host cannot write in, or does not see, is told with the way out", async () => {
  const file = `${whole.output}.file`;
  writeFileSync(file, "");
  const below = tinyRecipe(join(file, "run"), [stages.all({ steps: 1 })]);
  await expect(trainRecipe(below)).rejects.toThrow(
    /^output: nothing can be written in .*run \(ENOTDIR: .*\); choose another folder \(--output\)$/,
  );
  const elsewhere = tinyRecipe(folders.path("elsewhere"), [stages.all({ steps: 1 })]);
  expect(() => startModel({ ...elsewhere, model: "nano" })).toThrow(
    /^output: .* does not see .*start, which the run's first process/,
  );
});

test("a module that a later stage names wrongly is told before the first step", async () => {
  for (const [fields, message] of [
    [{ train: ["projektor"] }, /stage all: train: no module "projektor"/],
    [{ copy: { projector: "languageModel" } }, /stage all: copy: .*only equal shapes can be copied/],
  ] as const) {
    const recipe = tinyRecipe(folders.path(`slip-${Object.keys(fields)}`), [
      stages.projector({ steps: 1 }),
      stages.all({ steps: 1, ...fields } as Parameters<typeof stages.all>[0]),
    ]);
    await expect(trainRecipe(recipe)).rejects.toThrow(message);
    expect(existsSync(join(recipe.output, "log.jsonl"))).toBe(false);
  }
});
