// One replica of a run: its data and losses put under the trainer's loop.
import type { LoadedModel } from "@refvlm/model";
import { setNumThreads } from "@refvlm/torch";
import { type ObjectName, sceneNames } from "@refvlm/vt-instruct";
import type { Collective } from "../collectives/collective.js";
import type { Recipe, Stage } from "../config/schema.js";
import { Mixture } from "../data/mixture.js";
import type { TrainingEnd } from "../log/log-entry.js";
import { SampleAnswers } from "../log/sample-answers.js";
import { AlignmentObjective } from "../objectives/alignment.js";
import { AnswersObjective } from "../objectives/answers.js";
import { ContrastiveObjective } from "../objectives/contrastive.js";
import type { Objective } from "../objectives/objective.js";
import { ShapesObjective } from "../objectives/shapes.js";
import type { RunOptions } from "./run-options.js";
import { runTraining } from "./trainer.js";

export interface ReplicaOptions extends Pick<RunOptions, "resume" | "onLog" | "onNote" | "signal"> {
  /** Door to the other replicas; none when training alone. */
  collective?: Collective;
  /** Threads of one operator where the recipe says nothing; by default as many as the engine takes. */
  threads?: number;
}

/** The loop of one replica; every replica calls it with its own model. */
export async function runReplica(
  recipe: Recipe,
  model: LoadedModel,
  { collective, threads = recipe.threads, resume, onLog, onNote, signal }: ReplicaOptions,
): Promise<TrainingEnd> {
  if (threads !== undefined) setNumThreads(recipe.threads ?? threads);
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
      answersOf: (stage) => SampleAnswers.of(model, stage, mixtures.get(stage)!),
      ...(recipe.heldOut && { heldOutOf: (stage: Stage) => Mixture.heldOut(recipe, stage, fits) }),
      onLog,
      onWarning: onNote,
    },
    { resume, signal },
  );
  for (const [stage, mixture] of mixtures)
    for (const line of mixture.leftOut()) onNote?.(`stage ${stage.name} left out ${line}`);
  return end;
}

/** How each objective of a recipe is made. */
const objectives: Record<
  Stage["objective"],
  (model: LoadedModel, stage: Stage, vocabulary: readonly ObjectName[]) => Objective
> = {
  contrastive: (model, { lossWeights }, vocabulary) => new ContrastiveObjective(model, { lossWeights, vocabulary }),
  shapes: (model, { lossWeights }) => new ShapesObjective(model, { lossWeights }),
  alignment: (model) => new AlignmentObjective(model),
  answers: (model, stage, vocabulary) => new AnswersObjective(model, { ...stage, vocabulary }),
};
