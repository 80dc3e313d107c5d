// Answers in OpenAI's shapes: a whole completion, and its chunks.
import { randomUUID } from "node:crypto";
import type { AnswerJson, InstanceJson } from "@refvlm/model";
import type { Beginning } from "../engine/messages.js";

export interface Usage {
  prompt_tokens: number;
  completion_tokens: number;
  total_tokens: number;
  prompt_tokens_details: { cached_tokens: number; image_tokens: number };
}

/** What streams under `refvlm`: units as soon as their phrase closes, and the whole answer with the last of its words. */
export type RefvlmDelta = { instances: InstanceJson[] } | AnswerJson;

export interface Delta {
  role?: "assistant";
  content?: string;
  refvlm?: RefvlmDelta;
}

/** One completion, with what stays the same in all that is said of it. */
export class Completion {
  readonly #id = `chatcmpl-${randomUUID()}`;
  readonly #created = Math.floor(Date.now() / 1000);

  constructor(readonly model: string) {}

  whole(content: string, answer: AnswerJson, beginning: Beginning) {
    const message = { role: "assistant", content, refusal: null, refvlm: answer };
    const choice = { index: 0, message, logprobs: null, finish_reason: finishOf(answer) };
    return { ...this.#head("chat.completion"), choices: [choice], usage: usageOf(beginning, answer) };
  }

  /** @param usage null in all but the last chunk where it was asked for, undefined where it was not */
  chunk(delta: Delta, finish: string | null, usage?: null) {
    const choice = { index: 0, delta, logprobs: null, finish_reason: finish };
    return { ...this.#head("chat.completion.chunk"), choices: [choice], ...(usage === null ? { usage } : {}) };
  }

  usageChunk(usage: Usage) {
    return { ...this.#head("chat.completion.chunk"), choices: [], usage };
  }

  #head(object: string) {
    return { id: this.#id, object, created: this.#created, model: this.model, system_fingerprint: null };
  }
}

export function finishOf({ ended }: AnswerJson): "stop" | "length" {
  return ended === "length" ? "length" : "stop";
}

export function usageOf({ promptTokens, imageTokens, cached }: Beginning, { tokens }: AnswerJson): Usage {
  return {
    prompt_tokens: promptTokens,
    completion_tokens: tokens,
    total_tokens: promptTokens + tokens,
    prompt_tokens_details: { cached_tokens: cached ? imageTokens : 0, image_tokens: imageTokens },
  };
}
