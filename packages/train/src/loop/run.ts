// One training run: makes or reopens the model, starts replicas in threads, follows them to the end.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import {
  loadWeights,
  type ModelConfig,
  presets,
  RefVlmNetwork,
  readModelFolder,
  savePretrained,
  TokenizerCodec,
  type TokenizerJson,
  templates,
  trainTokenizer,
} from "@refvlm/model";
import { manualSeed, setNumThreads } from "@refvlm/torch";
import { prepareAtlas, sceneCorpus } from "@refvlm/vt-instruct";
import type { Collective } from "../collectives/collective.js";
import { sharedMemory, ThreadCollective } from "../collectives/threads.js";
import type { Recipe, Stage } from "../config/schema.js";
import { Mixture } from "../data/mixture.js";
import type { LogEntry } from "../log/training-log.js";
import { AlignmentObjective } from "../objectives/alignment.js";
import { AnswersObjective } from "../objectives/answers.js";
import { ContrastiveObjective } from "../objectives/contrastive.js";
import type { Objective } from "../objectives/objective.js";
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
 * @throws Error when a run already lies in the output folder and `resume` is not set, or another process trains there;
 *   nothing of it is touched. CollectiveError when a replica's thread ended; the state so far is saved
 */
export async function trainRecipe(recipe: Recipe, options: RunOptions = {}): Promise<TrainingEnd> {
  const { resume = false, replicas = 1, onNote = () => {} } = options;
  checkBatches(recipe, replicas);
  if (!resume && existsSync(join(recipe.output, "checkpoints")))
    throw new Error(`${recipe.output}: a run is already there; continue it with --resume or choose another output`);
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
  const network = buildNetwork(recipe);
  const size = network.parameters().reduce((sum, parameter) => sum + parameter.numel, 0);
  onNote(
    `${recipe.model}: ${(size / 1e6).toFixed(1)} M parameters, ${totalSteps(recipe)} steps, ${replicas} replica(s)`,
  );
  const memory = replicas > 1 ? sharedMemory(replicas, size) : undefined;
  const collective = memory && new ThreadCollective(memory, 0, replicas, size);
  const threads = collective ? new ReplicaThreads({ recipe, resume, replicas, memory }, collective) : undefined;
  try {
    const end = await runReplica(recipe, network, { ...options, collective });
    await threads?.finish();
    if (end === "finished") savePretrained(join(recipe.output, "model"), network, runTokenizer(recipe));
    return end;
  } catch (error) {
    collective?.abort();
    await threads?.stop();
    throw error;
  } finally {
    network.dispose();
  }
}

/** The loop of one replica; every replica calls it with its own network. */
export async function runReplica(
  recipe: Recipe,
  network: RefVlmNetwork,
  options: RunOptions & { collective?: Collective },
): Promise<TrainingEnd> {
  const { replicas = 1, collective } = options;
  if (recipe.threads !== undefined || replicas > 1) setNumThreads(recipe.threads ?? 1);
  const codec = new TokenizerCodec(runTokenizer(recipe));
  const fits = { size: network.config.convnext.imageSize, units: [...network.visualDecoders.units.keys()] };
  const mixtures = new Map<Stage, Mixture>();
  for (const stage of recipe.stages) mixtures.set(stage, await Mixture.open(recipe, stage, fits));
  const end = await runTraining(
    {
      recipe,
      network,
      collective,
      objectiveOf: (stage) => objectives[stage.objective](network, codec, stage),
      dataOf: (stage) => mixtures.get(stage)!,
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
  (network: RefVlmNetwork, codec: TokenizerCodec, stage: Stage) => Objective
> = {
  contrastive: (network, codec) => new ContrastiveObjective(network, codec),
  alignment: (network, codec) => new AlignmentObjective(network, codec),
  answers: (network, codec, stage) => new AnswersObjective(network, codec, templates[network.config.template], stage),
};

/** The network that a run starts from; equal in every replica. */
export function buildNetwork(recipe: Recipe): RefVlmNetwork {
  const { config } = readModelFolder(modelFolder(recipe));
  manualSeed(recipe.seed);
  const network = new RefVlmNetwork(config);
  const start = join(modelFolder(recipe), "model.safetensors");
  if (existsSync(start)) loadWeights(network, start);
  return network;
}

/** Folder with the run's config and tokenizer, and with weights where it starts from a trained model. */
function modelFolder(recipe: Recipe): string {
  return recipe.model in presets ? join(recipe.output, "start") : resolve(recipe.model);
}

/** For a preset: its config with a tokenizer trained on the words of the data, both kept for resuming. */
function prepareModel(recipe: Recipe): void {
  if (!(recipe.model in presets)) return;
  const folder = modelFolder(recipe);
  if (existsSync(join(folder, "config.json"))) return;
  mkdirSync(folder, { recursive: true });
  const { vocabSize, conversations } = recipe.tokenizer;
  const tokenizer = trainTokenizer(sceneCorpus(conversations, recipe.seed), { vocabSize });
  const { size, eosId } = new TokenizerCodec(tokenizer);
  const preset = presets[recipe.model as keyof typeof presets];
  const config: ModelConfig = {
    ...preset,
    text: { ...preset.text, vocabSize: size, eosId },
    languageModel: { ...preset.languageModel, vocabSize: size },
  };
  writeFileSync(join(folder, "tokenizer.json"), `${JSON.stringify(tokenizer)}\n`);
  writeFileSync(join(folder, "config.json"), `${JSON.stringify(config, null, 2)}\n`);
}

function runTokenizer(recipe: Recipe): TokenizerJson {
  return JSON.parse(readFileSync(join(modelFolder(recipe), "tokenizer.json"), "utf8")) as TokenizerJson;
}

function checkBatches({ stages }: Recipe, replicas: number): void {
  const uneven = stages.find(({ batch }) => batch % replicas !== 0);
  if (uneven) throw new Error(`stage ${uneven.name}: batch: ${uneven.batch} cannot be split over ${replicas} replicas`);
}
