// The training loop: stages in order, gradients accumulated and averaged over replicas, state that resumes bit for bit.
import { join } from "node:path";
import type { RefVlmNetwork } from "@refvlm/model";
import { getRngState, manualSeed, noGrad, optim, scope, setRngState } from "@refvlm/torch";
import type { Sample } from "@refvlm/vt-instruct";
import { latestCheckpoint } from "./checkpoint/read-checkpoint.js";
import { pruneCheckpoints } from "./checkpoint/write-checkpoint.js";
import type { Recipe, Stage } from "./config/schema.js";
import { type LogEntry, TrainingLog } from "./log/training-log.js";
import { type Objective, weightedTotal } from "./objectives/objective.js";
import type { Reducer } from "./parallel/reducer.js";
import { readState, restoreOptimizer, restoreWeights, saveState } from "./training-state.js";

/** What a run needs from outside the loop. */
export interface TrainerParts {
  recipe: Recipe;
  network: RefVlmNetwork;
  /** Losses of a stage's batches. */
  objectiveOf(stage: Stage): Objective;
  /** Where a stage's samples come from. */
  dataOf(stage: Stage): StageData;
  /** Door to the other replicas; none when training alone. */
  reducer?: Reducer;
  /** Called in the first replica after every logged step. */
  onLog?(entry: LogEntry, total: number): void;
  onWarning?(message: string): void;
}

/** A stage's samples by position. */
export interface StageData {
  /** Depends on nothing that was read before. */
  at(position: number): Promise<Sample>;
  /** Digest of what the order depends on and may have changed when a run goes on. */
  readonly order?: string;
}

/** How a run ended: after its last step, or early because it was asked to stop (its state is saved). */
export type TrainingEnd = "finished" | "stopped";

/** Total optimiser steps of a recipe. */
export function totalSteps(recipe: Recipe): number {
  return recipe.stages.reduce((sum, stage) => sum + stage.steps, 0);
}

/**
 * Runs a recipe from its start, or with `resume` from its newest whole checkpoint.
 * Every replica runs this same loop on its own slice of each batch; only the first logs and saves.
 * @param signal aborting saves a checkpoint after the running step and ends
 */
export async function runTraining(
  parts: TrainerParts,
  { resume = false, signal }: { resume?: boolean; signal?: AbortSignal } = {},
): Promise<TrainingEnd> {
  const { recipe, network, reducer } = parts;
  const leads = (reducer?.rank ?? 0) === 0;
  const checkpoints = join(recipe.output, "checkpoints");
  const found = resume ? latestCheckpoint(checkpoints, parts.onWarning) : undefined;
  const saved = found === undefined ? undefined : readState(found);
  manualSeed(recipe.seed + 1);
  if (found !== undefined && saved) {
    restoreWeights(found, network);
    setRngState(saved.rng);
  }

  let step = saved?.step ?? 0;
  let seconds = saved?.seconds ?? 0;
  const total = totalSteps(recipe);
  let log: TrainingLog | undefined;
  let stageEnd = 0;
  for (const stage of recipe.stages) {
    const stageStart = stageEnd;
    stageEnd += stage.steps;
    if (step >= stageEnd) continue;
    if (step === stageStart) copyWeights(network, stage);
    const data = parts.dataOf(stage);
    const resumed = found !== undefined && saved && saved.step > stageStart && step === saved.step;
    if (resumed && saved.data !== data.order)
      throw new Error(
        `stage ${stage.name}: the shards, their weights or buffers are not those of the checkpoint ${found}; give those back, or begin another run from its weights`,
      );
    const optimizer = stageOptimizer(network, stage);
    if (resumed) restoreOptimizer(found, saved, optimizer);
    if (leads) log ??= new TrainingLog(recipe.output, step);
    const objective = parts.objectiveOf(stage);
    const factor = optim.cosineWithWarmup({
      warmup: stage.warmup,
      total: stage.lrSteps ?? stage.steps,
      min: stage.lrEnd,
    });
    const trained = optimizer.paramGroups.flatMap(({ params }) => params);
    const window = new LossWindow();
    const save = () => {
      if (!leads) return;
      saveState(join(checkpoints, `step-${String(step).padStart(8, "0")}`), network, optimizer, {
        step,
        stage: stage.name,
        seconds: seconds + window.seconds(),
        rng: getRngState(),
        data: data.order,
        recipe,
      });
      pruneCheckpoints(checkpoints, recipe.keepCheckpoints);
    };
    const batches = new BatchesAhead(data, stage, reducer, (step - stageStart) * stage.accumulate);
    for (; step < stageEnd; ) {
      const inStage = step - stageStart;
      optimizer.paramGroups.forEach((group, i) => {
        group.lr = stage.lr * factor(inStage) * groupScales(stage)[i];
      });
      for (let pass = 0; pass < stage.accumulate; pass++) {
        const samples = await batches.next();
        scope(() => {
          const losses = objective.losses(samples);
          const loss = weightedTotal(losses, stage.lossWeights);
          loss.div(stage.accumulate).backward();
          window.add({
            total: loss.item(),
            ...Object.fromEntries(Object.entries(losses).map(([k, v]) => [k, v.item()])),
          });
        });
      }
      reducer?.averageGradients(trained);
      const gradNorm = optim.clipGradNorm(trained, stage.clip);
      if (!Number.isFinite(gradNorm))
        throw new Error(`step ${step + 1}: the gradient is not finite; lower lr of stage ${stage.name}`);
      optimizer.step();
      optimizer.zeroGrad();
      step++;
      window.pictures += stage.batch * stage.accumulate;
      window.gradNorm = gradNorm;
      if (step % recipe.logEvery === 0 || step === stageEnd) {
        const losses = window.means(reducer);
        const entry: LogEntry = {
          stage: stage.name,
          step,
          losses,
          lr: stage.lr * factor(inStage),
          gradNorm,
          picturesPerSecond: window.pictures / window.seconds(),
          seconds: (seconds += window.seconds()),
        };
        window.reset();
        log?.write(entry);
        if (leads) parts.onLog?.(entry, total);
      }
      // The loop itself never waits, so signals would never be seen without this.
      await new Promise((resolve) => setImmediate(resolve));
      const stopping = reducer ? reducer.meanOf([signal?.aborted ? 1 : 0])[0] > 0 : signal?.aborted;
      if (stopping || step % recipe.saveEvery === 0 || step === stageEnd) save();
      if (stopping) {
        optimizer.dispose();
        return "stopped";
      }
    }
    optimizer.zeroGrad();
    optimizer.dispose();
  }
  return "finished";
}

/** This replica's share of each forward pass of a stage. The next one is read while the engine works. */
class BatchesAhead {
  #ahead: Promise<Sample[]> | undefined;

  constructor(
    private readonly data: StageData,
    private readonly stage: Stage,
    private readonly reducer: Reducer | undefined,
    private pass: number,
  ) {}

  next(): Promise<Sample[]> {
    const { steps, accumulate } = this.stage;
    const current = this.#ahead ?? this.#slice(this.pass);
    this.pass++;
    this.#ahead = this.pass < steps * accumulate ? this.#slice(this.pass) : undefined;
    // Its error is told when its turn comes.
    this.#ahead?.catch(() => {});
    return current;
  }

  #slice(pass: number): Promise<Sample[]> {
    const { rank, size } = this.reducer ?? { rank: 0, size: 1 };
    const share = this.stage.batch / size;
    const first = pass * this.stage.batch + rank * share;
    return Promise.all(Array.from({ length: share }, (_, i) => this.data.at(first + i)));
  }
}

/** Copies weights between modules before a stage, e.g. word embeddings that stage 0 taught to the text tower. */
function copyWeights(network: RefVlmNetwork, stage: Stage): void {
  const state = network.stateDict();
  for (const [to, from] of Object.entries(stage.copy)) {
    const [target, source] = [state.get(to), state.get(from)];
    if (!target || !source)
      throw new Error(`stage ${stage.name}: copy: no tensor "${target ? from : to}" in the network`);
    noGrad(() => target.copy_(source));
  }
}

/** Freezes what a stage does not train and gives the rest to AdamW: matrices with decay, vectors without. */
function stageOptimizer(network: RefVlmNetwork, stage: Stage): optim.AdamW {
  const named = network.namedParameters();
  const modules = new Set(named.map(([name]) => name.split(".")[0]));
  const unknown = stage.train.filter((name) => !modules.has(snakeCase(name)));
  if (unknown.length > 0)
    throw new Error(
      `stage ${stage.name}: train: no module "${unknown[0]}"; the network has ${[...modules].join(", ")}`,
    );
  for (const [name, parameter] of named)
    parameter.requiresGrad = stage.train.some((module) => snakeCase(module) === name.split(".")[0]);
  const groups = stage.train.flatMap((module) => {
    const own = named.filter(([name]) => name.split(".")[0] === snakeCase(module)).map(([, parameter]) => parameter);
    const matrices = own.filter((parameter) => parameter.ndim > 1);
    const vectors = own.filter((parameter) => parameter.ndim <= 1);
    return [
      { params: matrices, weightDecay: stage.weightDecay },
      { params: vectors, weightDecay: 0 },
    ];
  });
  return new optim.AdamW(groups, { lr: stage.lr, betas: stage.betas, eps: 1e-8 });
}

/** Learning-rate scale of each optimizer group, in the order in which `stageOptimizer` makes them. */
function groupScales(stage: Stage): number[] {
  return stage.train.flatMap((module) => [stage.lrScale[module] ?? 1, stage.lrScale[module] ?? 1]);
}

const snakeCase = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** Means of losses between two logged steps. */
class LossWindow {
  #sums = new Map<string, { sum: number; count: number }>();
  #began = performance.now();
  pictures = 0;
  gradNorm = 0;

  add(losses: Record<string, number>): void {
    for (const [name, value] of Object.entries(losses)) {
      const entry = this.#sums.get(name) ?? { sum: 0, count: 0 };
      this.#sums.set(name, { sum: entry.sum + value, count: entry.count + 1 });
    }
  }

  seconds(): number {
    return (performance.now() - this.#began) / 1000;
  }

  /** Replicas may have met different losses, so only the total is averaged over them. */
  means(reducer?: Reducer): Record<string, number> {
    const own = Object.fromEntries([...this.#sums].map(([name, { sum, count }]) => [name, sum / count]));
    return reducer ? { ...own, total: reducer.meanOf([own.total])[0] } : own;
  }

  reset(): void {
    this.#sums = new Map();
    this.#began = performance.now();
    this.pictures = 0;
  }
}
