// Which process of how many this is, from the variables of each launcher; and at which address it is reached.
import { networkInterfaces } from "node:os";
import { expect, test } from "vitest";
import { addressOfInterface, addressTowards, isLoopback } from "../src/collectives/own-address.js";
import { worldOf } from "../src/collectives/world.js";
import { threadsOfRank } from "../src/loop/threads-of-rank.js";

const meeting = { MASTER_ADDR: "host-a", MASTER_PORT: "29500" };

test("a process that nobody started with others is alone", () => {
  expect(worldOf({})).toBeUndefined();
  expect(worldOf({ RANK: "0", WORLD_SIZE: "1" })).toBeUndefined();
  // The shell of a Slurm job that has tasks, but is none of them.
  expect(worldOf({ SLURM_NTASKS: "4", SLURM_PROCID: "0" })).toBeUndefined();
});

test("PyTorchJob and torchrun say RANK, WORLD_SIZE, MASTER_ADDR and MASTER_PORT", () => {
  const job = worldOf({ RANK: "3", WORLD_SIZE: "4", ...meeting });
  expect(job).toEqual({
    rank: 3,
    size: 4,
    localRank: 0,
    localSize: undefined,
    host: "host-a",
    port: 29500,
    rankHoldsStore: true,
    attempt: 0,
  });
  const torchrun = {
    ...{ RANK: "3", WORLD_SIZE: "4", LOCAL_RANK: "1", LOCAL_WORLD_SIZE: "2", ...meeting },
    ...{ TORCHELASTIC_USE_AGENT_STORE: "True", TORCHELASTIC_RESTART_COUNT: "2" },
  };
  expect(worldOf(torchrun)).toEqual({ ...job, localRank: 1, localSize: 2, rankHoldsStore: false, attempt: 2 });
});

test("pods of a PyTorchJob say it twice, those of a TrainJob in torchrun's own variables alone", () => {
  const pod = { PET_NNODES: "3", PET_NODE_RANK: "2", PET_NPROC_PER_NODE: "1" };
  const world = { rank: 2, size: 3, localRank: 0, port: 23456, rankHoldsStore: true };
  const job = { RANK: "2", WORLD_SIZE: "3", MASTER_ADDR: "job-master-0", MASTER_PORT: "23456", ...pod };
  expect(worldOf(job)).toMatchObject({ ...world, host: "job-master-0" });
  const trainJob = { ...pod, PET_MASTER_ADDR: "job-node-0-0.job", PET_MASTER_PORT: "29500" };
  expect(worldOf(trainJob)).toMatchObject({ ...world, host: "job-node-0-0.job", port: 29500 });
  expect(worldOf({ ...trainJob, PET_NNODES: "1", PET_NODE_RANK: "0" })).toBeUndefined();
  // torchrun hands its own variables on to what it starts.
  const started = { RANK: "1", WORLD_SIZE: "6", LOCAL_RANK: "1", ...meeting };
  expect(worldOf({ ...trainJob, ...started, PET_NPROC_PER_NODE: "2" })).toMatchObject({
    rank: 1,
    size: 6,
    host: "host-a",
  });
});

test("srun says rank and hosts; the port comes from the job's number and the step's", () => {
  const srun = { SLURM_PROCID: "5", SLURM_STEP_NUM_TASKS: "8", SLURM_LOCALID: "1", SLURM_JOB_ID: "123456" };
  const hosts = (list: string) => worldOf({ ...srun, SLURM_STEP_NODELIST: list })?.host;
  expect(worldOf({ ...srun, SLURM_STEP_NODELIST: "node[03-05,9],gpu1" })).toMatchObject({
    ...{ rank: 5, size: 8, localRank: 1, host: "node03", port: 18456, rankHoldsStore: true },
  });
  expect([hosts("gpu1"), hosts("gpu1,gpu2"), hosts("a-[7,9-12]")]).toEqual(["gpu1", "gpu1", "a-7"]);
  expect(worldOf({ ...srun, ...meeting })).toMatchObject({ host: "host-a", port: 29500 });
  const port = (step: string) => worldOf({ ...srun, SLURM_STEP_NODELIST: "n", SLURM_STEP_ID: step })?.port;
  expect([port("0"), port("1")]).toEqual([18456, 19465]);
  const tasks = (list: string, host: string) =>
    worldOf({ ...srun, SLURM_STEP_NODELIST: "n", SLURM_STEP_TASKS_PER_NODE: list, SLURM_NODEID: host })?.localSize;
  expect([tasks("2(x3),1", "2"), tasks("2(x3),1", "3"), tasks("8", "0")]).toEqual([2, 1, 8]);
});

test("processes of one machine share its processors, whether or not Slurm has bound each to its own", () => {
  const srun = { SLURM_PROCID: "1", SLURM_STEP_NUM_TASKS: "2", SLURM_STEP_TASKS_PER_NODE: "2", SLURM_NODEID: "0" };
  const world = worldOf({ ...srun, ...meeting, SLURM_CPUS_ON_NODE: "8" })!;
  expect([4, 8, 64].map((own) => threadsOfRank(world, own, {}, own))).toEqual([4, 4, 4]);
  expect(threadsOfRank({ localSize: 2 }, 8, {}, 8)).toBe(4);
  expect(threadsOfRank({ localSize: 4 }, 2, {}, 2)).toBe(1);
  expect(threadsOfRank({}, 8, {}, 8)).toBe(8);
  // Eight cores of two threads each: Slurm counts sixteen processors, the engine takes a thread a core.
  expect(threadsOfRank({ localSize: 2, localProcessors: 16 }, 8, {}, 16)).toBe(4);
  expect(threadsOfRank({ localSize: 2 }, 3, { OMP_NUM_THREADS: "3" })).toBe(3);
});

test.each([
  [{ WORLD_SIZE: "2", ...meeting }, "RANK is not set"],
  [{ RANK: "2", WORLD_SIZE: "2", ...meeting }, "RANK is 2: it must be below WORLD_SIZE, which is 2"],
  [{ RANK: "1" }, "RANK is 1: it must be below WORLD_SIZE, which is not set"],
  [{ RANK: "1", WORLD_SIZE: "1" }, "RANK is 1: it must be below WORLD_SIZE, which is 1"],
  [{ RANK: "one", WORLD_SIZE: "2", ...meeting }, 'RANK is "one": it must be a whole number from 0'],
  [{ RANK: "0", WORLD_SIZE: "2", MASTER_PORT: "1" }, "MASTER_ADDR is not set: several processes need"],
  [{ RANK: "0", WORLD_SIZE: "2", MASTER_ADDR: "a" }, "MASTER_PORT is not set"],
  [{ RANK: "0", WORLD_SIZE: "2", MASTER_ADDR: "a", MASTER_PORT: "0" }, "MASTER_PORT is 0: it must be a port"],
  [{ RANK: "0", WORLD_SIZE: "2", MASTER_ADDR: "a", MASTER_PORT: "65536" }, "MASTER_PORT is 65536: it must be a port"],
  [{ RANK: "0", WORLD_SIZE: "4", PET_NPROC_PER_NODE: "2", ...meeting }, "PET_NPROC_PER_NODE is 2: each pod is to have"],
  [{ PET_NNODES: "1:3", PET_NODE_RANK: "0" }, "PET_NNODES is 1:3 and no one number: this job has processes that come"],
  [{ PET_NNODES: "3" }, "PET_NNODES is 3 and no RANK or PET_NODE_RANK is set"],
])("%o is refused by name", (variables, message) => {
  expect(() => worldOf(variables as Record<string, string>)).toThrow(message);
});

test("the address is the one from which the way leads; an interface that is none is refused with those there are", async () => {
  expect(await addressTowards("127.0.0.1")).toEqual({ name: "lo", address: "127.0.0.1" });
  expect([isLoopback("127.0.1.1"), isLoopback("::1"), isLoopback("10.0.0.1")]).toEqual([true, true, false]);
  const [[name, [{ address }]]] = Object.entries(networkInterfaces()) as [string, { address: string }[]][];
  expect(addressOfInterface(name)).toEqual({ name, address });
  expect(() => addressOfInterface("eth77")).toThrow(/GLOO_SOCKET_IFNAME is "eth77".*one of .*lo \(127.0.0.1\)/);
  await expect(addressTowards("no-such-host.invalid")).rejects.toThrow(
    /MASTER_ADDR: no-such-host.invalid has no address/,
  );
});
