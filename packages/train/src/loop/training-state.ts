// What a checkpoint of a run holds: weights, optimizer, generator state and where in which stage it was.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { RefVlmNetwork } from "@refvlm/model";
import { type optim, readSafetensors, type Tensor, writeSafetensors } from "@refvlm/torch";
import { type CheckpointFile, writeCheckpoint } from "../checkpoint/write-checkpoint.js";
import type { Recipe } from "../config/schema.js";
import type { Looks } from "./early-stopping.js";

/** The files of a checkpoint; one that lacks any is not whole. */
export const STATE_FILES = ["model.safetensors", "optimizer.safetensors", "state.json"] as const;

export interface TrainingState {
  /** Optimiser steps done since the start of the run. */
  step: number;
  stage: string;
  seconds: number;
  /** State of the engine's random generator. */
  rng: Uint8Array;
  /** What the order of the stage's data depends on, beside the recipe; where in it the run is, `step` says. */
  data: string;
  recipe: Recipe;
  /** Of each replica: where in the stage's data its next batch begins. Checkpoints of earlier versions have none. */
  positions?: number[];
  /** Of early stopping, where the recipe asks for it. */
  looks?: Looks;
}

/** Writes everything that `restoreState` needs, atomically. */
export function saveState(folder: string, network: RefVlmNetwork, optimizer: optim.AdamW, state: TrainingState): void {
  const { tensors, steps, groups } = optimizer.stateDict();
  const rest = { ...state, rng: Buffer.from(state.rng).toString("base64"), optimizer: { steps, groups } };
  const files: Record<(typeof STATE_FILES)[number], CheckpointFile> = {
    "model.safetensors": (path) => writeSafetensors(path, network.stateDict()),
    "optimizer.safetensors": (path) => writeSafetensors(path, tensors),
    "state.json": Buffer.from(`${JSON.stringify(rest, null, 2)}\n`),
  };
  writeCheckpoint(folder, files);
}

/** Where a checkpoint's run was; the numbers that belong to its optimizer ride along. */
export interface SavedState extends TrainingState {
  optimizer: Pick<optim.OptimizerState, "steps" | "groups">;
}

/** Reads where the run was, without its tensors. */
export function readState(folder: string): SavedState {
  const state = JSON.parse(readFileSync(join(folder, "state.json"), "utf8")) as SavedState & { rng: unknown };
  return { ...state, rng: Buffer.from(state.rng as unknown as string, "base64") };
}

/** Loads a checkpoint's weights into the network; its keys must fit exactly. */
export function restoreWeights(folder: string, network: RefVlmNetwork): void {
  withFile(join(folder, "model.safetensors"), (tensors) => network.loadStateDict(tensors));
}

/** Loads a checkpoint's averages and step counts into the optimizer of the stage it was saved in. */
export function restoreOptimizer(folder: string, state: SavedState, optimizer: optim.AdamW): void {
  withFile(join(folder, "optimizer.safetensors"), (tensors) =>
    optimizer.loadStateDict({ tensors, ...state.optimizer }),
  );
}

function withFile(path: string, use: (tensors: Map<string, Tensor>) => void): void {
  const file = readSafetensors(path);
  const tensors = file.tensors();
  try {
    use(tensors);
  } finally {
    for (const tensor of tensors.values()) tensor.dispose();
    file.close();
  }
}
