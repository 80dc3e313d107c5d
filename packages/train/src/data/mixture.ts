// Which sample stands at which position of a stage: a function of recipe, shards, stage and position, whatever was read before.
import { createHash } from "node:crypto";
import {
  Interleaving,
  Random,
  type Sample,
  SceneSource,
  ShardSource,
  type TaskWeights,
  withNewUnits,
} from "@refvlm/vt-instruct";
import type { Recipe, Source, Stage } from "../config/schema.js";
import { type LeftOut, learnable } from "./learnable.js";

/** What the data must fit. */
export interface MixtureOptions {
  /** Side of made pictures in pixels; files keep the size that they have. */
  size: number;
  /** Names of the network's decoders. */
  units: readonly string[];
}

/** The data of one stage. */
export class Mixture {
  readonly #draws: Interleaving;
  readonly #leftOut: LeftOut;

  private constructor(
    private readonly recipe: Recipe,
    private readonly stage: Stage,
    private readonly sources: readonly (SceneSource | ShardSource)[],
    leftOut: LeftOut,
  ) {
    this.#draws = new Interleaving(
      recipe.sources.map(({ weight }) => weight),
      `${recipe.seed}:${stage.name}`,
    );
    this.#leftOut = leftOut;
  }

  /** @throws ShardsError, OutputError for shards that cannot be read */
  static async open(recipe: Recipe, stage: Stage, { size, units }: MixtureOptions): Promise<Mixture> {
    const leftOut: LeftOut = new Map();
    const open = (source: Source, i: number) =>
      source.kind === "scenes"
        ? scenesOf(recipe, stage, source.seed, size)
        : ShardSource.open(source.path, {
            root: source.root,
            buffer: source.buffer,
            skipBroken: source.skipBroken,
            seed: `${recipe.seed}:${stage.name}:${i}`,
            adapt: (sample) => learnable(sample, stage, units, leftOut),
          });
    return new Mixture(recipe, stage, await Promise.all(recipe.sources.map(open)), leftOut);
  }

  /**
   * The sample at a position: a source drawn by weight, and the next of that source's; its turns made a conversation,
   * and its units put under new words, in the stage's shares of cases.
   * @throws RowError, ShardsError: see `ShardSource.at`
   */
  async at(position: number): Promise<Sample> {
    const { recipe, stage } = this;
    const { source, index } = this.#draws.at(position);
    const drawn = this.sources[source];
    const made: Sample = drawn instanceof SceneSource ? drawn.sample(index) : await drawn.at(index);
    const random = Random.of("turns", recipe.seed, stage.name, position);
    const sample = random.chance(stage.conversationRate) ? { ...made, independent: false } : made;
    return random.chance(stage.linkContextRate) ? withNewUnits(sample, random) : sample;
  }

  /** What a checkpoint keeps to see that it goes on with the same shards, weights and buffers; none where there are none. */
  get order(): string | undefined {
    const shards = this.recipe.sources.flatMap((source, i) => {
      const drawn = this.sources[i];
      if (source.kind === "scenes" || drawn instanceof SceneSource) return [];
      return [{ digest: drawn.shards.digest, buffer: source.buffer }];
    });
    if (shards.length === 0) return undefined;
    const told = JSON.stringify([shards, this.recipe.seed, this.recipe.sources.map(({ weight }) => weight)]);
    return createHash("sha256").update(told).digest("hex");
  }

  /** What has not been learnt from so far, one line each. */
  leftOut(): string[] {
    const rows = this.sources.flatMap((source) => {
      if (source instanceof SceneSource) return [];
      const { broken, unused, first } = source.passedOver;
      return [
        ...(broken > 0 ? [`${broken} broken rows of ${source.shards.path}; the first: ${first}`] : []),
        ...(unused > 0 ? [`${unused} rows of ${source.shards.path} that leave nothing to learn`] : []),
      ];
    });
    return [...[...this.#leftOut].map(([reason, count]) => `${count} ${reason}`), ...rows];
  }
}

function scenesOf(recipe: Recipe, stage: Stage, seed: number, size: number): SceneSource {
  return new SceneSource({
    ...stage.scenes,
    seed: seed + 7919 * recipe.stages.indexOf(stage),
    size,
    turnsPerPicture: stage.turnsPerPicture,
    taskWeights: stage.tasks as TaskWeights | undefined,
  });
}
