// Runs whose replicas are processes, started as users start them: by `refvlm train`.
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { latestCheckpoint } from "../src/checkpoint/checkpoint-folders.js";
import type { Recipe } from "../src/config/schema.js";
import { STATE_FILES } from "../src/loop/training-state.js";
import { checkpoint } from "./tiny-recipe.js";

const cli = fileURLToPath(new URL("../../refvlm/dist/cli.js", import.meta.url));

/** The arguments of Node for a recipe; JSON is YAML too. */
export function train(recipe: Recipe, ...options: string[]): string[] {
  const path = `${recipe.output}.yaml`;
  writeFileSync(path, JSON.stringify(recipe));
  return [cli, "train", path, ...options];
}

/** Runs to the end. */
export function trained(recipe: Recipe, ...options: string[]) {
  return spawnSync(process.execPath, train(recipe, ...options), { encoding: "utf8" });
}

/** A run that goes on beside the test. */
export class Running {
  readonly ended: Promise<number | null>;
  said = "";

  constructor(private readonly run: ChildProcess) {
    run.stderr!.on("data", (piece) => (this.said += piece));
    this.ended = once(run, "close").then(([code]) => code as number | null);
  }

  static start(recipe: Recipe, ...options: string[]): Running {
    return new Running(spawn(process.execPath, train(recipe, ...options), { stdio: ["ignore", "ignore", "pipe"] }));
  }

  kill(signal: NodeJS.Signals): void {
    this.run.kill(signal);
  }

  /** Waits until it has said something. @throws Error with all that it said where it ends before */
  async says(pattern: RegExp): Promise<RegExpExecArray> {
    for (;;) {
      const found = pattern.exec(this.said);
      if (found) return found;
      if (this.run.exitCode !== null) throw new Error(`the run ended without ${pattern}: ${this.said}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  /** Process of a rank. */
  async processOf(rank: number): Promise<number> {
    return Number((await this.says(new RegExp(`^rank ${rank} \\(process (\\d+) on`, "m")))[1]);
  }
}

/** Steps that a run has logged. */
export function loggedSteps({ output }: Recipe): number {
  try {
    return readFileSync(join(output, "log.jsonl"), "utf8").split("\n").length - 1;
  } catch {
    return 0;
  }
}

/** Step of the newest whole checkpoint; 0 where there is none. */
export function savedStep({ output }: Recipe): number {
  const folder = latestCheckpoint(join(output, "checkpoints"), STATE_FILES);
  return folder === undefined ? 0 : Number(basename(folder).replace("step-", ""));
}

/** Bytes of a checkpoint's weights, by default the newest one's. */
export function weights(recipe: Recipe, step = savedStep(recipe)): Buffer {
  return readFileSync(join(checkpoint(recipe.output, step), "model.safetensors"));
}
