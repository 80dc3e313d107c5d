// Going on from a checkpoint: past damaged ones, never under another trainer's hands, and not silently with another recipe.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync, readFileSync, truncateSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Recipe } from "../src/config/schema.js";
import { trainRecipe } from "../src/loop/run.js";
import { RUN_LOCK } from "../src/loop/run-lock.js";
import { checkpoint, Folders, stages, tinyRecipe } from "./tiny-recipe.js";

const folders = new Folders();
const recipeOf = (name: string): Recipe => tinyRecipe(folders.path(name), [stages.all({ steps: 3 })]);
const whole = recipeOf("whole");
beforeAll(async () => {
  await trainRecipe(whole);
});
afterAll(() => folders.remove());

const weights = (output: string) => readFileSync(join(output, "model", "model.safetensors"));

/** Trains until after a step, and returns the recipe. */
async function stoppedAfter(name: string, step: number): Promise<Recipe> {
  const recipe = recipeOf(name);
  const stop = new AbortController();
  await trainRecipe(recipe, {
    signal: stop.signal,
    onLog: (entry) => {
      if (entry.step === step) stop.abort();
    },
  });
  return recipe;
}

describe("a damaged newest checkpoint", () => {
  test.each([
    ["a file that was cut off", "model.safetensors"],
    ["a state that was cut off", "state.json"],
    ["a manifest that was cut off", "manifest.json"],
  ])("with %s is put aside when the run comes to it again", async (_, file) => {
    const recipe = await stoppedAfter(`damaged-${file}`, 2);
    truncateSync(join(checkpoint(recipe.output, 2), file), 10);
    const notes: string[] = [];
    expect(await trainRecipe(recipe, { resume: true, onNote: (note) => notes.push(note) })).toBe("finished");
    expect(notes.some((note) => note.includes("passing over a damaged checkpoint"))).toBe(true);
    expect(weights(recipe.output).equals(weights(whole.output))).toBe(true);
    expect(readdirSync(join(recipe.output, "checkpoints"))).toContain("set-aside-step-00000002-1");
  });
});

describe("a folder in which another process trains", () => {
  const lock = (recipe: Recipe) => join(recipe.output, RUN_LOCK);

  test("is refused while that process lives, and nothing of it is touched", async () => {
    const recipe = await stoppedAfter("locked", 1);
    const holder = { pid: process.ppid, host: hostname() };
    writeFileSync(lock(recipe), JSON.stringify(holder));
    const before = readFileSync(join(recipe.output, "log.jsonl"));
    await expect(trainRecipe(recipe, { resume: true })).rejects.toThrow(
      `process ${process.ppid} on ${hostname()} is training there`,
    );
    expect(readFileSync(join(recipe.output, "log.jsonl")).equals(before)).toBe(true);
    expect(JSON.parse(readFileSync(lock(recipe), "utf8"))).toEqual(holder);
  });

  test("on another machine is refused, too: whether it lives cannot be seen from here", async () => {
    const recipe = await stoppedAfter("elsewhere", 1);
    writeFileSync(lock(recipe), JSON.stringify({ pid: 1, host: "another-machine" }));
    await expect(trainRecipe(recipe, { resume: true })).rejects.toThrow(/on another-machine is training there/);
  });

  test("is taken over once that process has ended, and when its lock was cut off", async () => {
    const child = spawn(process.execPath, ["-e", ""]);
    await once(child, "exit");
    const recipe = await stoppedAfter("killed", 1);
    writeFileSync(lock(recipe), JSON.stringify({ pid: child.pid, host: hostname() }));
    const stop = AbortSignal.abort();
    expect(await trainRecipe(recipe, { resume: true, signal: stop })).toBe("stopped");
    expect(existsSync(lock(recipe))).toBe(false);
    writeFileSync(lock(recipe), '{"pi');
    expect(await trainRecipe(recipe, { resume: true })).toBe("finished");
    expect(existsSync(lock(recipe))).toBe(false);
    expect(weights(recipe.output).equals(weights(whole.output))).toBe(true);
  });

  test("two that start at once: one trains, the other is told", async () => {
    const recipe = recipeOf("both");
    const ends = await Promise.allSettled([trainRecipe(recipe), trainRecipe(recipe)]);
    expect(ends.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    expect(weights(recipe.output).equals(weights(whole.output))).toBe(true);
  });
});

describe("another recipe than the checkpoint's", () => {
  async function goOn(name: string, change: (recipe: Recipe) => Recipe): Promise<string[]> {
    const recipe = await stoppedAfter(name, 1);
    const notes: string[] = [];
    await trainRecipe(change(recipe), { resume: true, onNote: (note) => notes.push(note) });
    return notes.filter((note) => note.includes("another recipe"));
  }
  const inStage = (change: object) => (recipe: Recipe) => ({
    ...recipe,
    stages: recipe.stages.map((stage) => ({ ...stage, ...change })),
  });

  test.each<[string, (recipe: Recipe) => Recipe, string]>([
    ["rate", inStage({ lr: 2e-3 }), "stages.0.lr is 0.002, was 0.001"],
    ["batch", inStage({ batch: 4 }), "stages.0.batch is 4, was 2"],
    ["loss weights", inStage({ lossWeights: { text: 2 } }), "stages.0.lossWeights.text is 2, was not set"],
  ])("is told: %s", async (name, change, told) => {
    const notes = await goOn(`other-${name}`, change);
    expect(notes).toHaveLength(1);
    expect(notes[0]).toContain(told);
  });

  test("is not told where it changes nothing that is learnt", async () => {
    const change = (recipe: Recipe) => ({ ...recipe, saveEvery: 2, logEvery: 3, keepCheckpoints: 5 });
    expect(await goOn("harmless", change)).toEqual([]);
  });

  test("is refused where it asks for other data in another order", async () => {
    const recipe = await stoppedAfter("reseeded", 1);
    const notes: string[] = [];
    const going = trainRecipe({ ...recipe, seed: 4 }, { resume: true, onNote: (note) => notes.push(note) });
    await expect(going).rejects.toThrow(
      /stage all: the shards, weights, seed or buffers are not those of the checkpoint/,
    );
    expect(notes.some((note) => note.includes("seed is 4, was 3"))).toBe(true);
  });

  test("is refused where the step lies in another stage now", async () => {
    const recipe = await stoppedAfter("restaged", 2);
    const [stage] = recipe.stages;
    const cut = {
      ...recipe,
      stages: [
        { ...stage, steps: 1 },
        { ...stage, name: "more" },
      ],
    };
    await expect(trainRecipe(cut, { resume: true })).rejects.toThrow(
      /was saved after step 2 in stage all; with this recipe that is in stage more/,
    );
    const short = { ...recipe, stages: [{ ...stage, steps: 1 }] };
    await expect(trainRecipe(short, { resume: true })).rejects.toThrow(/behind the recipe's last step, 1/);
  });
});
