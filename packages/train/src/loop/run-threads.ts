// A run in one process: alone, or with further replicas in threads that share every batch.
import { sharedMemory, ThreadCollective } from "../collectives/threads.js";
import type { Recipe } from "../config/schema.js";
import type { TrainingEnd } from "../log/log-entry.js";
import { beginRun, sizeOf } from "./begin-run.js";
import { saveModel, startModel } from "./prepare-model.js";
import { runReplica } from "./replica.js";
import { ReplicaThreads } from "./replica-threads.js";
import type { WholeRunOptions } from "./run-options.js";

/** Starts the other replicas' threads, trains as the first one and writes the model. @throws as `trainRecipe` */
export async function trainThreads(recipe: Recipe, options: WholeRunOptions): Promise<TrainingEnd> {
  const unlock = await beginRun(recipe, options);
  try {
    return await trainTogether(recipe, options);
  } finally {
    unlock();
  }
}

async function trainTogether(recipe: Recipe, options: WholeRunOptions): Promise<TrainingEnd> {
  const { resume, replicas, onNote } = options;
  const model = startModel(recipe);
  const { network } = model;
  onNote(sizeOf(recipe, network.parameters(), replicas));
  const memory = replicas > 1 ? sharedMemory(replicas, network.parameters()) : undefined;
  const collective = memory && new ThreadCollective(memory, 0, replicas);
  const threads = collective ? new ReplicaThreads({ recipe, resume, replicas, memory }, collective) : undefined;
  try {
    const end = await runReplica(recipe, model, { ...options, collective, ...(threads && { threads: 1 }) });
    await threads?.finish();
    if (end === "finished") saveModel(recipe, model);
    return end;
  } catch (error) {
    collective?.abort();
    await threads?.stop();
    throw error;
  } finally {
    network.dispose();
  }
}
