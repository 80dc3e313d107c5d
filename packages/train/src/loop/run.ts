// One training run, wherever its replicas are: alone, in threads of this process, or as one of many processes.
import { keepFreedMemory, readyEngine } from "@refvlm/torch";
import { RecipeError } from "../config/recipe-error.js";
import type { Recipe } from "../config/schema.js";
import type { TrainingEnd } from "../log/log-entry.js";
import { collectRarely } from "./garbage.js";
import type { RunOptions } from "./run-options.js";
import { trainRank } from "./run-rank.js";
import { trainThreads } from "./run-threads.js";

/**
 * Trains a recipe to its end, or until `signal` stops it, and writes the model to `OUTPUT/model`.
 * @throws RecipeError when a run already lies in the output folder and `resume` is not set, or another process trains there
 *   (nothing of it is touched), and for a model, device or batch that cannot be used; ModelFileError for a folder to start
 *   from that does not fit; DistributedError when the processes do not meet; CollectiveError when a replica ended or did not
 *   come in time, with the state so far saved
 */
export async function trainRecipe(recipe: Recipe, options: RunOptions = {}): Promise<TrainingEnd> {
  const { resume = false, replicas = 1, world, timeout = 600_000, onNote = () => {} } = options;
  if (world && replicas > 1)
    throw new RecipeError("a run of several processes has one replica in each: leave --replicas out");
  checkBatches(recipe, world?.size ?? replicas);
  collectRarely();
  await readyEngine();
  keepFreedMemory();
  const all = { ...options, resume, replicas, timeout, onNote };
  return world ? trainRank(recipe, world, all) : trainThreads(recipe, all);
}

/** @throws RecipeError naming the first stage whose batches so many replicas cannot share */
export function checkBatches({ stages }: Recipe, replicas: number): void {
  const uneven = stages.find(({ batch }) => batch % replicas !== 0);
  if (uneven)
    throw new RecipeError(
      `stage ${uneven.name}: batch: ${uneven.batch} cannot be split over ${replicas} replicas; it must be a multiple of ${replicas}`,
    );
}
