// Which process of how many this is, from the variables of each launcher; and at which address it is reached.
import { networkInterfaces } from "node:os";
import { expect, test } from "vitest";
import { addressOfInterface, addressTowards, isLoopback } from "../src/collectives/own-address.js";
import { worldOf } from "../src/collectives/world.js";

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

test("srun says rank and hosts; the port comes from the job's number", () => {
  const srun = { SLURM_PROCID: "5", SLURM_STEP_NUM_TASKS: "8", SLURM_LOCALID: "1", SLURM_JOB_ID: "123456" };
  const hosts = (list: string) => worldOf({ ...srun, SLURM_STEP_NODELIST: list })?.host;
  expect(worldOf({ ...srun, SLURM_STEP_NODELIST: "node[03-05,9],gpu1" })).toMatchObject({
    ...{ rank: 5, size: 8, localRank: 1, host: "node03", port: 18456, rankHoldsStore: true },
  });
  expect([hosts("gpu1"), hosts("gpu1,gpu2"), hosts("a-[7,9-12]")]).toEqual(["gpu1", "gpu1", "a-7"]);
  expect(worldOf({ ...srun, ...meeting })).toMatchObject({ host: "host-a", port: 29500 });
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
