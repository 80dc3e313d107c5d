// Scenes with questions as the shipped weights were trained on: one conversation, and the endless source of them.

import type { TaskWeights } from "../conversation/conversation.js";
import { Random } from "../random.js";
import type { Sample, SampleTurn } from "../sample/sample.js";
import { type TaskName, tasks } from "../tasks/index.js";
import { annotateScene, captionOf } from "./annotate.js";
import { type Category, categories, heldOutCategories } from "./categories.js";
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

/** Settings of a conversation about a scene. */
export interface SceneConversationOptions {
  /** Questions about one picture. Default 4; fewer where the scene has no more to ask. */
  turnsPerPicture?: number;
  taskWeights?: TaskWeights;
  /** Share of grounding questions about things that are not there. Default 0.12. */
  absentRate?: number;
  /** Names that questions about absent things choose from. Default: the 60 training categories. */
  vocabulary?: readonly Category[];
  /** Gives each turn the paper's task command. Default false: the wording alone says what is wanted. */
  commands?: boolean;
}

/** Distinct, independent questions about a scene. Depends only on the arguments and the state of `random`. */
export function sceneConversation(scene: Scene, random: Random, options: SceneConversationOptions = {}): Sample {
  const { turnsPerPicture = 4, absentRate = 0.12, vocabulary = categories, commands = false } = options;
  const weights = Object.entries(options.taskWeights ?? sceneTaskWeights) as [TaskName, number][];
  const annotated = annotateScene(scene, vocabulary);
  const turns = new Map<string, SampleTurn>();
  for (let attempt = 0; turns.size < turnsPerPicture && attempt < 8 * turnsPerPicture; attempt++) {
    const [name] = weights[random.weighted(weights.map(([, weight]) => weight))];
    const turn = tasks[name].ask(annotated, random, { absentRate, core: true });
    if (!turn) continue;
    const { command, ...plain } = turn;
    turns.set(JSON.stringify(turn.user), commands ? turn : plain);
  }
  return {
    picture: scene.picture,
    turns: [...turns.values()],
    independent: true,
    objects: scene.objects.map(({ name, plural, box, mask, keypoint }) => ({
      name,
      plural,
      box,
      mask,
      ...(keypoint && { keypoint }),
    })),
    caption: captionOf(scene),
  };
}

/** Settings of a source: which scenes, and what is asked about them. */
export interface SceneSourceOptions extends SceneOptions, SceneConversationOptions {
  seed: number;
  /** Share of pictures without any object. Default 0.01. */
  emptyRate?: number;
}

/** An endless source of samples: `sample(index)` depends only on the settings and the index. */
export class SceneSource {
  readonly independent = true;

  constructor(readonly options: SceneSourceOptions) {}

  /** The scene that sample number `index` is about. */
  scene(index: number): Scene {
    const { seed, split = "train", emptyRate = 0.01 } = this.options;
    const empty = Random.of("empty", split, seed, index).chance(emptyRate);
    return renderScene(seed, index, empty ? { ...this.options, minObjects: 0, maxObjects: 0 } : this.options);
  }

  /** Sample number `index`. Throws where the icon atlas has not been prepared (`await prepareAtlas()`). */
  sample(index: number): Sample {
    const { seed, split = "train" } = this.options;
    return sceneConversation(this.scene(index), Random.of("conversation", split, seed, index), this.options);
  }
}

/** Every category's names: held-out ones are words that a tokenizer must know, too. */
export function categoryNames(): string[] {
  return [...categories, ...heldOutCategories].flatMap(({ name, plural }) => [name, plural]);
}
