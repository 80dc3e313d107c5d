// Scenes for a stage: asked by its tasks, in the units that the network decodes.
import {
  type Sample,
  SceneSource,
  sceneTaskWeights,
  type TaskName,
  type TaskWeights,
  tasks,
} from "@refvlm/vt-instruct";
import type { Recipe, Stage } from "../config/schema.js";

/** What the data must fit. */
export interface MixtureOptions {
  /** Side of made pictures in pixels; files keep the size that they have. */
  size: number;
  /** Names of the network's decoders. */
  units: readonly string[];
}

/** Scenes looked through for one that affords a question. */
const ATTEMPTS = 100;

/** A scene that leaves nothing to learn gives way to the next that does, as a row of a shard does. */
export class StageScenes {
  readonly #source: SceneSource;

  /**
   * @param adapt what the network can learn of a sample, if anything
   * @throws Error for tasks that ask for a unit without a decoder
   */
  constructor(
    recipe: Recipe,
    private readonly stage: Stage,
    seed: number,
    { size, units }: MixtureOptions,
    private readonly adapt: (sample: Sample) => Sample | undefined,
  ) {
    const asked = stageTasks(stage, units);
    this.#source = new SceneSource({
      peopleRate: asked.keypoint || asked["ig-keypoint"] ? 0.5 : 0,
      ...stage.scenes,
      ...stage.ask,
      depth: (asked.depth ?? 0) > 0,
      seed: seed + 7919 * recipe.stages.indexOf(stage),
      size,
      turns: [stage.turnsPerPicture, stage.turnsPerPicture],
      tasks: asked,
    });
  }

  /** @throws Error where a hundred scenes in a row leave nothing to learn */
  async at(index: number): Promise<Sample> {
    for (let place = index; place < index + ATTEMPTS; place++) {
      const sample = this.adapt(this.#source.sample(place));
      if (sample) return sample;
    }
    throw new Error(
      `stage ${this.stage.name}: none of ${ATTEMPTS} scenes leaves anything to learn; give it other tasks`,
    );
  }
}

/** The stage's own tasks, or those of scenes that the network can answer. */
function stageTasks({ name: stage, tasks: own }: Stage, units: readonly string[]): TaskWeights {
  const isDecoded = (name: TaskName) => tasks[name].command.units.every((unit) => units.includes(unit));
  const names = Object.keys(own ?? sceneTaskWeights) as TaskName[];
  if (!own) return Object.fromEntries(names.filter(isDecoded).map((name) => [name, sceneTaskWeights[name]]));
  const wrong = names.find((name) => own[name] && !isDecoded(name));
  if (wrong)
    throw new Error(
      `stage ${stage}: tasks.${wrong} asks for ${tasks[wrong].command.units}, the network has decoders for ${units.join(", ")}; leave the task out`,
    );
  return own;
}
