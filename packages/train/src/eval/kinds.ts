// Kinds of question: what of an evaluation is measured together.
import { groups, type Node, triplets } from "@refvlm/trp";
import { type SampleTurn, type TaskName, taskNames } from "@refvlm/vt-instruct";

/** Kinds that are not tasks of their own. */
const furtherKinds = [
  "vqa-presence",
  "vqa-count",
  "vqa-relation",
  "rec-absent",
  "rec-place",
  "rec-word",
  "rec-color",
  "follow-up",
  "new-unit",
  "composite",
  "nested",
] as const;

export type QuestionKind = TaskName | (typeof furtherKinds)[number];
/** In the order in which a picture's questions are asked: neighbours have answers of like length. */
export const questionKinds: readonly QuestionKind[] = [...taskNames, ...furtherKinds];

/** Tasks whose answer is in words. */
export function isInWords(task: string): boolean {
  return task === "vqa" || task === "caption" || task.startsWith("reg-");
}

/**
 * The kind of a data set's turn: its task, but for what is measured apart whatever the task.
 * @param history the turns before it that it sees
 */
export function kindOf(turn: SampleTurn, history: readonly SampleTurn[]): QuestionKind {
  const { task, answer, command } = turn;
  const told = groups(answer.body);
  if (command?.newUnits && Object.keys(command.newUnits).length > 0) return "new-unit";
  // What such an answer points at is beside its words.
  if (isInWords(task)) return task as QuestionKind;
  if (told.length === 0) return "rec-absent";
  if (isFollowUp(turn, history.at(-1))) return "follow-up";
  if (told.some(({ triplet, group }) => group.units.length + triplet.groups.length > 2)) return "composite";
  if (!task.startsWith("gcg-") && hasNested(answer.body)) return "nested";
  return task as QuestionKind;
}

/** A phrase with references holds another one. */
export function hasNested(body: readonly Node[]): boolean {
  return triplets(body).some(({ phrase }) => triplets(phrase.children).length > 0);
}

/** It asks on about the one thing of the turn before, in another unit. */
function isFollowUp({ task, targets }: SampleTurn, before: SampleTurn | undefined): boolean {
  const [[thing], ...others] = targets;
  const [[earlier] = [], ...more] = before?.targets ?? [];
  const isSame = thing.box !== undefined && thing.box.join() === earlier?.box?.join();
  return isSame && others.length + more.length === 0 && task !== before?.task;
}
