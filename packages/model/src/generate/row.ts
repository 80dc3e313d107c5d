// One sequence of a generating batch: what is still to be read, what has been written, when it ends.
import type { Tensor } from "@refvlm/torch";
import type { TokenSet } from "@refvlm/trp/automaton";
import type { KvCache } from "../language-model/kv-cache.js";
import type { Choice } from "./choose.js";
import type { TokenConstraint } from "./constraint.js";
import type { TokenGuide } from "./guide.js";
import { Sampler, type SamplingOptions } from "./sampling.js";

/** One question. */
export interface GenerateRequest extends SamplingOptions {
  /** Embedded prompt, picture tokens included [T, C]; stays the caller's. */
  prompt: Tensor;
  /** A one-row cache of what the prompt follows (system text, picture); it is copied, not changed, and stays the caller's. */
  prefix?: KvCache;
  /** Default 512. */
  maxNewTokens?: number;
  constraint?: TokenConstraint;
  /** Adds to what the row's tokens are embedded as, and to the scores that they are chosen by. */
  guide?: TokenGuide;
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

/** State of one sequence. */
export class Row {
  readonly request: GenerateRequest;
  /** Written but not yet read by the model. */
  unread: GeneratedToken[] = [];
  /** Tokens of the answer that the model has read. */
  read = 0;
  /** How many of those an answer that begins anew takes back, for whoever keeps what the model has read. */
  takenBack: number | null = null;
  ended: EndReason | null = null;
  readonly sampler: Sampler;
  /** What the next choice is among, as of the last `force`; null is the whole vocabulary. */
  allowed: TokenSet | null = null;
  #written = 0;
  readonly #limit: number;
  readonly #eosId: number;
  readonly #constraint: TokenConstraint | undefined;

  /** @throws RangeError for a prompt without tokens, and for sampling options that cannot be */
  constructor(request: GenerateRequest, eosId: number) {
    if (request.prompt.shape[0] === 0) throw new RangeError("the prompt has no token");
    this.request = request;
    this.#limit = request.maxNewTokens ?? 512;
    this.#eosId = eosId;
    this.#constraint = request.constraint;
    this.sampler = new Sampler(request);
  }

  /** Whether the model has more to read: for a choice, or for the states of written tokens. */
  needsModel(stateIds: ReadonlySet<number>): boolean {
    return !this.ended || this.unread.some(({ id }) => stateIds.has(id));
  }

  /** Hands over what the model reads next, at most `count` tokens. */
  take(count: number): GeneratedToken[] {
    const taken = this.unread.slice(0, count);
    this.unread = this.unread.slice(count);
    this.read += taken.length;
    return taken;
  }

  /** Appends all that is forced here, up to the next choice or the end; returns it. */
  force(): GeneratedToken[] {
    const fresh: GeneratedToken[] = [];
    while (!this.ended && this.#constraint) {
      const step = this.#constraint.next();
      if ("restart" in step) {
        this.takenBack = this.read;
        this.request.guide?.restart();
        this.read = this.#written = fresh.length = 0;
        this.unread = [];
        continue;
      }
      if (!("forced" in step)) {
        this.allowed = step;
        break;
      }
      if (step.forced.length === 0) throw new Error("a constraint forced no token");
      for (const id of step.forced) if (!this.ended) fresh.push(...this.#append(id, 0, true));
    }
    return fresh;
  }

  /** Appends a choice and all that it forces; returns the new tokens (the end token is not one of them). */
  extend({ id, logProbability }: Choice): GeneratedToken[] {
    const chosen = this.#append(id, logProbability, false);
    const forced = this.force();
    return this.takenBack === null ? [...chosen, ...forced] : forced;
  }

  #append(id: number, logProbability: number, forced: boolean): GeneratedToken[] {
    this.#constraint?.accept(id);
    if (id === this.#eosId) {
      this.ended = "end";
      return [];
    }
    const token = { id, index: this.#written++, logProbability, forced };
    this.unread.push(token);
    if (this.#written >= this.#limit) this.ended = "length";
    return [token];
  }
}
