// Training on built shards: the same batches after a stop, mixed with scenes, and nothing left out in silence.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { groups } from "@refvlm/trp";
import { prepareAtlas } from "@refvlm/vt-instruct";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Recipe } from "../src/config/schema.js";
import { recipeSchema } from "../src/config/schema.js";
import { Mixture } from "../src/data/mixture.js";
import { readLog } from "../src/log/training-log.js";
import { trainRecipe } from "../src/loop/run.js";
import { readState } from "../src/loop/training-state.js";
import { type BuiltScenesOptions, buildScenes } from "./built-scenes.js";
import { checkpoint, Folders, stages, tinyRecipe } from "./tiny-recipe.js";

const folders = new Folders();
const fits = { size: 64, units: ["box", "mask"] };
let shards: string;
beforeAll(async () => {
  await prepareAtlas();
  shards = await built("sound", { rows: 11 });
});
afterAll(() => folders.remove());

async function built(name: string, options: BuiltScenesOptions): Promise<string> {
  const path = folders.path(`${name}.parquet`);
  await buildScenes(path, options);
  return path;
}

/** A tiny recipe on these sources. */
function recipeOn(name: string, sources: object[], recipeStages: object[]): Recipe {
  return recipeSchema.parse({ ...tinyRecipe(folders.path(name), recipeStages), sources });
}

const shardsOf = (path: string, more: object = {}) => ({ kind: "shards", path, ...more });
const lossesOf = ({ output }: Recipe) =>
  readLog(join(output, "log.jsonl")).map(({ step, losses }) => ({ step, losses }));

describe("training on built shards", () => {
  it("1. stopped mid-epoch and resumed, sees the same batches: the same losses and the same bytes", async () => {
    const plan = [stages.all({ steps: 7, batch: 2 })]; // 14 samples of 11: over the end of an epoch
    const whole = recipeOn("whole", [shardsOf(shards)], plan);
    expect(await trainRecipe(whole)).toBe("finished");
    const halved = recipeOn("halved", [shardsOf(shards)], plan);
    const stop = new AbortController();
    await trainRecipe(halved, { signal: stop.signal, onLog: ({ step }) => step === 3 && stop.abort() });
    expect(readState(checkpoint(halved.output, 3)).data).toMatch(/^[0-9a-f]{64}$/);
    expect(await trainRecipe(halved, { resume: true })).toBe("finished");
    expect(lossesOf(halved)).toEqual(lossesOf(whole));
    expect(Object.keys(lossesOf(whole)[0].losses)).toEqual(expect.arrayContaining(["text", "box", "dense"]));
    const [one, two] = [whole, halved].map(({ output }) => readFileSync(join(output, "model", "model.safetensors")));
    expect(one.equals(two)).toBe(true);
  });

  it("2. refuses to go on with other shards than the checkpoint's", async () => {
    const plan = [stages.all({ steps: 3 })];
    const recipe = recipeOn("moved", [shardsOf(shards)], plan);
    const stop = new AbortController();
    await trainRecipe(recipe, { signal: stop.signal, onLog: () => stop.abort() });
    const other = { ...recipe, sources: recipeOn("x", [shardsOf(await built("other", { rows: 9 }))], plan).sources };
    await expect(trainRecipe(other, { resume: true })).rejects.toThrow(/stage all: the shards, .* are not those of/);
  });

  it("3. runs all three objectives on rows with labels, whatever the size of their pictures", async () => {
    const large = await built("large", { rows: 5, size: 150 });
    const plan = [stages.encoders({ steps: 2 }), stages.projector({ steps: 1 }), stages.all({ steps: 2 })];
    const recipe = recipeOn("objectives", [shardsOf(large)], plan);
    expect(await trainRecipe(recipe)).toBe("finished");
    for (const { losses } of lossesOf(recipe)) expect(Number.isFinite(losses.total)).toBe(true);
  });

  it("4. says of rows without labels what a stage that learns from them needs", async () => {
    const bare = await built("bare", { rows: 3, labels: false });
    const recipe = recipeOn("unlabelled", [shardsOf(bare)], [stages.encoders({ steps: 1 })]);
    await expect(trainRecipe(recipe)).rejects.toThrow(/stage encoders learns from labels, .*build with "labels: true"/);
  });
});

describe("a mixture with shards", () => {
  const mixtureOf = (sources: object[], units = fits.units) => {
    const recipe = recipeOn("mixture", sources, [stages.all({ steps: 1 })]);
    return Mixture.open(recipe, recipe.stages[0], { ...fits, units });
  };
  const taken = (mixture: Mixture, count: number) =>
    Promise.all(Array.from({ length: count }, (_, position) => mixture.at(position)));

  it("5. takes scenes and rows by weight, every row once an epoch", async () => {
    const mixture = await mixtureOf([{ kind: "scenes", weight: 3 }, shardsOf(shards)]);
    const ids = (await taken(mixture, 80)).flatMap(({ id }) => (id?.startsWith("scenes:") ? [id] : []));
    expect(ids.length).toBeGreaterThan(11);
    expect(ids.length).toBeLessThan(32);
    expect(new Set(ids.slice(0, 11)).size).toBe(11);
  });

  it("6. gives a position whatever was read before", async () => {
    const sources = [shardsOf(shards, { weight: 2 }), { kind: "scenes" }];
    const forth = (await taken(await mixtureOf(sources), 30)).map(({ turns }) => turns);
    const mixture = await mixtureOf(sources);
    for (const position of [29, 3, 17]) expect((await mixture.at(position)).turns).toEqual(forth[position]);
  });

  it("7. leaves out turns that the network has no decoder for, and counts them", async () => {
    const mixture = await mixtureOf([shardsOf(shards)], ["box"]);
    const samples = await taken(mixture, 11);
    const answers = samples.flatMap(({ turns }) => turns.map(({ answer }) => groups(answer.body)));
    // A mask that is denied needs no decoder.
    expect(new Set(answers.flat().flatMap(({ group }) => group.units))).toEqual(new Set(["box"]));
    expect(mixture.leftOut()).toContainEqual(expect.stringMatching(/^\d+ turns with the unit mask$/));
  });

  it("8. leaves out what stands behind such a turn in a conversation", async () => {
    const tasks = { rec: 1, res: 1 };
    const path = await built("behind", { rows: 12, tasks, independent: false });
    const mixed = await mixtureOf([shardsOf(path)], ["box"]);
    await taken(mixed, 12);
    expect(mixed.leftOut()).toContainEqual(expect.stringMatching(/^\d+ turns behind one that is left out$/));
    expect(mixed.leftOut()).toContainEqual(expect.stringMatching(/^\d+ rows of .*behind.parquet that leave nothing/));
    const none = await mixtureOf([shardsOf(await built("all-masks", { rows: 4, tasks: { fovs: 1 } }))], ["box"]);
    await expect(none.at(0)).rejects.toThrow(
      /none of 4 rows together in the buffer can be used: 0 broken, 4 with nothing/,
    );
  });

  it("10. learns turns with visual prompts of every kind", async () => {
    const tasks = { "ig-mask-point": 1, "ig-box-box": 1, "reg-scribble": 1, "reg-mask": 1 };
    const path = await built("prompted", { rows: 8, tasks });
    const mixture = await mixtureOf([shardsOf(path)]);
    const turns = (await taken(mixture, 8)).flatMap((sample) => sample.turns);
    expect(new Set(turns.map(({ prompts }) => prompts![0].kind)).size).toBe(4);
    expect(mixture.leftOut()).toEqual([]);
    const recipe = recipeOn("prompts", [shardsOf(path)], [stages.all({ steps: 3 })]);
    expect(await trainRecipe(recipe)).toBe("finished");
    for (const { losses } of lossesOf(recipe)) expect(losses.text).toBeGreaterThan(0);
  });

  it("9. ends at a broken row or passes it over and says so, as the recipe wants it", async () => {
    const path = await built("broken", { rows: 6, broken: true });
    await expect(taken(await mixtureOf([shardsOf(path)]), 6)).rejects.toThrow(
      /broken.parquet: row 0: .* the row says 65 x/,
    );
    const mixture = await mixtureOf([shardsOf(path, { skipBroken: true })]);
    const ids = (await taken(mixture, 6)).map(({ id }) => id);
    expect(new Set(ids)).toEqual(new Set([1, 2, 3, 4, 5].map((index) => `scenes:${index}`)));
    expect(mixture.leftOut()).toEqual([
      expect.stringMatching(/^1 broken rows of .*the first: broken.parquet: row 0: /),
    ]);
  });
});
