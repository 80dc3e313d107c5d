// Two hosts, as two network namespaces with a wire between them: no loopback connects them, and what goes over is counted.
import { spawn, spawnSync } from "node:child_process";
import { afterAll, expect, test } from "vitest";
import { trainRecipe } from "../src/loop/run.js";
import { Running, train, weights } from "./ranks.js";
import { Folders, stages, tinyRecipe } from "./tiny-recipe.js";

const folders = new Folders();
const hosts = [0, 1].map((i) => ({ name: `refvlm-${process.pid}-${i}`, wire: `rv${i}`, address: `10.77.0.${i + 1}` }));

const ip = (...words: string[]) => spawnSync("ip", words, { encoding: "utf8" }).status === 0;

/** Whether the namespaces could be made. */
function connectHosts(): boolean {
  const [one, two] = hosts;
  const made = hosts.every(({ name }) => ip("netns", "add", name));
  const wire = [
    "link",
    "add",
    one.wire,
    "netns",
    one.name,
    "type",
    "veth",
    "peer",
    "name",
    two.wire,
    "netns",
    two.name,
  ];
  if (!made || !ip(...wire)) return false;
  return hosts.every(
    ({ name, wire, address }) =>
      ip("-n", name, "addr", "add", `${address}/24`, "dev", wire) &&
      ip("-n", name, "link", "set", wire, "up") &&
      ip("-n", name, "link", "set", "lo", "up"),
  );
}
afterAll(() => {
  for (const { name } of hosts) ip("netns", "del", name);
  folders.remove();
});

/** Runs a command as a rank on a host of its own, with what PyTorchJob says to a pod: to the first one long "localhost". */
function onHost(rank: number, command: readonly string[]) {
  const variables = {
    ...{ RANK: String(rank), WORLD_SIZE: "2", PYTHONUNBUFFERED: "0" },
    ...{ PET_NNODES: "2", PET_NODE_RANK: String(rank), PET_NPROC_PER_NODE: "1" },
    ...{ MASTER_ADDR: rank === 0 ? "localhost" : hosts[0].address, MASTER_PORT: "23456" },
  };
  return spawn("ip", ["netns", "exec", hosts[rank].name, process.execPath, ...command], {
    env: { ...process.env, ...variables },
    stdio: ["ignore", "ignore", "pipe"],
  });
}

/** Bytes that a host has sent. */
function sent({ name, wire }: (typeof hosts)[number]): number {
  const path = `/sys/class/net/${wire}/statistics/tx_bytes`;
  return Number(spawnSync("ip", ["netns", "exec", name, "cat", path], { encoding: "utf8" }).stdout);
}

test("two hosts leave the weights of one trainer, each over its real interface", async () => {
  if (!connectHosts()) return console.warn("skipped: no right to make network namespaces (root, and ip of iproute2)");
  const recipe = tinyRecipe(folders.path("hosts"), [stages.all({ steps: 3, batch: 2 })]);
  const command = train(recipe, "--timeout", "120");
  const runs = hosts.map((_, rank) => new Running(onHost(rank, command)));
  expect(await Promise.all(runs.map(({ ended }) => ended))).toEqual([0, 0]);
  for (const [rank, { address }] of hosts.entries())
    expect(runs[0].said).toMatch(new RegExp(`^rank ${rank} \\(process \\d+ on .*, ${address}\\)$`, "m"));

  const alone = tinyRecipe(folders.path("alone"), [stages.all({ steps: 3, batch: 1, accumulate: 2 })]);
  await trainRecipe(alone);
  expect(weights(recipe).equals(weights(alone))).toBe(true);

  // Each of two ranks sends its gradients once in every step: half of them to be added up, and half of the sums.
  const gradients = weights(recipe).length;
  const bytes = sent(hosts[0]);
  console.info(
    `3 steps of ${(gradients / 1e6).toFixed(1)} MB of gradients: ${(bytes / 1e6).toFixed(1)} MB sent by each host`,
  );
  expect(bytes / (3 * gradients)).toBeGreaterThan(0.9);
  expect(bytes / (3 * gradients)).toBeLessThan(1.2);
});
