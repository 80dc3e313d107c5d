// Which part of a build a process takes, as the common launchers say it.
import { describe, expect, it } from "vitest";
import { shareOf } from "../../src/builder/share.js";

describe("the share of a process", () => {
  it("1. is the whole where nothing says otherwise", () => {
    expect(shareOf(undefined, undefined, {})).toEqual({ index: 0, count: 1 });
  });
  it("2. is what --shard says, before any launcher", () => {
    expect(shareOf("2/5", undefined, { RANK: "1", WORLD_SIZE: "3" })).toEqual({ index: 2, count: 5 });
  });
  it.each(["5/5", "1", "a/b", "-1/3", "1/0", "1/3/4"])("3. --shard %s is refused, and says how to count", (told) => {
    expect(() => shareOf(told, undefined, {})).toThrow(/give i\/n with i from 0 to n - 1/);
  });
  it("4. is torchrun's RANK of WORLD_SIZE", () => {
    expect(shareOf(undefined, undefined, { RANK: "1", WORLD_SIZE: "3" })).toEqual({ index: 1, count: 3 });
  });
  it("5. is a Slurm array's task, wherever its numbers begin and however they step", () => {
    const array = { SLURM_ARRAY_TASK_COUNT: "4", SLURM_ARRAY_TASK_MIN: "1" };
    expect(shareOf(undefined, undefined, { ...array, SLURM_ARRAY_TASK_ID: "4" })).toEqual({ index: 3, count: 4 });
    const stepped = { SLURM_ARRAY_TASK_COUNT: "3", SLURM_ARRAY_TASK_MIN: "10", SLURM_ARRAY_TASK_STEP: "5" };
    expect(shareOf(undefined, undefined, { ...stepped, SLURM_ARRAY_TASK_ID: "20" })).toEqual({ index: 2, count: 3 });
  });
  it("6. is a Kubernetes job's index, of as many as the command line says", () => {
    expect(shareOf(undefined, 8, { JOB_COMPLETION_INDEX: "7" })).toEqual({ index: 7, count: 8 });
    expect(() => shareOf(undefined, undefined, { JOB_COMPLETION_INDEX: "7" })).toThrow(/--shards/);
  });
  it.each([
    [{ RANK: "0" }, "RANK is 0 and WORLD_SIZE is not set"],
    [{ RANK: "5", WORLD_SIZE: "2" }, "RANK is 5 and WORLD_SIZE is 2"],
    [{ SLURM_ARRAY_TASK_ID: "3" }, "SLURM_ARRAY_TASK_ID is 3 and SLURM_ARRAY_TASK_COUNT is not set"],
  ])("7. is never the whole where a launcher says half of it: %o", (env, message) => {
    expect(() => shareOf(undefined, undefined, env)).toThrow(message);
  });
});
