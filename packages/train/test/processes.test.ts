// Replicas in processes: what one trainer learns, whoever is killed, stops or comes back; every rank ends, and says why.
// REFVLM_KILLS says how many ranks are killed, each at a random moment; `npm run test:slow` kills twenty.

import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { Random } from "@refvlm/vt-instruct";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readLog } from "../src/log/training-log.js";
import { trainRecipe } from "../src/loop/run.js";
import { readState } from "../src/loop/training-state.js";
import { freePort } from "./free-port.js";
import { loggedSteps, Running, savedStep, train, trained, weights } from "./ranks.js";
import { checkpoint, Folders, savedSteps, stages, tinyRecipe } from "./tiny-recipe.js";

const folders = new Folders();
afterAll(() => folders.remove());

const steps = 12;
const shared = (name: string) => tinyRecipe(folders.path(name), [stages.all({ steps, batch: 4 })]);
const whole = shared("two");
beforeAll(() => {
  const run = trained(whole, "--processes", "2");
  expect(run.stderr).toMatch(/2 replica\(s\)\nrank 0 \(process \d+ on .*, 127.0.0.1\)\nrank 1 \(process \d+ on/);
  expect(run.status).toBe(0);
});

describe("processes that share every batch", () => {
  test("two leave the weights of one that takes their slices in turn, to the last bit", async () => {
    const alone = tinyRecipe(folders.path("alone"), [stages.all({ steps, batch: 2, accumulate: 2 })]);
    await trainRecipe(alone);
    expect(weights(whole).equals(weights(alone))).toBe(true);
    expect(readState(checkpoint(whole.output, steps)).positions).toEqual([4 * steps, 4 * steps + 2]);
  });

  test("four do but for the order of sums", async () => {
    const four = shared("four");
    const alone = tinyRecipe(folders.path("quarters"), [stages.all({ steps, batch: 1, accumulate: 4 })]);
    expect(trained(four, "--processes", "4").status).toBe(0);
    await trainRecipe(alone);
    const [ours, theirs] = [four, alone].map(({ output }) => readLog(join(output, "log.jsonl")));
    expect(ours).toHaveLength(steps);
    for (const [i, entry] of ours.entries()) {
      expect(entry.losses.total / theirs[i].losses.total).toBeCloseTo(1, 4);
      expect(entry.gradNorm / theirs[i].gradNorm).toBeCloseTo(1, 3);
    }
  });

  test("what keeps them from beginning is said by itself, without advice to go on", () => {
    const uneven = trained(shared("uneven"), "--processes", "3");
    expect(uneven.stderr).toBe(
      "refvlm: stage all: batch: 4 cannot be split over 3 replicas; it must be a multiple of 3\n",
    );
    const again = trained(whole, "--processes", "2").stderr.trim().split("\n");
    expect(again).toContain(
      `refvlm: ${whole.output}: a run is already there; continue it with --resume or choose another output`,
    );
    expect(again.at(-1)).toMatch(/^refvlm: rank [01] \(process \d+\) ended with exit code 1$/);
  });

  test("one goes on where two stopped, and says what it keeps", async () => {
    const recipe = shared("fewer");
    const run = Running.start(recipe, "--processes", "2");
    while (loggedSteps(recipe) < 2) await delay(20);
    run.kill("SIGTERM");
    expect(await run.ended).toBe(128 + 15);
    expect(run.said).toContain("stopped; continue with --resume");
    const step = savedSteps(recipe.output).at(-1);
    const on = trained(recipe, "--resume");
    expect(on.stderr).toMatch(
      /goes on with 1 replica\(s\), .* was saved with 2: weights, optimizer and the place in the data stay/,
    );
    expect(on.status).toBe(0);
    expect(savedSteps(recipe.output).at(-1)).toBe(steps);
    expect(step).toBeLessThanOrEqual(steps);
  });
});

describe("a rank", () => {
  const kills = Number(process.env.REFVLM_KILLS ?? 2);
  /** A run that has come so far might end before it is killed. */
  const far = steps - 6;

  // Starting three processes costs the most. So what goes on after a kill is killed again, and runs go side by side.
  const runs = Math.min(2, kills);
  test.concurrent.each(Array.from({ length: runs }, (_, i) => i))(
    "that is killed ends all, again and again; each time the run goes on as one that was not (%i)",
    async (number) => {
      const random = Random.of("kills", process.env.REFVLM_SEED ?? "0", number);
      let recipe = shared(`killed-${number}`);
      let saved = 0;
      for (let kill = number; kill < kills; kill += runs) {
        const run = Running.start(recipe, "--processes", "2", ...(existsSync(recipe.output) ? ["--resume"] : []));
        const rank = Math.floor(kill / runs + number) % 2;
        const pid = await run.processOf(rank);
        const seen = saved + random.below(3);
        while (loggedSteps(recipe) < seen) await delay(5);
        await delay(random.below(300));
        process.kill(pid, "SIGKILL");
        expect(await run.ended).toBe(1);
        expect(run.said).toContain(`rank ${rank} (process ${pid}) ended with SIGKILL`);
        expect(run.said).toMatch(new RegExp(`rank ${rank} \\(process ${pid} on .*\\) is lost`));
        saved = savedStep(recipe);
        if (saved > 0) expect(weights(recipe).equals(weights(whole, saved))).toBe(true);
        if (saved < far && kill + runs < kills) continue;
        expect(await Running.start(recipe, "--processes", "2", "--resume").ended).toBe(0);
        expect(weights(recipe).equals(weights(whole))).toBe(true);
        recipe = shared(`killed-${kill}-on`);
        saved = 0;
      }
    },
  );

  test("that is stopped ends all within the time limit, named; what was learnt is saved", async () => {
    const endless = tinyRecipe(folders.path("stuck"), [stages.all({ steps: 5000, batch: 4 })]);
    const recipe = { ...endless, saveEvery: 5000 };
    const run = Running.start(recipe, "--processes", "2", "--timeout", "30");
    const pid = await run.processOf(1);
    while (loggedSteps(recipe) < 2) await delay(20);
    process.kill(pid, "SIGSTOP");
    expect(await run.ended).toBe(1);
    expect(run.said).toMatch(new RegExp(`rank 1 \\(process ${pid} on .*\\) did not come within 30 s: it is stuck`));
    const step = Number(/the run is saved after step (\d+); go on with --resume/.exec(run.said)?.[1]);
    expect(savedSteps(recipe.output)).toEqual([step]);
  });

  test("that a launcher has started is not to start others", () => {
    const variables = { RANK: "0", WORLD_SIZE: "2", MASTER_ADDR: "127.0.0.1", MASTER_PORT: "1" };
    const run = spawnSync(process.execPath, train(shared("twice"), "--processes", "2"), {
      encoding: "utf8",
      env: { ...process.env, ...variables },
    });
    expect(run.stderr).toBe("refvlm: this is rank 0 of 2 that a launcher has started: leave --processes out\n");
    expect(run.status).toBe(1);
  });

  test("that finds nobody says whom it missed, and where", async () => {
    const port = String(await freePort());
    const variables = { RANK: "0", WORLD_SIZE: "2", MASTER_ADDR: "127.0.0.1", MASTER_PORT: port };
    const command = train(shared("nobody"), "--timeout", "1");
    const run = spawnSync(process.execPath, command, { encoding: "utf8", env: { ...process.env, ...variables } });
    expect(run.stderr).toMatch(`refvlm: rank 1 of 2 did not come to 127.0.0.1:${port} within 1 s (this is rank 0 on`);
    expect(run.status).toBe(1);
  });
});
