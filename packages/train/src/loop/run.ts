// One training run: makes or reopens the model, starts replicas in threads, follows them to the end.
import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import type { LoadedModel } from "@refvlm/model";
import { readyEngine, setNumThreads } from "@refvlm/torch";
import { type ObjectName, prepareAtlas, sceneNames } from "@refvlm/vt-instruct";
import type { Collective } from "../collectives/collective.js";
import { sharedMemory, ThreadCollective } from "../collectives/threads.js";
import { RecipeError } from "../config/recipe-error.js";
import type { Recipe, Stage } from "../config/schema.js";
import { Mixture } from "../data/mixture.js";
import type { LogEntry } from "../log/training-log.js";
import { AlignmentObjective } from "../objectives/alignment.js";
import { AnswersObjective } from "../objectives/answers.js";
import { ContrastiveObjective } from "../objectives/contrastive.js";
import type { Objective } from "../objectives/objective.js";
import { collectRarely } from "./garbage.js";
import { prepareModel, saveModel, startModel } from "./prepare-model.js";
import { ReplicaThreads } from "./replica-threads.js";
import { lockRun } from "./run-lock.js";
import { runTraining, type TrainingEnd, totalSteps } from "./trainer.js";

export interface RunOptions {
  /** Continue from the newest whole checkpoint of the recipe's output folder. */
  resume?: boolean;
  /** Threads that each train on a slice of every batch; 1 by default. */
  replicas?: number;
  onLog?(entry: LogEntry, total: number): void;
  onNote?(message: string): void;
  signal?: AbortSignal;
}

/**
 * Trains a recipe to its end, or until `signal` stops it, and writes the model to `OUTPUT/model`.
 * @throws RecipeError when a run already lies in the output folder and `resume` is not set, or another process trains there
 *   (nothing of it is touched), and for a model, device or batch that cannot be used; ModelFileError for a folder to start
 *   from that does not fit; CollectiveError when a replica's thread ended, with the state so far saved
 */
export async function trainRecipe(recipe: Recipe, options: RunOptions = {}): Promise<TrainingEnd> {
  const { resume = false, replicas = 1, onNote = () => {} } = options;
  checkBatches(recipe, replicas);
  if (!resume && existsSync(join(recipe.output, "checkpoints")))
    throw new RecipeError(
      `${recipe.output}: a run is already there; continue it with --resume or choose another output`,
    );
  collectRarely();
  await readyEngine();
  mkdirSync(recipe.output, { recursive: true });
  const unlock = lockRun(recipe.output);
  try {
    onNote("preparing icons and tokenizer");
    await prepareAtlas();
    prepareModel(recipe);
    return await trainReplicas(recipe, { ...options, resume, replicas, onNote });
  } finally {
    unlock();
  }
}

/** Starts the other replicas' threads, trains as the first one and writes the model. */
async function trainReplicas(
  recipe: Recipe,
  options: RunOptions & Required<Pick<RunOptions, "resume" | "replicas" | "onNote">>,
): Promise<TrainingEnd> {
  const { resume, replicas, onNote } = options;
  const model = startModel(recipe);
  const { network } = model;
  const size = network.parameters().reduce((sum, parameter) => sum + parameter.numel, 0);
  onNote(
    `${recipe.model}: ${(size / 1e6).toFixed(1)} M parameters, ${totalSteps(recipe)} steps, ${replicas} replica(s)`,
  );
  const memory = replicas > 1 ? sharedMemory(replicas, size) : undefined;
  const collective = memory && new ThreadCollective(memory, 0, replicas, size);
  const threads = collective ? new ReplicaThreads({ recipe, resume, replicas, memory }, collective) : undefined;
  try {
    const end = await runReplica(recipe, model, { ...options, collective });
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

/** The loop of one replica; every replica calls it with its own model. */
export async function runReplica(
  recipe: Recipe,
  model: LoadedModel,
  options: RunOptions & { collective?: Collective },
): Promise<TrainingEnd> {
  const { replicas = 1, collective } = options;
  if (recipe.threads !== undefined || replicas > 1) setNumThreads(recipe.threads ?? 1);
  const { network } = model;
  const fits = { size: network.pictureSize, units: [...network.visualDecoders.units.keys()] };
  const vocabulary = recipe.sources.some(({ kind }) => kind === "scenes") ? sceneNames : [];
  const mixtures = new Map<Stage, Mixture>();
  for (const stage of recipe.stages) mixtures.set(stage, await Mixture.open(recipe, stage, fits));
  const end = await runTraining(
    {
      recipe,
      network,
      collective,
      objectiveOf: (stage) => objectives[stage.objective](model, stage, vocabulary),
      dataOf: (stage) => mixtures.get(stage)!,
      ...(recipe.heldOut && { heldOutOf: (stage: Stage) => Mixture.heldOut(recipe, stage, fits) }),
      onLog: options.onLog,
      onWarning: options.onNote,
    },
    { resume: options.resume, signal: options.signal },
  );
  for (const [stage, mixture] of mixtures)
    for (const line of mixture.leftOut()) options.onNote?.(`stage ${stage.name} left out ${line}`);
  return end;
}

/** How each objective of a recipe is made. */
const objectives: Record<
  Stage["objective"],
  (model: LoadedModel, stage: Stage, vocabulary: readonly ObjectName[]) => Objective
> = {
  contrastive: (model, { lossWeights }, vocabulary) => new ContrastiveObjective(model, { lossWeights, vocabulary }),
  alignment: (model) => new AlignmentObjective(model),
  answers: (model, stage, vocabulary) => new AnswersObjective(model, { ...stage, vocabulary }),
};

function checkBatches({ stages }: Recipe, replicas: number): void {
  const uneven = stages.find(({ batch }) => batch % replicas !== 0);
  if (uneven)
    throw new RecipeError(`stage ${uneven.name}: batch: ${uneven.batch} cannot be split over ${replicas} replicas`);
}
