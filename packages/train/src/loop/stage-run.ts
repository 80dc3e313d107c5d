// One stage of a run: its optimizer, its batches, its learning rate, and what one step does with them.
import type { RefVlmNetwork } from "@refvlm/model";
import { optim, scope } from "@refvlm/torch";
import type { Sample } from "@refvlm/vt-instruct";
import type { Collective } from "../collectives/collective.js";
import type { Stage } from "../config/schema.js";
import { positionOf, type StageData, stageBatches } from "../data/batches.js";
import type { LossWindow } from "../log/loss-window.js";
import { type Objective, weightedTotal } from "../objectives/objective.js";
import { groupScales, stageOptimizer } from "./stage-optimizer.js";

/** What a stage needs from outside. */
export interface StageParts {
  network: RefVlmNetwork;
  /** Losses of a stage's batches. */
  objectiveOf(stage: Stage): Objective;
  /** Where a stage's samples come from. */
  dataOf(stage: Stage): StageData;
  /** The recipe's held-out pictures as a stage reads them, in batches. */
  heldOutOf?(stage: Stage): Promise<Sample[][]>;
  /** Door to the other replicas; none when training alone. */
  collective?: Collective;
}

export class StageRun {
  readonly data: StageData;
  readonly optimizer: optim.AdamW;
  readonly #objective: Objective;
  readonly #batches: ReturnType<typeof stageBatches>;
  /** Learning rate of a step relative to the stage's. */
  readonly #factor: (step: number) => number;
  readonly #scales: readonly number[];

  /** @param begun steps of the stage that an earlier run has done */
  constructor(
    private readonly parts: StageParts,
    readonly stage: Stage,
    begun: number,
  ) {
    this.data = parts.dataOf(stage);
    this.optimizer = stageOptimizer(parts.network, stage);
    this.#objective = parts.objectiveOf(stage);
    this.#batches = stageBatches(this.data, stage, parts.collective, begun * stage.accumulate);
    const { warmup, lrSteps: total = stage.steps, lrEnd: min } = stage;
    const rising = warmup < 1 ? Math.ceil(warmup * total) : warmup;
    this.#factor = optim.cosineWithWarmup({ warmup: rising, total, min });
    this.#scales = groupScales(stage);
  }

  /** Learning rate of a step, counted in the stage from 0. */
  lr(step: number): number {
    return this.stage.lr * this.#factor(step);
  }

  /**
   * One optimizer step: gradients of all its passes, averaged over the replicas and clipped.
   * @param step counted in the stage from 0
   * @param window told of the losses and the gradient
   * @throws Error for a gradient that is not finite
   */
  async step(step: number, window: LossWindow): Promise<void> {
    const { stage, optimizer } = this;
    optimizer.paramGroups.forEach((group, i) => {
      group.lr = this.lr(step) * this.#scales[i];
    });
    for (let pass = 0; pass < stage.accumulate; pass++) {
      const { value: samples } = await this.#batches.next();
      if (!samples) throw new RangeError(`stage ${stage.name} has no step ${step + 1}`);
      scope(() => {
        const losses = this.#objective.losses(samples);
        const loss = weightedTotal(losses, stage.lossWeights);
        loss.div(stage.accumulate).backward();
        const values = Object.entries(losses).map(([name, value]) => [name, value.item()] as const);
        window.add({ total: loss.item(), ...Object.fromEntries(values) });
      });
    }
    const trained = optimizer.paramGroups.flatMap(({ params }) => params);
    await this.parts.collective?.averageGradients(trained);
    const gradNorm = optim.clipGradNorm(trained, stage.clip);
    if (!Number.isFinite(gradNorm))
      throw new Error(`stage ${stage.name}, step ${step + 1}: the gradient is not finite; lower the stage's lr`);
    optimizer.step();
    optimizer.zeroGrad();
    window.pictures += stage.batch * stage.accumulate;
    window.gradNorm = gradNorm;
  }

  /**
   * Where each replica's next batch begins in the stage's data.
   * @param step counted in the stage from 0
   */
  positions(step: number): number[] {
    const { stage, parts } = this;
    const replicas = parts.collective?.size ?? 1;
    return Array.from({ length: replicas }, (_, rank) => positionOf(stage, step * stage.accumulate, rank, replicas));
  }

  dispose(): void {
    this.optimizer.zeroGrad();
    this.optimizer.dispose();
  }
}
