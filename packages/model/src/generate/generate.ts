// Batched generation with a key/value cache. A sample answers the same alone and in a batch; tokens stream as they come.
import { cat, noGrad, scope, type Tensor, tensor, zeros } from "@refvlm/torch";
import { KvCache } from "../language-model/kv-cache.js";
import type { LanguageModel } from "../language-model/llama.js";
import { choose } from "./choose.js";
import { Padding } from "./padding.js";
import { type EndReason, type GeneratedToken, type GenerateRequest, Row } from "./row.js";

/** What happens while a batch generates; `row` is the request's place. */
export type GenerateEvent =
  | ({ type: "token"; row: number } & GeneratedToken)
  /** The constraint took all of the row's tokens back: its answer begins anew. */
  | { type: "restart"; row: number }
  /** Normed last-layer state at a token of `stateIds`, once the model has read it: what the router sends to decoders. */
  | { type: "state"; row: number; id: number; index: number; state: Float32Array }
  | { type: "end"; row: number; reason: EndReason };

export interface GenerateOptions {
  eosId: number;
  /** Tokens whose states are wanted, e.g. `<REF>`. */
  stateIds?: readonly number[];
  /** Stops between two steps by throwing the signal's reason. */
  signal?: AbortSignal;
}

/**
 * Generates answers. Prefixes and prompts are padded on the left and padding is masked out, so a row sees only itself.
 * @throws the signal's reason when aborted; an Error when a prompt is empty or the model's scores are not numbers
 */
export async function* generate(
  model: LanguageModel,
  requests: readonly GenerateRequest[],
  options: GenerateOptions,
): AsyncGenerator<GenerateEvent, void, void> {
  if (requests.length === 0) return;
  options.signal?.throwIfAborted();
  const batch = new Batch(model, requests, options);
  try {
    yield* batch.begin();
    while (!batch.done) {
      await new Promise(setImmediate); // lets timers, sockets and the abort signal in
      options.signal?.throwIfAborted();
      yield* batch.step();
    }
  } finally {
    batch.dispose();
  }
}

class Batch {
  readonly #model: LanguageModel;
  readonly #rows: Row[];
  readonly #cache: KvCache;
  readonly #stateIds: ReadonlySet<number>;
  readonly #padding: Padding;
  /** What the first step reads before anything written. */
  #prompts: readonly Tensor[] | null;

  constructor(model: LanguageModel, requests: readonly GenerateRequest[], options: GenerateOptions) {
    const empty = requests.findIndex(({ prompt }) => prompt.shape[0] === 0);
    if (empty >= 0) throw new Error(`request ${empty}: the prompt has no token`);
    this.#model = model;
    this.#prompts = requests.map(({ prompt }) => prompt);
    this.#rows = requests.map((request) => new Row(request, options.eosId));
    const prefixes = requests.map(({ prefix }) => prefix ?? new KvCache());
    this.#cache = KvCache.rows(prefixes);
    this.#padding = new Padding(prefixes.map(({ length }) => length));
    this.#stateIds = new Set(options.stateIds);
  }

  /** Every row has ended and every wanted state has been read. */
  get done(): boolean {
    return this.#rows.every((row) => row.ended && !this.#wanted(row));
  }

  dispose(): void {
    this.#cache.dispose();
  }

  /** What the constraints write before anything has been read: it is read together with the prompts. */
  begin(): GenerateEvent[] {
    return this.#rows.flatMap((row, b) => this.#written(row, b, row.force()));
  }

  /** One forward pass over all that is unread, and what follows from it. */
  step(): GenerateEvent[] {
    return noGrad(() =>
      scope(() => {
        const tokens = this.#rows.map((row) => (row.ended && !this.#wanted(row) ? [] : row.unread));
        for (const [b, row] of this.#rows.entries()) {
          row.unread = [];
          row.read += tokens[b].length;
        }
        const { embeddings, widths } = this.#feed(tokens);
        const { hiddenStates } = this.#model.forward({
          inputsEmbeds: embeddings,
          ...this.#padding.extend(widths, embeddings.shape[1], embeddings.device),
          cache: this.#cache,
        });
        return [...this.#states(hiddenStates, tokens), ...this.#choices(hiddenStates)];
      }),
    );
  }

  #wanted(row: Row): boolean {
    return row.unread.some((token) => this.#stateIds.has(token.id));
  }

  /** Embeddings [B, T, C] aligned at the right, and how many of each row's T are its own. */
  #feed(tokens: readonly GeneratedToken[][]): { embeddings: Tensor; widths: number[] } {
    const ids = tokens.map((list) => list.map(({ id }) => id));
    const prompts = this.#prompts;
    this.#prompts = null;
    if (prompts) {
      const rows = prompts.map((prompt, b) => {
        if (ids[b].length === 0) return prompt;
        const added = this.#rows[b].guide?.added(ids[b]);
        const written = this.#embed(ids[b]);
        return cat([prompt, added ? written.add(added) : written]);
      });
      return { embeddings: alignRight(rows), widths: rows.map(({ shape }) => shape[0]) };
    }
    const widths = ids.map(({ length }) => length);
    const longest = Math.max(...widths);
    const padded = ids.map((list) => [...new Array<number>(longest - list.length).fill(0), ...list]);
    const embeddings = this.#embed(padded);
    const added = ids.map((list, b) => (list.length > 0 ? this.#rows[b].guide?.added(list) : null));
    if (!added.some((each) => each)) return { embeddings, widths };
    const none = (b: number) => zeros([widths[b], embeddings.shape[2]], embeddings);
    return { embeddings: embeddings.add(alignRight(added.map((each, b) => each ?? none(b)))), widths };
  }

  #embed(ids: readonly number[] | readonly number[][]): Tensor {
    return this.#model.embed(tensor(ids, { dtype: "int64", device: this.#model.model.embedTokens.weight.device }));
  }

  #states(hiddenStates: Tensor, tokens: readonly GeneratedToken[][]): GenerateEvent[] {
    const length = hiddenStates.shape[1];
    return tokens.flatMap((list, row) =>
      list.flatMap(({ id, index }, i): GenerateEvent[] => {
        if (!this.#stateIds.has(id)) return [];
        const state = hiddenStates.select(0, row).select(0, length - list.length + i); // [C]
        return [{ type: "state", row, id, index, state: state.toTypedArray() as Float32Array }];
      }),
    );
  }

  #choices(hiddenStates: Tensor): GenerateEvent[] {
    const live = [...this.#rows.entries()].filter(([, row]) => !row.ended);
    if (live.length === 0) return [];
    const last = hiddenStates.select(1, hiddenStates.shape[1] - 1); // [B, C]
    const rows = tensor(
      live.map(([b]) => b),
      { dtype: "int64", device: last.device },
    );
    const states = last.indexSelect(0, rows); // [R, C]
    const logits = this.#model.logits(states).to("float32"); // [R, V]
    for (const [i, [, row]] of live.entries()) {
      const bonus = row.guide?.bonus(states.select(0, i));
      if (bonus) logits.select(0, i).add_(bonus);
    }
    const choices = choose(
      logits,
      live.map(([, row]) => row),
    );
    return live.flatMap(([b, row], i) => {
      if (!Number.isFinite(choices[i].logProbability)) throw new Error(`request ${b}: ${BROKEN_SCORES}`);
      return this.#written(row, b, row.extend(choices[i]));
    });
  }

  #written(row: Row, b: number, fresh: readonly GeneratedToken[]): GenerateEvent[] {
    const events: GenerateEvent[] = fresh.map((token) => ({ type: "token", row: b, ...token }));
    if (row.takenBack !== null) {
      this.#padding.forget(b, row.takenBack);
      row.takenBack = null;
      events.unshift({ type: "restart", row: b });
    }
    return row.ended ? [...events, { type: "end", row: b, reason: row.ended }] : events;
  }
}

const BROKEN_SCORES =
  "the language model's scores are not finite numbers; its weights or the prompt hold NaN, or numbers too large for their dtype";

/** Stacks [Ti, C] to [B, T, C] with zeros on the left. */
function alignRight(prompts: readonly Tensor[]): Tensor {
  const longest = Math.max(...prompts.map((prompt) => prompt.shape[0]));
  const padded = prompts.map((prompt) => {
    const [length, width] = prompt.shape;
    if (length === longest) return prompt.unsqueeze(0);
    const padding = zeros([longest - length, width], { dtype: prompt.dtype, device: prompt.device });
    return cat([padding, prompt]).unsqueeze(0);
  });
  return cat(padded);
}
