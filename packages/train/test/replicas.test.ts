// Replicas in threads: they do what one trainer does that sees their slices in turn, and none waits for a broken one.
// Threads load the built package, so these runs start it in a process of its own, as the command line does.
import { spawn, spawnSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { readSafetensors, type Tensor } from "@refvlm/torch";
import { prepareAtlas } from "@refvlm/vt-instruct";
import { afterAll, expect, test } from "vitest";
import { latestCheckpoint as latestOf } from "../src/checkpoint/checkpoint-folders.js";
import { type Recipe, recipeSchema } from "../src/config/schema.js";
import { Mixture } from "../src/data/mixture.js";
import { readLog } from "../src/log/training-log.js";
import { trainRecipe } from "../src/loop/run.js";
import { readState, STATE_FILES } from "../src/loop/training-state.js";
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

const latestCheckpoint = (parent: string) => latestOf(parent, STATE_FILES);

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
  const run = spawn(process.execPath, train(recipe), { stdio: ["ignore", "inherit", "pipe"] });
  let said = "";
  run.stderr.on("data", (piece) => (said += piece));
  const ended = new Promise<number | null>((resolve) => run.on("exit", resolve));
  const log = join(recipe.output, "log.jsonl");
  while (!existsSync(log) || readFileSync(log, "utf8").split("\n").length < 3) {
    expect(run.exitCode).toBeNull();
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  run.kill("SIGTERM");
  expect(await ended).toBe(128 + 15);
  expect(said).toContain("stopped; continue with --resume");
  const saved = latestCheckpoint(join(recipe.output, "checkpoints"));
  expect(readState(saved!).step).toBe(logOf(recipe).at(-1)!.step);
});

/** A program that runs in the replica's thread before it begins; `step(n)` resolves when the run has logged n steps. */
function inReplica({ output }: Recipe, code: string): string[] {
  const program = `import { isMainThread } from "node:worker_threads";
    import { existsSync, readFileSync } from "node:fs";
    const log = ${JSON.stringify(join(output, "log.jsonl"))};
    const step = (n) => new Promise((done) => {
      const timer = setInterval(() => {
        if (!existsSync(log) || readFileSync(log, "utf8").split("\\n").length <= n) return;
        clearInterval(timer);
        done();
      }, 20);
    });
    if (!isMainThread) step(2).then(() => { ${code} });`;
  return ["--import", `data:text/javascript,${encodeURIComponent(program)}`];
}

test.each([
  ["by process.exit(0)", "process.exit(0)", "replica 1 of this training run ended too early (exit code 0)"],
  ["by process.exit(3)", "process.exit(3)", "replica 1 of this training run ended too early (exit code 3)"],
  ["by an error nobody awaits", "setTimeout(() => { throw new Error('boom'); })", "replica 1: boom"],
])("a replica that dies %s ends the run with a message and a checkpoint to go on from", async (_, code, told) => {
  const recipe = {
    ...tinyRecipe(folders.path(`dead-${encodeURIComponent(code)}`), [stages.all({ steps: 5000 })]),
    saveEvery: 5000,
  };
  const ran = spawnSync(process.execPath, [...inReplica(recipe, code), ...train(recipe, "--replicas", "2")], {
    encoding: "utf8",
    timeout: 300_000,
  });
  expect(ran.signal).toBeNull();
  expect(ran.status).toBe(1);
  expect(ran.stderr).toContain(told);
  const step = Number(/the run is saved after step (\d+); go on with --resume/.exec(ran.stderr)?.[1]);
  expect(readState(latestCheckpoint(join(recipe.output, "checkpoints"))!).step).toBe(step);
  expect(step).toBeGreaterThanOrEqual(logOf(recipe).at(-1)!.step);
  expect(existsSync(join(recipe.output, "run.lock"))).toBe(false);
});

test("a run that lost a replica goes on as one that did not", async () => {
  const whole = tinyRecipe(folders.path("undisturbed"), [stages.all({ steps: 6, batch: 2 })]);
  const broken = { ...tinyRecipe(folders.path("disturbed"), [stages.all({ steps: 6, batch: 2 })]), saveEvery: 6 };
  expect(spawnSync(process.execPath, train(whole, "--replicas", "2")).status).toBe(0);
  const died = spawnSync(process.execPath, [
    ...inReplica(broken, "process.exit()"),
    ...train(broken, "--replicas", "2"),
  ]);
  expect(died.status).toBe(1);
  expect(spawnSync(process.execPath, train(broken, "--replicas", "2", "--resume")).status).toBe(0);
  const expected = weights(whole);
  for (const [key, value] of weights(broken)) expect(value.equal(expected.get(key)!), key).toBe(true);
});

test("Ctrl-C ends a run whose replica hangs", async () => {
  const recipe = tinyRecipe(folders.path("hanging"), [stages.all({ steps: 5000 })]);
  const options = [...inReplica(recipe, "for (;;);"), ...train(recipe, "--replicas", "2")];
  const run = spawn(process.execPath, options, { stdio: ["ignore", "ignore", "pipe"] });
  const ended = new Promise<number | null>((resolve) => run.on("exit", resolve));
  const log = join(recipe.output, "log.jsonl");
  while (!existsSync(log) || readFileSync(log, "utf8").split("\n").length < 3) {
    expect(run.exitCode).toBeNull();
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  await new Promise((resolve) => setTimeout(resolve, 2000));
  run.kill("SIGINT");
  await new Promise((resolve) => setTimeout(resolve, 1000));
  expect(run.exitCode).toBeNull();
  run.kill("SIGINT");
  expect(await ended).toBe(130);
});
