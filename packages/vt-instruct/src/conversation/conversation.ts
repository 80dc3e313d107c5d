// A conversation about an annotated picture: several tasks asked of it, one turn each.

import { isWhole } from "../language/labelled.js";
import { inOtherWords } from "../language/other-words.js";
import type { Random } from "../random.js";
import type { AnnotatedPicture } from "../sample/annotated.js";
import type { Sample, SampleTurn } from "../sample/sample.js";
import type { AskOptions } from "../tasks/ask-options.js";
import { followUp, followUpTasks } from "../tasks/follow-up.js";
import { paperTaskNames, type TaskName, tasks } from "../tasks/index.js";
import type { Task } from "../tasks/task.js";
import { oneOf } from "../tasks/turn.js";
import type { TaskWeights } from "./task-weights.js";

/** Settings of a conversation. */
export interface ConversationOptions extends Partial<AskOptions> {
  /** Share of grounding questions about what is not there. Default 0.1. */
  absentRate?: number;
  /** Default: the paper's 25 tasks alike. */
  tasks?: TaskWeights;
  /** Least and most turns; fewer where the annotations allow no more. Default [1, 1]. */
  turns?: readonly [number, number];
  /** Gives each turn the paper's task command. Default true. */
  commands?: boolean;
  /** The turns do not see each other. Default false. */
  independent?: boolean;
}

const paperTasks: TaskWeights = Object.fromEntries(paperTaskNames.map((name) => [name, 1]));

/**
 * Distinct questions about a picture; none where its annotations allow none of the tasks.
 * Depends only on the arguments and the state of `random`.
 */
export function conversation(picture: AnnotatedPicture, random: Random, options: ConversationOptions = {}): Sample {
  const { tasks: weights = paperTasks, turns: [least, most] = [1, 1], absentRate = 0.1 } = options;
  const { commands = true, independent = false } = options;
  const wanted = least + random.below(most - least + 1);
  const turns = distinctTurns(picture, random, wanted, weights, { ...options, absentRate });
  return {
    id: picture.id,
    picture: picture.picture,
    turns: commands ? turns : turns.map(({ command, ...plain }) => plain),
    independent,
    // Some of the objects would be told as all.
    ...(isWhole(picture) && { objects: [...picture.objects] }),
    caption: picture.captions?.[0],
  };
}

/** Share of turns about one thing that the next one asks on about, in conversations whose turns see each other. */
const followUpRate = 0.12;

/** Share of turns of a task that give a whole conversation of the data set, where it has any. */
const threadRate = 0.5;

/**
 * Up to `wanted` turns with different questions and answers, their tasks drawn by weight. A task that has nothing to ask
 * is not drawn again: asking until it finds something would ask more about absent things than `absentRate` says.
 */
function distinctTurns(
  picture: AnnotatedPicture,
  random: Random,
  wanted: number,
  weights: TaskWeights,
  options: AskOptions & Pick<ConversationOptions, "independent">,
): SampleTurn[] {
  const left = new Map(Object.entries(weights).filter(([, weight]) => weight > 0)) as Map<TaskName, number>;
  const turns: SampleTurn[] = [];
  const told = new Set<string>();
  const add = (turn: SampleTurn): boolean => {
    if (turns.length >= wanted) return false;
    const keys = wanted === 1 ? [] : [JSON.stringify([turn.user, turn.prompts]), toldBy(turn)];
    if (keys.some((key) => told.has(key))) return false;
    turns.push(turn);
    for (const key of keys) told.add(key);
    return true;
  };
  const attempts = 4 * wanted + left.size;
  for (let attempt = 0; turns.length < wanted && left.size > 0 && attempt < attempts; attempt++) {
    const names = [...left.keys()];
    const name = names[random.weighted([...left.values()])];
    const asked = upToTooLong(ask(tasks[name], picture, random, options));
    const added = asked.filter(add);
    // A thread is all that the task has to say.
    if (asked.length !== 1) left.delete(name);
    if (added.length !== 1 || options.independent) continue;
    const others = followUpTasks(added[0]).filter((other) => weights[other]);
    if (others.length > 0 && random.chance(followUpRate)) add(followUp(added[0], oneOf(random, others), random));
  }
  return turns;
}

/**
 * What a turn tells: nobody asks again, in other words, for what has just been answered. Words such as "yes" tell it with
 * their question only.
 */
function toldBy({ task, user, answer, targets }: SampleTurn): string {
  const boxes = targets.map((group) => group.map(({ box }) => box));
  return JSON.stringify([task, answer.body, boxes, ...(task === "vqa" ? [user] : [])]);
}

function ask(
  task: Task,
  picture: AnnotatedPicture,
  random: Random,
  options: AskOptions & Pick<ConversationOptions, "independent">,
): SampleTurn[] {
  if (task.thread && !options.independent && picture.conversations && random.chance(threadRate)) {
    const thread = task.thread(picture, random, options);
    if (thread.length > 0) return thread;
  }
  const turn = task.ask(picture, random, options);
  if (!turn) return [];
  // A rate of 0 costs no random number, so that what was built before is built again.
  return options.everydayRate && random.chance(options.everydayRate) ? [saidOtherwise(turn, picture, random)] : [turn];
}

function saidOtherwise(turn: SampleTurn, picture: AnnotatedPicture, random: Random): SampleTurn {
  const user = turn.user.map((part) =>
    part.type === "text" ? { ...part, text: inOtherWords(part.text, picture, (words) => oneOf(random, words)) } : part,
  );
  return { ...turn, user };
}

/** The paper's decoders have 100 queries: an answer with more instances could not be decoded. */
const mostInstances = 100;

/** The turns before the first that is too long: those behind it may lean on it. */
function upToTooLong(turns: readonly SampleTurn[]): readonly SampleTurn[] {
  const end = turns.findIndex(({ targets }) => targets.reduce((sum, list) => sum + list.length, 0) > mostInstances);
  return end < 0 ? turns : turns.slice(0, end);
}
