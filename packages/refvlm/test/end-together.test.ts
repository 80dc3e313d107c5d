// How long ranks have to end once one of them has failed. Time passes where the test says so; processes are made up.
import type { ChildProcess } from "node:child_process";
import { EventEmitter } from "node:events";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { endTogether } from "../src/terminal/end-together.js";

vi.mock("node:timers/promises", () => ({
  setTimeout: (time: number) => new Promise<void>((resolve) => void setTimeout(resolve, time)),
}));
beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const TIMEOUT = 60_000;

/** A process that ends when it is told to; killed, it ends at once. */
class Rank extends EventEmitter {
  ended: string | undefined;

  constructor(readonly pid: number) {
    super();
  }

  end(code: number | null, signal: string | null = null): void {
    this.ended ??= signal ?? String(code);
    this.emit("exit", code, signal);
  }

  kill(signal: string): void {
    if (this.ended === undefined) this.end(null, signal);
  }
}

function run(size: number) {
  const ranks = Array.from({ length: size }, (_, rank) => new Rank(100 + rank));
  return { ranks, end: endTogether(ranks as unknown as ChildProcess[], TIMEOUT) };
}
const ends = (ranks: readonly Rank[]) => ranks.map(({ ended }) => ended);

test("all may take as long as they like, where none fails", async () => {
  const { ranks, end } = run(2);
  ranks[1].end(0);
  await vi.advanceTimersByTimeAsync(1000 * TIMEOUT);
  expect(ends(ranks)).toEqual([undefined, "0"]);
  ranks[0].end(0);
  expect(await end).toBeUndefined();
});

test("rank 0 that saves slowly has twice the time limit, and the rank that is stuck ends ten seconds after it", async () => {
  const { ranks, end } = run(3);
  ranks[1].end(1);
  await vi.advanceTimersByTimeAsync(2 * TIMEOUT);
  expect(ends(ranks)).toEqual([undefined, "1", undefined]);
  ranks[0].end(1);
  await vi.advanceTimersByTimeAsync(9999);
  expect(ends(ranks)).toEqual(["1", "1", undefined]);
  await vi.advanceTimersByTimeAsync(1);
  expect(ends(ranks)).toEqual(["1", "1", "SIGKILL"]);
  expect(await end).toEqual({ told: "rank 1 (process 101) ended with exit code 1", killed: true });
});

test("rank 0 that never has done with saving is killed in the end", async () => {
  const { ranks, end } = run(2);
  ranks[1].end(null, "SIGKILL");
  await vi.advanceTimersByTimeAsync(2 * TIMEOUT + 10_000);
  expect(ends(ranks)).toEqual(["SIGKILL", "SIGKILL"]);
  expect(await end).toEqual({ told: "rank 1 (process 101) ended with SIGKILL", killed: true });
});

test("ranks that all end by themselves have said why", async () => {
  const { ranks, end } = run(2);
  for (const rank of ranks) rank.end(1);
  expect(await end).toEqual({ told: "rank 0 (process 100) ended with exit code 1", killed: false });
});
