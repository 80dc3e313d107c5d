// How well a network names what scenes show, without its language model: figures with intervals, as other evaluations give.
import { bootstrapIntervals, type Evaluation, rankingQuality, ratioEvaluation } from "@refvlm/metrics";
import type { LoadedModel } from "@refvlm/model";
import { prepareAtlas } from "@refvlm/vt-instruct";
import type { Figure } from "../figures.js";
import { drawScene, type SceneFamilies, SceneQuestions, sceneFamilies } from "../questions.js";
import { nameScenes, type SceneNaming } from "./scene-naming.js";

export interface NamesOptions {
  /** Scenes of each set of families: the first of those that `eval scenes` asks about. */
  scenes: number;
  /** Default both. */
  families?: readonly SceneFamilies[];
  /** Pictures encoded side by side. Default 24. */
  batchSize?: number;
  onProgress?(pictures: number, total: number): void;
  signal?: AbortSignal;
}

/** Drawing a scene again costs a sort of all its fits, so fewer draws than elsewhere. */
const RESAMPLES = 200;

/**
 * Names right by pooled key, of all true boxes, by size and by icon family; F1 of the listed proposals; and how well the
 * largest fit of a name tells what is there from what is not.
 * @throws QuestionsError for more scenes than there are; the signal's reason when aborted
 */
export async function measureNames(model: LoadedModel, options: NamesOptions): Promise<Figure[]> {
  const { scenes, families = sceneFamilies, batchSize = 24, onProgress, signal } = options;
  const questions = SceneQuestions.read();
  questions.checkCount(scenes);
  await prepareAtlas();
  const total = families.length * scenes;
  let done = 0;
  const figures = families.map((set): Figure[] => {
    const named: SceneNaming[] = [];
    for (let first = 0; first < scenes; first += batchSize) {
      signal?.throwIfAborted();
      const count = Math.min(batchSize, scenes - first);
      const drawn = Array.from({ length: count }, (_, i) =>
        drawScene(questions.header, { families: set, scene: first + i }),
      );
      named.push(...nameScenes(model, drawn));
      onProgress?.((done += count), total);
    }
    return figuresOf(named, set);
  });
  return figures.flat();
}

/** Sides of objects in pixels, by which they are told apart. */
const SIZES = [
  { name: "below 18 px", from: 0, to: 18 },
  { name: "18 to 26 px", from: 18, to: 26 },
  { name: "above 26 px", from: 26, to: Number.POSITIVE_INFINITY },
];

function figuresOf(scenes: readonly SceneNaming[], set: string): Figure[] {
  const ofObjects = (isOne: (object: SceneNaming["objects"][number]) => boolean) => ({
    gain: scenes.map(({ objects }) => objects.filter((each) => isOne(each) && each.right).length),
    of: scenes.map(({ objects }) => objects.filter(isOne).length),
  });
  const families = [...new Set(scenes.flatMap(({ objects }) => objects.map(({ family }) => family)))].sort();
  const ratios = ratioEvaluation(scenes.length, {
    "name right, true box": ofObjects(() => true),
    ...Object.fromEntries(
      SIZES.map(({ name, from, to }) => [`  ${name}`, ofObjects(({ side }) => side >= from && side < to)]),
    ),
    ...Object.fromEntries(families.map((family) => [`  ${family}`, ofObjects((each) => each.family === family)])),
    "listed proposals, F1": {
      gain: scenes.map(({ found }) => 2 * found),
      of: scenes.map(({ listed, objects }) => listed + objects.length),
    },
  });
  const evaluation: Evaluation = {
    size: scenes.length,
    figures: (samples) => {
      const drawn = samples ? Array.from(samples, (scene) => scenes[scene]) : scenes;
      const [present, absent] = [drawn.flatMap((each) => each.present), drawn.flatMap((each) => each.absent)];
      return { ...ratios.figures(samples), "there against absent, AUC": rankingQuality(present, absent) };
    },
  };
  const intervals = bootstrapIntervals(evaluation, { resamples: RESAMPLES });
  return Object.entries(evaluation.figures())
    .filter(([, value]) => !Number.isNaN(value))
    .map(([name, value]) => ({ name, set, value, interval: intervals[name], questions: scenes.length }));
}
