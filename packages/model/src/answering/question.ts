// What a question may come with.

import { explainConfigIssues } from "@refvlm/config";
import type { TaskCommand, Turn } from "@refvlm/trp";
import { z } from "zod";
import type { SamplingOptions } from "../generate/sampling.js";
import { RequestError } from "./errors.js";

/**
 * Longest answer in tokens unless a question says otherwise: a plan of 24 lines with 64 instances and their triplets fits,
 * and a usual answer ends by itself long before. One number for all callers, since it decides what is answered.
 */
export const LONGEST_ANSWER = 1024;

/** What, besides its words, decides what a question means. */
export interface QuestionContext {
  /** Which task, answer elements and units are wanted; new unit words are told here. */
  command?: TaskCommand;
  /**
   * Earlier questions about the same picture with their answers, as trees or TRP text. They may be examples: answers
   * that use a new unit show the model what to do (few-shot link-context learning, paper appendix A).
   */
  history?: readonly Turn[];
}

export interface AnswerOptions extends SamplingOptions {
  /** Longest answer in tokens, `LONGEST_ANSWER` by default; one that reaches it is closed there, so that it parses. */
  maxNewTokens?: number;
  signal?: AbortSignal;
  /** Hears what the work turns to, for whoever wants to know where time goes; of several questions the first one's does. */
  onPhase?(phase: AnswerPhase): void;
}

/** What answering is made of; on a GPU the work of a phase may still run when the next one is told. */
export type AnswerPhase = "encoder" | "language model" | "unit decoders";

const range = z.tuple([z.number(), z.number()]).readonly().optional();
const part = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("text"), text: z.string() }),
  z.strictObject({ type: z.literal("image"), index: z.int().optional() }),
  z.strictObject({ type: z.literal("prompt"), index: z.int() }),
]);
const units = z.array(z.string());
const node: z.ZodType = z.lazy(() => z.discriminatedUnion("kind", [text, phrase, triplet]));
const text = z.strictObject({ kind: z.literal("text"), text: z.string(), range });
const phrase = z.strictObject({ kind: z.literal("phrase"), children: z.array(node), range });
const group = z.strictObject({ units, count: z.int(), range });
const triplet = z.strictObject({ kind: z.literal("triplet"), phrase, groups: z.array(group), range });
const line = z.strictObject({ name: z.string(), units, count: z.int(), range });
const plan = z.strictObject({ decode: z.boolean(), lines: z.array(line), range });
const answer = z.strictObject({ plan: plan.nullable(), body: z.array(node) });
const command = z.strictObject({
  task: z.string(),
  elements: z.array(z.enum(["sentence", "phrase", "unit"])),
  units,
  newUnits: z.record(z.string(), z.string().nullable()).optional(),
});
const turn = z.strictObject({
  user: z.array(part),
  answer: z.union([z.string(), answer]).optional(),
  command: command.optional(),
});
const question = z.strictObject({
  parts: z.array(part),
  command: command.optional(),
  history: z.array(turn).optional(),
});

/** @throws RequestError that names each field which is not what it must be */
export function checkQuestion(asked: { parts: unknown; command?: unknown; history?: unknown }): void {
  const { error } = question.safeParse(asked);
  if (error) throw new RequestError(explainConfigIssues(error, question, "the question cannot be read"));
}
