// What a question may come with.

import { explainConfigIssues } from "@refvlm/config";
import type { Part, TaskCommand, Turn } from "@refvlm/trp";
import type { ClosedSet } from "@refvlm/trp/automaton";
import type { VisualPrompt } from "@refvlm/vision";
import { z } from "zod";
import type { SamplingOptions } from "../generate/sampling.js";
import { RequestError } from "./errors.js";

/**
 * Longest answer in tokens unless a question says otherwise: a plan of 24 lines with 64 instances and their triplets fits,
 * and a usual answer ends by itself long before. One number for all callers, since it decides what is answered.
 */
export const LONGEST_ANSWER = 1024;

/** An earlier question with its answer. */
export interface EarlierTurn extends Turn {
  /** What its user pointed at: a part `{ type: "prompt", index }` stands for `prompts[index]`. */
  prompts?: readonly VisualPrompt[];
}

/** What, besides its words, decides what a question means. */
export interface QuestionContext {
  /** Which task, answer elements and units are wanted; new unit words are told here. */
  command?: TaskCommand;
  /**
   * Earlier questions about the same picture with their answers, as trees or TRP text. They may be examples: answers
   * that use a new unit show the model what to do (few-shot link-context learning, paper appendix A).
   */
  history?: readonly EarlierTurn[];
  /** What the user points at, in the picture's own pixels: a part `{ type: "prompt", index }` stands for `prompts[index]`. */
  prompts?: readonly VisualPrompt[];
}

export interface AnswerOptions extends SamplingOptions {
  /** Also says how the answer came about; that costs a pass over it, and nothing where it is not asked for. */
  explain?: boolean;
  /** Longest answer in tokens, `LONGEST_ANSWER` by default; one that reaches it is closed there, so that it parses. */
  maxNewTokens?: number;
  /**
   * Units that score less are left out of the answer; its words stay. By default the first instance of a phrase is given,
   * whatever its score, and of the others what scores as the model's calibration says for each unit, 0 without one.
   */
  minScore?: number;
  /**
   * Where every name of the plan is in the picture with less probability than this, the answer denies in words. By
   * default what the calibration says; 0 leaves it to the language model.
   */
  deny?: number;
  /** Limits the answer's plan to a closed set of names, its units to some of the network's. */
  only?: ClosedSet;
  signal?: AbortSignal;
  /** Once aborted: the answer is closed as soon as it can be; it parses and keeps what it has planned. */
  enough?: AbortSignal;
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
const prompts = z.array(z.unknown()).optional(); // `askedPrompts` looks into them: it knows the picture
const units = z.array(z.string());
const node: z.ZodType = z.lazy(() => z.discriminatedUnion("kind", [text, phrase, triplet]));
const text = z.strictObject({ kind: z.literal("text"), text: z.string(), range });
const phrase = z.strictObject({ kind: z.literal("phrase"), children: z.array(node), range });
const group = z.strictObject({ units, instances: z.array(z.int()), range });
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
  prompts,
});
const question = z.strictObject({
  parts: z.array(part),
  command: command.optional(),
  history: z.array(turn).optional(),
  prompts,
});

/** @throws RequestError for a threshold that is no probability */
export function checkThresholds(thresholds: { minScore?: number; deny?: number }): void {
  for (const [field, value] of Object.entries(thresholds))
    if (value !== undefined && !(value >= 0 && value <= 1))
      throw new RequestError(`${field}: must be a probability from 0 to 1, not ${value}`);
}

/** @throws RequestError that names each field which is not what it must be */
export function checkQuestion(asked: {
  parts: unknown;
  command?: unknown;
  history?: unknown;
  prompts?: unknown;
}): void {
  const { error } = question.safeParse(asked);
  if (error) throw new RequestError(explainConfigIssues(error, question, "the question cannot be read"));
}

/** What a question says in words. */
export function questionText(parts: readonly Part[]): string {
  return parts.map((part) => (part.type === "text" ? part.text : "")).join(" ");
}
