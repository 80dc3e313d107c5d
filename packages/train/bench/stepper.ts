// Training steps as the trainer makes them, on prepared samples in turn.
import type { RefVlmNetwork } from "@refvlm/model";
import { optim, scope } from "@refvlm/torch";
import type { Sample } from "@refvlm/vt-instruct";
import type { Stage } from "../src/config/schema.js";
import { type Objective, weightedTotal } from "../src/objectives/objective.js";

/** The stage's learning rate is scaled by this: a bench measures, and is not to learn. */
export const BENCH_RATE = 0.01;

export class Stepper {
  /** Numbers in parameters that got a gradient in the first step. */
  learning = 0;
  #done = 0;
  readonly #optimizer: optim.AdamW;

  constructor(
    network: RefVlmNetwork,
    private readonly objective: Objective,
    private readonly stage: Stage,
    private readonly batches: readonly (readonly Sample[])[],
  ) {
    const { lr, betas, weightDecay } = stage;
    const groups = [true, false].map((matrices) => ({
      params: network.parameters().filter(({ ndim }) => ndim > 1 === matrices),
      weightDecay: matrices ? weightDecay : 0,
    }));
    this.#optimizer = new optim.AdamW(groups, { lr: lr * BENCH_RATE, betas, eps: 1e-8 });
  }

  /** One step; the losses are read for the log. */
  step(): void {
    scope(() => {
      const losses = this.objective.losses(this.batches[this.#done % this.batches.length]);
      const loss = weightedTotal(losses, this.stage.lossWeights);
      loss.backward();
      for (const term of [loss, ...Object.values(losses)]) term.item();
    });
    const parameters = this.#optimizer.paramGroups.flatMap(({ params }) => params);
    optim.clipGradNorm(parameters, this.stage.clip);
    this.#optimizer.step();
    this.learning ||= scope(() => parameters.reduce((sum, { grad, numel }) => sum + (grad ? numel : 0), 0));
    this.#optimizer.zeroGrad();
    this.#done++;
  }
}
