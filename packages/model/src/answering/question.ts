// What a question may come with.
import type { TaskCommand, Turn } from "@refvlm/trp";
import type { SamplingOptions } from "../generate/sampling.js";

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
  /** Longest answer in tokens; a longer one is cut off and closed. */
  maxNewTokens?: number;
  signal?: AbortSignal;
}
