// Replicas in threads: they do what one trainer does that sees their slices in turn, and none waits for a broken one.
// Threads load the built package, so these runs start it in a process of its own, as the command line does.
import { spawn, spawnSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { readSafetensors, type Tensor } from "@refvlm/torch";
import { prepareAtlas } from "@refvlm/vt-instruct";
import { afterAll, expect, test } from "vitest";
import { latestCheckpoint } from "../src/checkpoint/read-checkpoint.js";
import { type Recipe, recipeSchema } from "../src/config/schema.js";
import { Mixture } from "../src/data/mixture.js";
import { readLog } from "../src/log/training-log.js";
import { trainRecipe } from "../src/loop/run.js";
import { readState } from "../src/loop/training-state.js";
import { buildScenes } from "./built-scenes.js";
import { Folders, stages, tinyRecipe } from "./tiny-recipe.js";

const folders = new Folders();
afterAll(() => folders.remove());

const cli = fileURLToPath(new URL("../../refvlm/dist/cli.js", import.meta.url));

/** The command line's arguments for a recipe; JSON is YAML too. */
function train(recipe: Recipe, ...options: string[]): string[] {
  const path = `${recipe.output}.yaml`;
  writeFileSync(path, JSON.stringify(recipe));
  return [cli, "train", path, ...options];
}

const logOf = ({ output }: Recipe) => readLog(join(output, "log.jsonl"));

function weights({ output }: Recipe): Map<string, Tensor> {
  return readSafetensors(join(latestCheckpoint(join(output, "checkpoints"))!, "model.safetensors")).tensors();
}

test("two replicas do what one does that takes their slices in turn", async () => {
  // Losses are means over the instances of a slice, so the whole batch in one pass would weigh instances otherwise.
  const split = tinyRecipe(folders.path("split"), [stages.all({ steps: 3, batch: 4 })]);
  const turns = tinyRecipe(folders.path("turns"), [stages.all({ steps: 3, batch: 2, accumulate: 2 })]);
  const ran = spawnSync(process.execPath, train(split, "--replicas", "2"), { encoding: "utf8" });
  expect(ran.stderr + ran.stdout).toContain("2 replica(s)");
  expect(ran.status).toBe(0);
  await trainRecipe(turns);

  const [two, one] = [logOf(split), logOf(turns)];
  expect(two).toHaveLength(3);
  for (const [i, entry] of two.entries()) {
    expect(entry.losses.total).toBeCloseTo(one[i].losses.total, 3);
    expect(entry.gradNorm / one[i].gradNorm).toBeCloseTo(1, 3);
  }
  const alone = weights(turns);
  for (const [key, value] of weights(split)) {
    const apart = value.sub(alone.get(key)!).abs().max().item();
    expect(apart, key).toBeLessThan(2e-4);
  }
});

test("a replica that fails ends the run with an error", async () => {
  const path = folders.path("broken.parquet");
  await prepareAtlas();
  await buildScenes(path, { rows: 2, broken: true });
  // The second replica begins with the broken row, the first with the other one.
  const plan = [stages.projector({ steps: 3, batch: 2 })];
  const recipeOf = (seed: number) =>
    recipeSchema.parse({ ...tinyRecipe(folders.path("broken"), plan), seed, sources: [{ kind: "shards", path }] });
  const breaksAt = async (recipe: Recipe, position: number) => {
    const mixture = await Mixture.open(recipe, recipe.stages[0], { size: 64, units: ["box", "mask"] });
    return mixture.at(position).then(
      () => false,
      () => true,
    );
  };
  let seed = 0;
  while (!(await breaksAt(recipeOf(seed), 1))) seed++;
  const ran = spawnSync(process.execPath, train(recipeOf(seed), "--replicas", "2"), {
    encoding: "utf8",
    timeout: 100_000,
  });
  expect(ran.signal).toBeNull();
  expect(ran.status).toBe(1);
  expect(ran.stderr).toMatch(/replica 1: broken.parquet: row 0: .* the row says 65 x/);
  expect(ran.stderr).toContain("refvlm: another replica of this training run failed");
  expect(ran.stderr).not.toMatch(/^\s+at /m);
});

test("SIGTERM saves after the running step, and the run can go on from there", async () => {
  const recipe = { ...tinyRecipe(folders.path("term"), [stages.all({ steps: 5000 })]), saveEvery: 5000 };
  const run = spawn(process.execPath, train(recipe), { stdio: ["ignore", "pipe", "inherit"] });
  let said = "";
  run.stdout.on("data", (piece) => (said += piece));
  const ended = new Promise<number | null>((resolve) => run.on("exit", resolve));
  const log = join(recipe.output, "log.jsonl");
  while (!existsSync(log) || readFileSync(log, "utf8").split("\n").length < 3) {
    expect(run.exitCode).toBeNull();
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  run.kill("SIGTERM");
  expect(await ended).toBe(0);
  expect(said).toContain("--resume");
  const saved = latestCheckpoint(join(recipe.output, "checkpoints"));
  expect(readState(saved!).step).toBe(logOf(recipe).at(-1)!.step);
});
