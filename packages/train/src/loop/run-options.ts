// How a run is started: where its replicas are, and who follows it.
import type { World } from "../collectives/world.js";
import type { LogEntry } from "../log/log-entry.js";

export interface RunOptions {
  /** Continue from the newest whole checkpoint of the recipe's output folder. */
  resume?: boolean;
  /** Threads that each train on a slice of every batch; 1 by default. */
  replicas?: number;
  /** The processes that share every batch, of which this is one; see `worldOf`. */
  world?: World;
  /** Milliseconds that one process waits for the others; ten minutes by default. */
  timeout?: number;
  onLog?(entry: LogEntry, total: number): void;
  onNote?(message: string): void;
  signal?: AbortSignal;
}

/** What `trainRecipe` hands on, each filled in. */
export type WholeRunOptions = RunOptions & Required<Pick<RunOptions, "resume" | "replicas" | "timeout" | "onNote">>;
