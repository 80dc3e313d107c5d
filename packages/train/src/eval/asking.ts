// Asks questions side by side, and knows which a network cannot answer.
import { answerBatch, type BatchQuestion, type GroundedAnswer, type LoadedModel } from "@refvlm/model";
import { decodedUnits, groups, type Turn } from "@refvlm/trp";
import type { SampleTurn } from "@refvlm/vt-instruct";
import { type EvalQuestion, questionKey } from "./question.js";

/** Why a network cannot answer a question as it is meant, e.g. "no decoder for keypoint"; undefined where it can. */
export function lackOf({ network }: LoadedModel, { turn }: EvalQuestion): string | undefined {
  const { newUnits = {} } = turn.command ?? {};
  const known = network.visualDecoders.units.keys();
  const units = groups(turn.answer.body).flatMap(({ group }) => decodedUnits(group.units, newUnits));
  const missing = units.find((unit) => !known.includes(unit));
  return missing === undefined ? undefined : `no decoder for ${missing}`;
}

/** What a network is told of an earlier turn. */
function toldTurn({ user, prompts, answer, command }: SampleTurn): Turn {
  return { user, answer, ...(prompts && { prompts }), ...(command && { command }) };
}

/** A question as a network is asked it. */
export function requestOf({ picture, history, turn: { user, prompts }, command }: EvalQuestion): BatchQuestion {
  return { picture, parts: user, history: history.map(toldTurn), command, ...(prompts && { prompts }) };
}

/** A batch that fails is asked question by question; what fails then has no answer, and counts as wrong. */
export async function answerOrFail(
  model: LoadedModel,
  questions: readonly EvalQuestion[],
  options: { batchSize?: number; maxNewTokens: number; signal?: AbortSignal },
  onWarning: (message: string) => void = () => {},
): Promise<(GroundedAnswer | null)[]> {
  const batch = questions.map(requestOf);
  try {
    // Every instance is measured, however unsure: a curve over scores needs them all.
    return await answerBatch(model, batch, { ...options, minScore: 0 });
  } catch (error) {
    options.signal?.throwIfAborted();
    if (questions.length === 1) {
      onWarning(`${questionKey(questions[0])}: no answer: ${(error as Error).message}`);
      return [null];
    }
    const answers: (GroundedAnswer | null)[] = [];
    for (const question of questions) answers.push(...(await answerOrFail(model, [question], options, onWarning)));
    return answers;
  }
}
