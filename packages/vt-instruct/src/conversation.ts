// A conversation about an annotated picture: several tasks asked of it, one turn each.
import type { AnnotatedPicture } from "./annotated.js";
import type { Random } from "./random.js";
import type { Sample, SampleTurn } from "./sample.js";
import { type TaskName, tasks } from "./tasks/index.js";
import type { AskOptions } from "./tasks/task.js";

/** How often each task asks, in proportion; a task without a weight never asks. */
export type TaskWeights = Partial<Record<TaskName, number>>;

/** Settings of a conversation. */
export interface ConversationOptions extends Partial<AskOptions> {
  /** Default: every task alike. */
  tasks?: TaskWeights;
  /** Least and most turns; fewer where the annotations allow no more. Default [1, 1]. */
  turns?: readonly [number, number];
  /** Gives each turn the paper's task command. Default true. */
  commands?: boolean;
  /** The turns do not see each other. Default false. */
  independent?: boolean;
}

const everyTask: TaskWeights = Object.fromEntries(Object.keys(tasks).map((name) => [name, 1]));

/**
 * Distinct questions about a picture; undefined where its annotations allow none of the tasks.
 * Depends only on the arguments and the state of `random`.
 */
export function conversation(
  picture: AnnotatedPicture,
  random: Random,
  options: ConversationOptions = {},
): Sample | undefined {
  const { tasks: weights = everyTask, turns: [least, most] = [1, 1], commands = true, independent = false } = options;
  const wanted = least + random.below(most - least + 1);
  const turns = distinctTurns(picture, random, wanted, weights, { absentRate: 0.1, ...options });
  if (turns.length === 0) return undefined;
  return {
    id: picture.id,
    picture: picture.picture,
    turns: commands ? turns : turns.map(({ command, ...plain }) => plain),
    independent,
    objects: [...picture.objects],
    caption: picture.captions?.[0],
  };
}

/** Up to `wanted` turns with different questions, their tasks drawn by weight; a task that cannot ask is not asked again. */
function distinctTurns(
  picture: AnnotatedPicture,
  random: Random,
  wanted: number,
  weights: TaskWeights,
  options: AskOptions,
): SampleTurn[] {
  const left = new Map(Object.entries(weights).filter(([, weight]) => weight > 0)) as Map<TaskName, number>;
  const turns = new Map<string, SampleTurn>();
  for (let attempt = 0; turns.size < wanted && left.size > 0 && attempt < 8 * wanted + 25; attempt++) {
    const names = [...left.keys()];
    const name = names[random.weighted([...left.values()])];
    const turn = tasks[name].ask(picture, random, options);
    if (turn) turns.set(JSON.stringify(turn.user), turn);
    else left.delete(name);
  }
  return [...turns.values()];
}
