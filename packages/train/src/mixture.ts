// Which sample stands at which position of a stage: a pure function of recipe, stage and position, whatever was read before.
import { Random, type Sample, SceneSource, type TaskWeights, withNewUnits } from "@refvlm/vt-instruct";
import type { Recipe, Stage } from "./config/schema.js";

/** Sources by recipe and stage; building one is cheap, but not for every sample. */
const opened = new WeakMap<Stage, SceneSource[]>();

/**
 * The sample at a position: a source drawn by weight, then that source's sample of the same number; its turns made a
 * conversation, and its units put under new words, in the stage's shares of cases.
 * @param size side of the pictures in pixels
 */
export function sampleAt(recipe: Recipe, stage: Stage, size: number, position: number): Sample {
  let sources = opened.get(stage);
  if (!sources) {
    sources = recipe.sources.map(
      ({ seed }) =>
        new SceneSource({
          ...stage.scenes,
          seed: seed + 7919 * recipe.stages.indexOf(stage),
          size,
          turnsPerPicture: stage.turnsPerPicture,
          taskWeights: stage.tasks as TaskWeights | undefined,
        }),
    );
    opened.set(stage, sources);
  }
  const weights = recipe.sources.map(({ weight }) => weight);
  const drawn = weights.length === 1 ? 0 : Random.of("source", recipe.seed, stage.name, position).weighted(weights);
  const made = sources[drawn].sample(position);
  const random = Random.of("turns", recipe.seed, stage.name, position);
  const sample = random.chance(stage.conversationRate) ? { ...made, independent: false } : made;
  return random.chance(stage.linkContextRate) ? withNewUnits(sample, random) : sample;
}
