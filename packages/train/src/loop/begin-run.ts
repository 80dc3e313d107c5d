// What is done once for a run, however many replicas it has: its folder is taken, and what all start from is written.
import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { prepareAtlas } from "@refvlm/vt-instruct";
import { RecipeError } from "../config/recipe-error.js";
import type { Recipe } from "../config/schema.js";
import { prepareModel } from "./prepare-model.js";
import { lockRun } from "./run-lock.js";
import { totalSteps } from "./trainer.js";

/** Whether something of a run lies in its output folder that it can go on from. */
export function isBegun({ output }: Pick<Recipe, "output">): boolean {
  return existsSync(join(output, "checkpoints"));
}

/**
 * @returns gives the folder back
 * @throws RecipeError when a run lies in the output folder and is not to go on, another process trains there, nothing can be
 *   written there, or for a model or device that cannot be used
 */
export async function beginRun(
  recipe: Recipe,
  { resume, onNote }: { resume: boolean; onNote(message: string): void },
): Promise<() => void> {
  if (!resume && isBegun(recipe))
    throw new RecipeError(
      `${recipe.output}: a run is already there; continue it with --resume or choose another output`,
    );
  const unlock = takeFolder(recipe);
  try {
    onNote("preparing icons and tokenizer");
    await prepareAtlas();
    prepareModel(recipe);
    return unlock;
  } catch (error) {
    unlock();
    throw error;
  }
}

function takeFolder({ output }: Recipe): () => void {
  try {
    mkdirSync(output, { recursive: true });
    return lockRun(output);
  } catch (error) {
    if (error instanceof RecipeError) throw error;
    throw new RecipeError(
      `output: nothing can be written in ${output} (${(error as Error).message}); choose another folder (--output)`,
    );
  }
}

/** What a run tells of itself before its first step. */
export function sizeOf(recipe: Recipe, parameters: readonly { numel: number }[], replicas: number): string {
  const count = parameters.reduce((sum, { numel }) => sum + numel, 0);
  return `${recipe.model}: ${(count / 1e6).toFixed(1)} M parameters, ${totalSteps(recipe)} steps, ${replicas} replica(s)`;
}
