// Early stopping (Prechelt 1998): the loss over pictures that no step sees says when a stage ends, and with which weights.
import { existsSync } from "node:fs";
import type { RefVlmNetwork } from "@refvlm/model";
import { getRngState, manualSeed, noGrad, readSafetensors, scope, setRngState, writeSafetensors } from "@refvlm/torch";
import type { Sample } from "@refvlm/vt-instruct";
import type { Collective } from "../collectives/collective.js";
import type { Stage } from "../config/schema.js";
import { type Objective, weightedTotal } from "../objectives/objective.js";
import { changedKeys } from "./stage-optimizer.js";

/** What of it a checkpoint keeps. */
export interface Looks {
  stage: string;
  /** Lowest loss so far, and after which step. */
  lowest: number;
  step: number;
  /** Looks since then. */
  since: number;
}

export interface EarlyStoppingParts {
  network: RefVlmNetwork;
  stage: Stage;
  objective: Objective;
  /** The held-out pictures in batches. */
  batches: readonly (readonly Sample[])[];
  /** Looks without a new lowest loss after which the stage ends. */
  patience: number;
  /** Where the weights of the lowest loss are kept. */
  path: string;
  /** Of several replicas one writes; all look, so that they decide alike. */
  writes: boolean;
}

export class EarlyStopping {
  readonly #keys: readonly string[];
  #looks: Looks | undefined;

  /** @param begun of the checkpoint that the stage goes on from */
  constructor(
    private readonly parts: EarlyStoppingParts,
    begun?: Looks,
  ) {
    const { network, stage } = parts;
    this.#keys = changedKeys(network, stage);
    if (begun?.stage === stage.name) this.#looks = begun;
  }

  /** Undefined before the first one. */
  get looks(): Looks | undefined {
    return this.#looks;
  }

  /**
   * Measures, and keeps the weights where they are the best so far. The run's own draws stay as they are.
   * @param step after which it looks
   * @param collective of the replicas, which all look: processors of several kinds differ in last bits, and all must decide alike
   * @returns the loss, what it is compared with, and whether the stage has gone on for long enough without a better one
   */
  async look(step: number, collective?: Collective): Promise<{ loss: number; looks: Looks; ends: boolean }> {
    const own = this.#loss();
    const [loss] = collective ? await collective.mean([own]) : [own];
    const before = this.#looks;
    const isBest = before === undefined || loss < before.lowest;
    const looks = isBest
      ? { stage: this.parts.stage.name, lowest: loss, step, since: 0 }
      : { ...before, since: before.since + 1 };
    this.#looks = looks;
    if (isBest) this.#keep();
    return { loss, looks, ends: looks.since >= this.parts.patience };
  }

  /** Gives the network the weights of the lowest loss. */
  restore(): void {
    const { network, path } = this.parts;
    if (!existsSync(path)) return;
    using file = readSafetensors(path);
    const state = network.stateDict();
    noGrad(() => scope(() => this.#keys.forEach((key) => void state.get(key)!.copy_(file.tensor(key)))));
  }

  #keep(): void {
    const { network, path, writes } = this.parts;
    const state = network.stateDict();
    if (writes) writeSafetensors(path, new Map(this.#keys.map((key) => [key, state.get(key)!])));
  }

  /** Mean over the batches, each with the same draws at every look. */
  #loss(): number {
    const { batches, objective, stage } = this.parts;
    const rng = getRngState();
    manualSeed(0);
    const losses = batches.map((batch) =>
      noGrad(() => scope(() => weightedTotal(objective.losses(batch), stage.lossWeights).item())),
    );
    setRngState(rng);
    return losses.reduce((sum, loss) => sum + loss, 0) / losses.length;
  }
}
