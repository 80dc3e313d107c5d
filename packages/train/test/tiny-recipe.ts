// Recipes of trainer tests: the golden run's network, few steps, a folder of their own.

import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { readSafetensors } from "@refvlm/torch";
import { type Recipe, recipeSchema, type Stage } from "../src/config/schema.js";

const model = fileURLToPath(new URL("./golden/tiny-run", import.meta.url));
const everything = [
  "visionTower",
  "pyramidTower",
  "textTower",
  "projector",
  "pyramidProjector",
  "languageModel",
  "visualDecoders",
];

type StageOptions = Partial<Stage> & { steps: number };

/** Stages of the three objectives. */
export const stages = {
  encoders: (options: StageOptions) => ({
    name: "encoders",
    objective: "contrastive",
    train: ["visionTower", "pyramidTower", "textTower", "visualDecoders"],
    ...common,
    ...options,
  }),
  projector: (options: StageOptions) => ({
    name: "projector",
    objective: "alignment",
    train: ["projector", "pyramidProjector"],
    ...common,
    ...options,
  }),
  all: (options: StageOptions) => ({
    name: "all",
    objective: "answers",
    train: everything,
    ...common,
    turnsPerPicture: 3,
    ...options,
  }),
};
const common = { batch: 2, turnsPerPicture: 1, lr: 1e-3, warmup: 0 };

/** A checked recipe that saves and logs every step. */
export function tinyRecipe(output: string, recipeStages: object[], seed = 5): Recipe {
  return recipeSchema.parse({
    model,
    output,
    seed: 3,
    sources: [{ kind: "scenes", seed }],
    stages: recipeStages,
    saveEvery: 1,
    keepCheckpoints: 100,
    logEvery: 1,
    threads: 1,
  });
}

/** Folders that are removed together. */
export class Folders {
  readonly #parent = mkdtempSync(join(tmpdir(), "refvlm-trainer-"));

  path(name: string): string {
    return join(this.#parent, name);
  }

  remove(): void {
    rmSync(this.#parent, { recursive: true, force: true });
  }
}

/** The checkpoint of a step. */
export function checkpoint(output: string, step: number): string {
  return join(output, "checkpoints", `step-${String(step).padStart(8, "0")}`);
}

/** Numbers of the steps whose checkpoints there are. */
export function savedSteps(output: string): number[] {
  return readdirSync(join(output, "checkpoints"))
    .map((name) => Number(name.replace("step-", "")))
    .sort((a, b) => a - b);
}

/** Keys whose weights differ between two model folders or checkpoints. */
export function changedKeys(before: string, after: string): string[] {
  const files = [before, after].map((folder) => readSafetensors(join(folder, "model.safetensors")));
  const bytes = (i: number, key: string) => {
    const tensor = files[i].tensor(key);
    const copy = Buffer.from(tensor.bytes());
    tensor.dispose();
    return copy;
  };
  const changed = [...files[0].keys()].filter((key) => !bytes(0, key).equals(bytes(1, key)));
  for (const file of files) file.close();
  return changed;
}
