// The training loop: stages in order, gradients accumulated and averaged over replicas, state that resumes bit for bit.
import { createHash } from "node:crypto";
import { join } from "node:path";
import type { RefVlmNetwork } from "@refvlm/model";
import { getRngState, manualSeed, scope, setRngState } from "@refvlm/torch";
import { Random } from "@refvlm/vt-instruct";
import { checkpointName, latestCheckpoint, pruneCheckpoints } from "../checkpoint/checkpoint-folders.js";
import { CollectiveError } from "../collectives/collective.js";
import { RecipeError } from "../config/recipe-error.js";
import type { Recipe, Stage } from "../config/schema.js";
import type { LogEntry, TrainingEnd } from "../log/log-entry.js";
import { LossWindow } from "../log/loss-window.js";
import type { SampleAnswers } from "../log/sample-answers.js";
import { answersFile, TrainingLog } from "../log/training-log.js";
import { checkLossWeights } from "../objectives/objective.js";
import { EarlyStopping, type Looks } from "./early-stopping.js";
import { checkContinues } from "./recipe-changes.js";
import { checkStage, copyWeights } from "./stage-optimizer.js";
import { type StageParts, StageRun } from "./stage-run.js";
import { readState, restoreOptimizer, restoreWeights, STATE_FILES, saveState } from "./training-state.js";

/** What a run needs from outside the loop. */
export interface TrainerParts extends StageParts {
  recipe: Recipe;
  /** What is asked of a stage's data now and then, where the recipe says so. */
  answersOf?(stage: Stage): Promise<SampleAnswers>;
  /** Called in the first replica after every logged step. */
  onLog?(entry: LogEntry, total: number): void;
  onWarning?(message: string): void;
}

/** Total optimiser steps of a recipe. */
export function totalSteps(recipe: Recipe): number {
  return recipe.stages.reduce((sum, stage) => sum + stage.steps, 0);
}

/**
 * Runs a recipe from its start, or with `resume` from its newest whole checkpoint.
 * Every replica runs this same loop on its own slice of each batch; only the first logs and saves.
 * @param signal aborting saves a checkpoint after the running step and ends
 * @throws RecipeError for a stage that names what the network has not, before the first step; CollectiveError when another
 *   replica failed: the state after the last whole step is saved before
 */
export async function runTraining(
  parts: TrainerParts,
  { resume = false, signal }: { resume?: boolean; signal?: AbortSignal } = {},
): Promise<TrainingEnd> {
  const { recipe, network, collective } = parts;
  const checkpoints = join(recipe.output, "checkpoints");
  const found = resume ? latestCheckpoint(checkpoints, STATE_FILES, parts.onWarning) : undefined;
  const saved = found === undefined ? undefined : readState(found);
  if (found !== undefined && saved)
    checkContinues(recipe, saved, found, { replicas: collective?.size ?? 1, warn: parts.onWarning });
  for (const stage of recipe.stages) {
    checkStage(network, stage);
    checkLossWeights(stage, parts.objectiveOf(stage));
  }
  manualSeed(recipe.seed + 1);
  if (found !== undefined && saved) {
    restoreWeights(found, network);
    setRngState(saved.rng);
  }
  await collective?.agree("the step to go on from", String(saved?.step ?? 0));
  await collective?.agree("the weights (their digest)", digestOf(network));

  const journal = new Journal(parts, saved?.step ?? 0, saved?.seconds ?? 0);
  let step = saved?.step ?? 0;
  let savedStep = step;
  let stageEnd = 0;
  for (const stage of recipe.stages) {
    const stageStart = stageEnd;
    stageEnd += stage.steps;
    if (step >= stageEnd) continue;
    if (step === stageStart) copyWeights(network, stage);
    const run = new StageRun(parts, stage, step - stageStart);
    if (found !== undefined && saved && saved.step > stageStart && step === saved.step) {
      if (saved.data !== run.data.order)
        throw new RecipeError(
          `stage ${stage.name}: the shards, weights, seed or buffers are not those of the checkpoint ${found}; give those back, or begin another run from its weights`,
        );
      restoreOptimizer(found, saved, run.optimizer);
    }
    const early = await earlyStopping(parts, stage, saved?.looks);
    const answers = journal.leads ? await sampleAnswers(parts, stage) : undefined;
    // Of the engine's generator after the last whole step; a step that another replica's end cuts off has drawn more.
    let rng = getRngState();
    const save = () => {
      if (!journal.leads || step === savedStep) return;
      const place = {
        step,
        stage: stage.name,
        seconds: journal.seconds(),
        rng,
        data: run.data.order,
        recipe,
        looks: early?.looks,
        positions: run.positions(step - stageStart),
      };
      saveState(join(checkpoints, checkpointName(step)), network, run.optimizer, place);
      pruneCheckpoints(checkpoints, recipe.keepCheckpoints, step);
      savedStep = step;
    };
    try {
      while (step < stageEnd) {
        const lr = run.lr(step - stageStart);
        // So that a step draws the same whichever ranks have gone on from which checkpoint; one alone goes on drawing.
        if (collective) manualSeed(Random.of("draws", recipe.seed, step, collective.rank).bits());
        await run.step(step - stageStart, journal.window);
        step++;
        rng = getRngState();
        if (answers && step % recipe.answersEvery! === 0) await journal.draw(answers, stage, step);
        if (step % recipe.logEvery === 0 || step === stageEnd) await journal.write(stage, step, lr);
        if (early && ((step - stageStart) % recipe.heldOut!.every === 0 || step === stageEnd)) {
          const { loss, looks, ends } = await early.look(step, collective);
          const { lowest, step: best } = looks;
          const told = `stage ${stage.name}, step ${step}: held-out loss ${loss.toFixed(3)}, lowest ${lowest.toFixed(3)} after step ${best}`;
          if (journal.leads) parts.onWarning?.(ends && step < stageEnd ? `${told}: the stage ends here` : told);
          if (ends) step = stageEnd;
          // Another replica may still be writing them.
          await collective?.mean([0]);
          if (step === stageEnd) early.restore();
        }
        // The loop itself never waits, so signals would never be seen without this.
        await new Promise((resolve) => setImmediate(resolve));
        const asked = signal?.aborted ?? false;
        const stopping = collective ? (await collective.mean([asked ? 1 : 0]))[0] > 0 : asked;
        if (stopping || step % recipe.saveEvery === 0 || step === stageEnd) save();
        if (stopping) return journal.end("stopped");
      }
    } catch (error) {
      if (error instanceof CollectiveError) {
        // A step changes the weights only when all gradients have come, so these are the last whole step's.
        save();
        journal.end("stopped");
        if (journal.leads) parts.onWarning?.(`the run is saved after step ${step}; go on with --resume`);
      }
      throw error;
    } finally {
      run.dispose();
    }
  }
  return journal.end("finished");
}

/** Of every byte of the weights. */
function digestOf(network: RefVlmNetwork): string {
  const hash = createHash("sha256");
  for (const value of network.stateDict().values())
    scope(() => void hash.update(value.to({ device: "cpu" }).contiguous().bytes()));
  return hash.digest("hex").slice(0, 12);
}

/** Of a stage, where the recipe holds pictures out. */
async function earlyStopping(
  { recipe, network, objectiveOf, heldOutOf, collective }: TrainerParts,
  stage: Stage,
  begun: Looks | undefined,
): Promise<EarlyStopping | undefined> {
  if (!recipe.heldOut || !heldOutOf) return undefined;
  const { patience } = recipe.heldOut;
  const writes = (collective?.rank ?? 0) === 0;
  const path = join(recipe.output, "best.safetensors");
  const batches = await heldOutOf(stage);
  return new EarlyStopping({ network, stage, objective: objectiveOf(stage), batches, patience, path, writes }, begun);
}

/** Of a stage that teaches to answer, where the recipe wants to see it. */
async function sampleAnswers({ recipe, answersOf }: TrainerParts, stage: Stage): Promise<SampleAnswers | undefined> {
  return recipe.answersEvery !== undefined && stage.objective === "answers" ? answersOf?.(stage) : undefined;
}

/** What a run tells of itself: means since the last entry, to the log and to whoever watches. */
class Journal {
  readonly window = new LossWindow();
  /** Only the first replica writes. */
  readonly leads: boolean;
  #log: TrainingLog | undefined;
  /** Up to the last entry, earlier runs included. */
  #seconds: number;

  constructor(
    private readonly parts: TrainerParts,
    private readonly start: number,
    seconds: number,
  ) {
    this.leads = (parts.collective?.rank ?? 0) === 0;
    this.#seconds = seconds;
  }

  /** Time trained so far. */
  seconds(): number {
    return this.#seconds + this.window.seconds();
  }

  /** Draws answers for the page, and says what they cost. */
  async draw(answers: SampleAnswers, stage: Stage, step: number): Promise<void> {
    const path = answersFile(this.parts.recipe.output, step);
    const { count, seconds } = await answers.draw(path);
    this.parts.onWarning?.(
      `stage ${stage.name}, step ${step}: ${count} answers drawn in ${seconds.toFixed(1)} s: ${path}`,
    );
  }

  async write(stage: Stage, step: number, lr: number): Promise<void> {
    const { window, parts } = this;
    const entry: LogEntry = {
      stage: stage.name,
      step,
      losses: await window.means(parts.collective),
      lr,
      gradNorm: window.gradNorm,
      picturesPerSecond: window.pictures / window.seconds(),
      seconds: (this.#seconds += window.seconds()),
    };
    window.reset();
    if (!this.leads) return;
    const total = totalSteps(parts.recipe);
    this.#log ??= new TrainingLog(parts.recipe.output, this.start, total);
    this.#log.write(entry);
    parts.onLog?.(entry, total);
  }

  /** The page of a run that is over says so. */
  end(how: TrainingEnd): TrainingEnd {
    this.#log?.end(how);
    return how;
  }
}
