// Which sample stands at which position of a stage: a function of recipe, shards, stage and position, whatever was read before.
import { Loader, Random, type Sample, ShardSource, withNewUnits } from "@refvlm/vt-instruct";
import type { Recipe, Source, Stage } from "../config/schema.js";
import { type LeftOut, learnable } from "./learnable.js";
import { type MixtureOptions, StageScenes } from "./stage-scenes.js";

/** The data of one stage. */
export class Mixture {
  private constructor(
    private readonly recipe: Recipe,
    private readonly stage: Stage,
    private readonly loader: Loader<Sample>,
    private readonly shards: readonly ShardSource[],
    private readonly leftOutTurns: LeftOut,
  ) {}

  /**
   * @throws ShardsError, OutputError for shards that cannot be read; Error for tasks that ask for a unit without a decoder
   */
  static async open(recipe: Recipe, stage: Stage, fits: MixtureOptions): Promise<Mixture> {
    const leftOut: LeftOut = new Map();
    const adapt = <S extends Sample>(sample: S) => learnable(sample, stage, fits.units, leftOut);
    const seed = `${recipe.seed}:${stage.name}`;
    const open = (source: Source, i: number) =>
      source.kind === "scenes"
        ? new StageScenes(recipe, stage, source.seed, fits, adapt)
        : ShardSource.open(source.path, {
            root: source.root,
            buffer: source.buffer,
            skipBroken: source.skipBroken,
            seed: `${seed}:${i}`,
            adapt,
          });
    const sources = await Promise.all(recipe.sources.map(open));
    const weights = recipe.sources.map(({ weight }) => weight);
    const shards = sources.filter((source) => source instanceof ShardSource);
    return new Mixture(recipe, stage, new Loader<Sample>(sources, weights, seed), shards, leftOut);
  }

  /**
   * The sample at a position: a source drawn by weight, and the next of that source's; its turns made a conversation,
   * and its units put under new words, in the stage's shares of cases.
   * @throws RowError, ShardsError: see `ShardSource.at`
   */
  async at(position: number): Promise<Sample> {
    const { recipe, stage } = this;
    const made = await this.loader.at(position);
    const random = Random.of("turns", recipe.seed, stage.name, position);
    const sample = random.chance(stage.conversationRate) ? { ...made, independent: false } : made;
    return random.chance(stage.linkContextRate) ? withNewUnits(sample, random) : sample;
  }

  /**
   * A recipe's held-out rows as a stage learns from others, in batches of the stage's size; the last one may be smaller.
   * @throws as `open` and `at`
   */
  static async heldOut(recipe: Recipe, stage: Stage, fits: MixtureOptions): Promise<Sample[][]> {
    const { path, root, rows } = recipe.heldOut!;
    const sources = [{ kind: "shards" as const, path, root, weight: 1, skipBroken: false, buffer: {} }];
    const mixture = await Mixture.open({ ...recipe, sources }, stage, fits);
    const count = Math.min(rows, mixture.shards[0].rows);
    const samples = await Promise.all(Array.from({ length: count }, (_, position) => mixture.at(position)));
    return Array.from({ length: Math.ceil(count / stage.batch) }, (_, i) =>
      samples.slice(i * stage.batch, (i + 1) * stage.batch),
    );
  }

  /** What a checkpoint keeps to see that it goes on with the same shards, weights, seed and buffers. */
  get order(): string {
    return this.loader.order;
  }

  /** What has not been learnt from so far, one line each. */
  leftOut(): string[] {
    const rows = this.shards.flatMap(({ shards: { path }, passedOver: { broken, unused, first } }) => [
      ...(broken > 0 ? [`${broken} broken rows of ${path}; the first: ${first}`] : []),
      ...(unused > 0 ? [`${unused} rows of ${path} that leave nothing to learn`] : []),
    ]);
    return [...[...this.leftOutTurns].map(([reason, count]) => `${count} ${reason}`), ...rows];
  }
}
