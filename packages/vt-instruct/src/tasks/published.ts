// Questions as data sets publish them, with the objects that they point at.
import type { PromptKind } from "@refvlm/vision";
import { kindsFor, pointAt } from "../pointing/pointing.js";
import type { Random } from "../random.js";
import type { AnnotatedConversation, AnnotatedPicture, AnnotatedQuestion } from "../sample/annotated.js";
import type { SampleTurn } from "../sample/sample.js";
import type { AskOptions } from "./ask-options.js";
import type { Task } from "./task.js";
import { makeTurn, type Piece } from "./turn.js";

/** Questions of test sets come without answers. */
function isAnswered({ answers }: AnnotatedQuestion): boolean {
  return answers.length > 0;
}

/** All questions that lean on nothing said before; of a conversation that is the first. */
export function openQuestions({ questions = [], conversations = [] }: AnnotatedPicture): AnnotatedQuestion[] {
  return [...questions, ...conversations.map(({ turns }) => turns[0])].filter(isAnswered);
}

/**
 * A conversation as published, its answers made by `answerOf`. It ends before the first turn that cannot be asked: what
 * comes after may lean on it.
 */
export function publishedThread(
  task: Task,
  { turns }: AnnotatedConversation,
  answerOf: (question: AnnotatedQuestion) => readonly Piece[],
  picture: AnnotatedPicture,
  random: Random,
  options: AskOptions,
): SampleTurn[] {
  const thread: SampleTurn[] = [];
  for (const question of turns) {
    const turn = isAnswered(question) && publishedTurn(task, question, answerOf(question), picture, random, options);
    if (!turn) break;
    thread.push(turn);
  }
  return thread;
}

/** A turn of such a question; undefined where an object cannot be pointed at as `options` asks. */
export function publishedTurn(
  task: Task,
  { question, objects = [] }: AnnotatedQuestion,
  answer: readonly Piece[],
  picture: AnnotatedPicture,
  random: Random,
  options: AskOptions,
): SampleTurn | undefined {
  if (objects.length === 0) return makeTurn(task, question, answer);
  const targets = objects.map((i) => picture.objects[i]);
  const wanted: readonly PromptKind[] = options.promptKind ? [options.promptKind] : kindsFor(targets[0]);
  const kinds = wanted.filter((kind) => targets.every((object) => kindsFor(object).includes(kind)));
  if (kinds.length === 0) return undefined;
  const kind = random.pick(kinds);
  const prompts = targets.flatMap((object) => pointAt(object, kind, picture, random) ?? []);
  return prompts.length === targets.length ? makeTurn(task, { text: question, prompts }, answer) : undefined;
}
