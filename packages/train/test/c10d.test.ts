// Replicas over c10d: gradients as of one trainer, whatever each rank's samples ask for. Both ranks are in this process.
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { processGroupBackends, readSafetensors, type Tensor, tensor } from "@refvlm/torch";
import { prepareAtlas, type Sample } from "@refvlm/vt-instruct";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { C10dCollective } from "../src/collectives/c10d.js";
import type { Collective } from "../src/collectives/collective.js";
import { type Meeting, meet } from "../src/collectives/meeting.js";
import { distributedReport } from "../src/collectives/report.js";
import type { World } from "../src/collectives/world.js";
import type { Recipe } from "../src/config/schema.js";
import { Mixture } from "../src/data/mixture.js";
import { startModel } from "../src/loop/prepare-model.js";
import { runTraining } from "../src/loop/trainer.js";
import { readState } from "../src/loop/training-state.js";
import { AnswersObjective } from "../src/objectives/answers.js";
import { freePort } from "./free-port.js";
import { checkpoint, Folders, stages, tinyRecipe } from "./tiny-recipe.js";

const folders = new Folders();
afterAll(() => folders.remove());
beforeAll(() => prepareAtlas());
const has = processGroupBackends().includes("gloo");
if (!has) console.warn("skipped: this libtorch has no c10d with Gloo");

async function meetings(size: number, timeout = 60_000): Promise<Meeting[]> {
  const port = await freePort();
  const common = { size, localRank: 0, host: "127.0.0.1", port, rankHoldsStore: true, attempt: 0 };
  return Promise.all(Array.from({ length: size }, (_, rank) => meet({ ...common, rank } satisfies World, { timeout })));
}

async function collectives(size: number): Promise<C10dCollective[]> {
  return (await meetings(size)).map((meeting) => new C10dCollective(meeting));
}

/** Each replica does the same. */
const all = <T>(each: readonly C10dCollective[], body: (one: C10dCollective) => Promise<T>) =>
  Promise.all(each.map(body));

function parameter(values: readonly number[], grad: readonly number[] | undefined): Tensor {
  const made = tensor(values, { requiresGrad: true });
  if (grad) made.grad = tensor(grad);
  return made;
}

describe.skipIf(!has)("a collective over c10d", () => {
  test("averages gradients: missing ones count as zeros, and one that all lack stays away", async () => {
    const ranks = await collectives(2);
    const parameters = [
      [parameter([0, 0], [1, 2]), parameter([0], [8]), parameter([0], undefined)],
      [parameter([0, 0], [3, -6]), parameter([0], undefined), parameter([0], undefined)],
    ];
    for (let step = 0; step < 2; step++) await all(ranks, (one) => one.averageGradients(parameters[one.rank]));
    for (const each of parameters)
      expect(each.map(({ grad }) => grad && [...(grad.toTypedArray() as Float32Array)])).toEqual([[2, -2], [4], null]);
    expect(await all(ranks, (one) => one.mean([one.rank, 5]))).toEqual([
      [0.5, 5],
      [0.5, 5],
    ]);
    await all(ranks, (one) => one.leave());
  });

  test("says what is not the same in all ranks", async () => {
    const ranks = await collectives(2);
    await all(ranks, (one) => one.agree("the recipe", "nano"));
    const differ = await Promise.allSettled(ranks.map((one) => one.agree("the step", String(one.rank))));
    const reasons = differ.map((end) => (end as PromiseRejectedResult).reason.message);
    expect(reasons[0]).toBe("the step is not the same in all ranks; the others say which");
    expect(reasons[1]).toMatch(/^the step is 1 here and 0 with rank 0 on .*: all hosts need the same recipe/);
  });

  test("tells the others why a rank failed, by rank, process, host and address", async () => {
    const ranks = await collectives(3);
    const told = new RegExp(
      `^rank 1 \\(process ${process.pid} on .*, 127.0.0.1\\) failed: row 7 of shard 3 is broken$`,
    );
    const waits = [0, 2].map((rank) => expect(ranks[rank].barrier()).rejects.toThrow(told));
    ranks[1].abort("row 7 of shard 3 is broken");
    await Promise.all(waits);
  });

  test("says which rank is there, but does not come in time; that one hears that it was given up", async () => {
    const [one, late] = (await meetings(2, 3000)).map((meeting) => new C10dCollective(meeting));
    await expect(one.barrier()).rejects.toThrow(/^rank 1 \(process .*\) did not come within 3 s: it is stuck/);
    await expect(late.barrier()).rejects.toThrow(/^all other ranks have given up this one: it was stuck or too slow/);
  });

  test("of a rank started anew meets the others, not those of the run that failed", async () => {
    const before = await meetings(2);
    const [one, two] = before.map((meeting) => new C10dCollective(meeting));
    two.abort("out of memory");
    await expect(one.barrier()).rejects.toThrow("out of memory");
    const { world } = before[0];
    const again = meet({ ...world, rank: 1 }, { timeout: 60_000 });
    await delay(1000);
    await Promise.all([one.abandon(), two.abandon()]);
    await Promise.all(before.map((meeting) => meeting.leave()));
    const after = await Promise.all([meet(world, { timeout: 60_000 }), again]);
    const ranks = after.map((meeting) => new C10dCollective(meeting));
    expect(await all(ranks, (each) => each.mean([each.rank]))).toEqual([[0.5], [0.5]]);
    await all(ranks, (each) => each.leave());
  });

  test("names the ranks that never came, with host and port", async () => {
    const port = await freePort();
    const world = { rank: 1, size: 3, localRank: 0, host: "127.0.0.1", port, rankHoldsStore: true, attempt: 0 };
    const missing = `rank 2 of 3 did not come to 127.0.0.1:${port} within 3 s`;
    const gone = `the store at 127.0.0.1:${port} has gone`;
    const waits = [missing, `(${missing}|${gone})`].map((told, rank) =>
      expect(meet({ ...world, rank }, { timeout: 3000 })).rejects.toThrow(new RegExp(told)),
    );
    await Promise.all(waits);
  });
});

test.skipIf(!has)("the report says where a process is, and that a group can add up", async () => {
  const lines: string[] = [];
  for await (const line of distributedReport(60_000)) lines.push(line);
  expect(lines.join("\n")).toMatch(
    /^process groups +gloo.*\nGLOO_SOCKET_IFNAME +not set: .*\nhost name +\S+, which .*\nrank +0 of 1\nmeet at +127.0.0.1:0 \(rank 0 listens\)\nthis process +\d+ on .*, address 127.0.0.1, interface lo\nall-reduce +right, in .* ms$/,
  );
});

/** A sample of another task at each place of a batch. */
async function tasksInTurn(recipe: Recipe, tasks: readonly object[]): Promise<(position: number) => Promise<Sample>> {
  const [stage] = recipe.stages;
  const mixtures = await Promise.all(
    tasks.map((task) => Mixture.open(recipe, { ...stage, tasks: task }, { size: 64, units: ["box", "mask"] })),
  );
  return (position) => mixtures[position % tasks.length].at(position);
}

/** Trains the tiny network on samples by position. */
async function train(recipe: Recipe, at: (position: number) => Promise<Sample>, collective?: Collective) {
  const model = startModel(recipe);
  const objectiveOf = () => new AnswersObjective(model, { ...recipe.stages[0], vocabulary: [] });
  await runTraining({
    recipe,
    network: model.network,
    collective,
    objectiveOf,
    dataOf: () => ({ at, order: "by position" }),
  });
  const weights = new Map([...model.network.stateDict()].map(([key, value]) => [key, Buffer.from(value.bytes())]));
  model.network.dispose();
  return weights;
}

describe.skipIf(!has)("ranks that each learn another task", () => {
  const tasks = [{ rec: 1 }, { res: 1 }];

  test("leave the weights of one trainer with the joined batch, to the last bit, in all ranks", async () => {
    const alone = tinyRecipe(folders.path("alone"), [stages.all({ steps: 3, batch: 1, accumulate: 2 })]);
    const shared = tinyRecipe(folders.path("shared"), [stages.all({ steps: 3, batch: 2 })]);
    const at = await tasksInTurn(alone, tasks);
    const expected = await train(alone, at);
    const ranks = await collectives(2);
    const trained = await all(ranks, (one) => train(shared, at, one));
    for (const weights of trained)
      for (const [key, bytes] of expected) expect(weights.get(key)!.equals(bytes), key).toBe(true);
    const positions = (output: string) => readState(checkpoint(output, 3)).positions;
    expect(positions(shared.output)).toEqual([6, 7]);
    expect(positions(alone.output)).toEqual([6]);
    await all(ranks, (one) => one.leave());
  });

  test("leave a decoder alone that no rank asks for", async () => {
    const recipe = tinyRecipe(folders.path("boxes"), [stages.all({ steps: 2, batch: 2 })]);
    const at = await tasksInTurn(recipe, [{ rec: 1 }]);
    const ranks = await collectives(2);
    await all(ranks, (one) => train(recipe, at, one));
    const [before, after] = [1, 2].map((step) =>
      readSafetensors(join(checkpoint(recipe.output, step), "model.safetensors")).tensors(),
    );
    const same = (part: string) =>
      [...before].filter(([key]) => key.includes(part)).map(([key, value]) => value.equal(after.get(key)!));
    expect(new Set(same("visual_decoders.units.mask."))).toEqual(new Set([true]));
    expect(same("visual_decoders.units.box.")).toContain(false);
    await all(ranks, (one) => one.leave());
  });
});
