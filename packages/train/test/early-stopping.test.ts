// Early stopping: held-out pictures end a stage that makes nothing better, and the best weights are those that stay.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { prepareAtlas } from "@refvlm/vt-instruct";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Recipe, recipeSchema } from "../src/config/schema.js";
import { readLog } from "../src/log/training-log.js";
import { trainRecipe } from "../src/loop/run.js";
import type { RunOptions } from "../src/loop/run-options.js";
import { buildScenes } from "./built-scenes.js";
import { changedKeys, checkpoint, Folders, stages, tinyRecipe } from "./tiny-recipe.js";

const folders = new Folders();
afterAll(() => folders.remove());
const path = folders.path("held-out.parquet");
beforeAll(async () => {
  await prepareAtlas();
  await buildScenes(path, { rows: 3 });
});

/** A rate at which the loss jumps up and down. */
const spoiling = { steps: 12, lr: 0.5, clip: 100 };
const recipeOf = (name: string, more: object): Recipe =>
  recipeSchema.parse({ ...tinyRecipe(folders.path(name), [stages.all(spoiling)]), ...more });
const heldOut = { path, every: 1, patience: 2 };

/** Runs, and gives what is told of the looks. */
async function notesOf(recipe: Recipe, options: RunOptions = {}): Promise<string[]> {
  const notes: string[] = [];
  await trainRecipe(recipe, { ...options, onNote: (note) => notes.push(note) });
  return notes.filter((note) => note.includes("held-out loss"));
}
const weights = ({ output }: Recipe) => readFileSync(join(output, "model", "model.safetensors"));
const loggedSteps = ({ output }: Recipe) => readLog(join(output, "log.jsonl")).map(({ step }) => step);

describe("early stopping", () => {
  const stopped = recipeOf("stopped", { heldOut });
  let notes: string[];
  /** The step and the loss of each look. */
  let looks: { step: number; loss: number }[];
  beforeAll(async () => {
    notes = await notesOf(stopped);
    looks = notes.map((note) => {
      const [, step, loss] = /^stage all, step (\d+): held-out loss (\d+\.\d+), lowest/.exec(note)!;
      return { step: Number(step), loss: Number(loss) };
    });
  });
  const best = () => looks.toSorted((a, b) => a.loss - b.loss)[0];

  it("1. ends a stage after so many looks without a lower loss", () => {
    const last = looks.at(-1)!.step;
    expect(last).toBeLessThan(spoiling.steps);
    expect(last - best().step).toBe(heldOut.patience);
    expect(notes.at(-1)).toContain(`lowest ${best().loss.toFixed(3)} after step ${best().step}: the stage ends here`);
    expect(loggedSteps(stopped)).toEqual(Array.from({ length: last }, (_, i) => i + 1));
    expect(readFileSync(join(stopped.output, "index.html"), "utf8")).toContain("the run has ended");
  });

  it("2. leaves the weights of the lowest loss, which looking has not changed", async () => {
    const plain = recipeOf("plain", {});
    const stop = new AbortController();
    await trainRecipe(plain, { signal: stop.signal, onLog: ({ step }) => step === best().step && stop.abort() });
    // The last checkpoint stands for the whole stage.
    const [wanted, left] = [checkpoint(plain.output, best().step), checkpoint(stopped.output, spoiling.steps)];
    expect(changedKeys(wanted, left)).toEqual([]);
  });

  it("3. stopped and resumed comes to the same end", async () => {
    const halved = recipeOf("halved", { heldOut });
    const stop = new AbortController();
    await trainRecipe(halved, { signal: stop.signal, onLog: ({ step }) => step === 1 && stop.abort() });
    expect(await notesOf(halved, { resume: true })).toEqual(notes.slice(1));
    expect(weights(halved).equals(weights(stopped))).toBe(true);
  });

  it("4. looks at the end of a stage that goes on to it", async () => {
    const notes = await notesOf(recipeOf("patient", { heldOut: { ...heldOut, every: 5, patience: 9 } }));
    expect(notes.map((note) => /step (\d+):/.exec(note)![1])).toEqual(["5", "10", "12"]);
  });

  it("5. says of held-out shards that there are none", async () => {
    const recipe = recipeOf("nowhere", { heldOut: { path: folders.path("nowhere") } });
    await expect(trainRecipe(recipe)).rejects.toThrow(/nowhere has no manifest\.json/);
  });
});
