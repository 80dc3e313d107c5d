// What a training run leaves to read: one JSON line a logged step, and the same for TensorBoard.
import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { EventFile } from "./event-file.js";

/** One logged step; `losses` are means since the last logged step. */
export interface LogEntry {
  stage: string;
  /** Optimiser steps since the start of the run. */
  step: number;
  losses: Record<string, number>;
  lr: number;
  gradNorm: number;
  /** Pictures a second, with all their turns. */
  picturesPerSecond: number;
  /** Seconds of training so far, resumed parts included. */
  seconds: number;
}

/** Appends to `log.jsonl` and a TensorBoard file in the run's folder. */
export class TrainingLog {
  readonly #path: string;
  readonly #events: EventFile;

  /** @param step where the run (re)starts: lines of later steps, written before a crash, are dropped. */
  constructor(folder: string, step: number) {
    mkdirSync(folder, { recursive: true });
    this.#path = join(folder, "log.jsonl");
    if (existsSync(this.#path)) {
      const kept = readLog(this.#path).filter((entry) => entry.step <= step);
      writeFileSync(this.#path, kept.map((entry) => `${JSON.stringify(entry)}\n`).join(""));
    }
    this.#events = new EventFile(folder);
  }

  write(entry: LogEntry): void {
    appendFileSync(this.#path, `${JSON.stringify(entry)}\n`);
    const losses = Object.entries(entry.losses).map(([name, value]) => [`loss/${name}`, value]);
    this.#events.scalars(entry.step, {
      ...Object.fromEntries(losses),
      lr: entry.lr,
      gradNorm: entry.gradNorm,
      picturesPerSecond: entry.picturesPerSecond,
    });
  }
}

/** The entries of a log; a last line cut by a crash is left out. */
export function readLog(path: string): LogEntry[] {
  return readFileSync(path, "utf8")
    .split("\n")
    .flatMap((line) => {
      try {
        return line === "" ? [] : [JSON.parse(line) as LogEntry];
      } catch {
        return [];
      }
    });
}
