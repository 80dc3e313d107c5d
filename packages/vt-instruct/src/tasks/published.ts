// Questions as data sets publish them, with the objects that they point at.
import type { PromptKind } from "@refvlm/vision";
import type { AnnotatedPicture, AnnotatedQuestion } from "../annotated.js";
import { kindsFor, pointAt } from "../pointing.js";
import type { Random } from "../random.js";
import type { SampleTurn } from "../sample.js";
import type { AskOptions, Task } from "./task.js";
import { makeTurn, type Piece } from "./turn.js";

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
