// The endless source of conversations about scenes.
import { type ConversationOptions, conversation } from "../conversation/conversation.js";
import type { TaskWeights } from "../conversation/task-weights.js";
import { Random } from "../random.js";
import type { ObjectName } from "../sample/annotated.js";
import type { Sample } from "../sample/sample.js";
import { annotateScene } from "./annotate.js";
import { categories, heldOutCategories } from "./categories.js";
import { renderScene, type Scene, type SceneOptions } from "./render.js";

/** Shares that suit a network trained from nothing: binding a reference to its object takes the most practice. */
export const sceneTaskWeights: TaskWeights = {
  rec: 4,
  res: 3,
  fovd: 1.5,
  fovs: 1,
  ovd: 1.5,
  ovs: 1,
  vqa: 3,
  caption: 0.5,
  "gcg-box": 0.75,
  "gcg-mask": 0.75,
};

/**
 * Settings of a source: which scenes, and what is asked about them. Other than with `conversation` itself, four turns
 * are asked by `sceneTaskWeights`, three grounding questions in ten are about something absent, turns are independent, and
 * the wording alone says what is wanted.
 */
export interface SceneSourceOptions extends SceneOptions, ConversationOptions {
  seed: number;
  /** Names that questions about absent things choose from. Default: the 60 training categories. */
  vocabulary?: readonly ObjectName[];
  /** Share of pictures without any object. Default 0.01. */
  emptyRate?: number;
}

const defaults = {
  tasks: sceneTaskWeights,
  turns: [4, 4],
  absentRate: 0.3,
  independent: true,
  commands: false,
} as const satisfies ConversationOptions;

/** An endless source of samples: `sample(index)` depends only on the settings and the index. */
export class SceneSource {
  readonly #asking: ConversationOptions;

  constructor(readonly options: SceneSourceOptions) {
    this.#asking = { ...defaults, ...options };
  }

  /** The scene that sample number `index` is about. */
  scene(index: number): Scene {
    const { seed, split = "train", emptyRate = 0.01 } = this.options;
    const empty = Random.of("empty", split, seed, index).chance(emptyRate);
    return renderScene(seed, index, empty ? { ...this.options, minObjects: 0, maxObjects: 0 } : this.options);
  }

  /**
   * Sample number `index`; without turns where the scene affords none of the tasks.
   * @throws where the icon atlas has not been prepared (`await prepareAtlas()`)
   */
  sample(index: number): Sample {
    const { seed, split = "train", vocabulary } = this.options;
    const picture = annotateScene(this.scene(index), vocabulary, `${split}-${seed}-${index}`);
    return conversation(picture, Random.of("conversation", split, seed, index), this.#asking);
  }
}

/** Every category's names: held-out ones are words that a tokenizer must know, too. */
export function categoryNames(): string[] {
  return [...categories, ...heldOutCategories].flatMap(({ name, plural }) => [name, plural]);
}
