// One sequence of a generating batch: what is still to be read, what has been written, when it ends.
import type { Tensor } from "@refvlm/torch";
import type { TokenConstraint } from "./constraint.js";
import { Sampler, type SamplingOptions } from "./sampling.js";

/** One question. */
export interface GenerateRequest extends SamplingOptions {
  /** Embedded prompt, picture tokens included [T, C]; stays the caller's. */
  prompt: Tensor;
  /** Default 512. */
  maxNewTokens?: number;
  constraint?: TokenConstraint;
}

/** Why a sequence ended. */
export type EndReason = "end" | "length";

/** A token of the answer. */
export interface GeneratedToken {
  id: number;
  /** Place in the answer, from 0. */
  index: number;
  logProbability: number;
  /** Written by the constraint, not chosen by the model. */
  forced: boolean;
}

/** State of one sequence; knows nothing of tensors but its prompt. */
export class Row {
  readonly prompt: Tensor;
  /** Written but not yet read by the model. */
  unread: GeneratedToken[] = [];
  /** Position of the next token that the model reads. */
  position = 0;
  ended: EndReason | null = null;
  #written = 0;
  readonly #limit: number;
  readonly #constraint: TokenConstraint | undefined;
  readonly #sampler: Sampler;

  constructor(request: GenerateRequest) {
    this.prompt = request.prompt;
    this.#limit = request.maxNewTokens ?? 512;
    this.#constraint = request.constraint;
    this.#sampler = new Sampler(request);
  }

  /** Appends what is forced, or one choice and all that it forces; returns the new tokens (the end token is not one of them). */
  extend(logits: Float32Array, eosId: number): GeneratedToken[] {
    const fresh: GeneratedToken[] = [];
    const append = (id: number, logProbability: number, forced: boolean) => {
      this.#constraint?.accept(id);
      if (id === eosId) this.ended = "end";
      else fresh.push({ id, index: this.#written++, logProbability, forced });
      if (this.#written >= this.#limit) this.ended ??= "length";
    };
    while (!this.ended) {
      const step = this.#constraint?.next() ?? { allowed: null };
      if ("forced" in step) {
        for (const id of step.forced) if (!this.ended) append(id, 0, true);
        if (step.forced.length === 0) throw new Error("a constraint forced no token");
        continue;
      }
      // The scores speak for the token right behind what has been read: once anything is appended, they are spent.
      if (fresh.length > 0) break;
      const { id, logProbability } = this.#sampler.choose(logits, step.allowed);
      append(id, logProbability, false);
    }
    this.unread.push(...fresh);
    return fresh;
  }
}
