// Batched generation with a key/value cache. A sample answers the same alone and in a batch; tokens stream as they come.
import { cat, noGrad, scope, type Tensor, tensor, zeros } from "@refvlm/torch";
import { KvCache } from "../language-model/kv-cache.js";
import type { LanguageModel } from "../language-model/llama.js";
import { type EndReason, type GeneratedToken, type GenerateRequest, Row } from "./row.js";

/** What happens while a batch generates; `row` is the request's place. */
export type GenerateEvent =
  | ({ type: "token"; row: number } & GeneratedToken)
  /** Normed last-layer state at a token of `stateIds`, once the model has read it: what the router sends to decoders. */
  | { type: "state"; row: number; id: number; index: number; state: Float32Array }
  | { type: "end"; row: number; reason: EndReason };

export interface GenerateOptions {
  eosId: number;
  /** Tokens whose states are wanted, e.g. `<REF>`. */
  stateIds?: readonly number[];
  /** A one-row cache of what all prompts begin with (system text, picture); it is copied, not changed. */
  prefix?: KvCache;
  /** Stops between two steps by throwing the signal's reason. */
  signal?: AbortSignal;
}

/**
 * Generates answers. Prompts are padded on the left and padding is masked out, so a row sees only itself.
 * @throws the signal's reason when aborted; an Error when there is nothing to generate from
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
    let events = batch.read(batch.prompts());
    while (true) {
      yield* events;
      if (batch.done) return;
      await new Promise(setImmediate); // lets timers, sockets and the abort signal in
      options.signal?.throwIfAborted();
      events = batch.read(batch.unread());
    }
  } finally {
    batch.dispose();
  }
}

/** What each row feeds in one step, aligned at the right. */
interface Feed {
  embeddings: Tensor; // [B, T, C]
  widths: number[];
  tokens: GeneratedToken[][];
}

class Batch {
  readonly #model: LanguageModel;
  readonly #rows: Row[];
  readonly #cache: KvCache;
  readonly #eosId: number;
  readonly #stateIds: ReadonlySet<number>;
  /** For each row and each column of the cache: does it hold one of the row's own tokens? */
  readonly #real: boolean[][];

  constructor(model: LanguageModel, requests: readonly GenerateRequest[], options: GenerateOptions) {
    this.#model = model;
    this.#rows = requests.map((request) => new Row(request));
    this.#cache = noGrad(() => options.prefix?.fork(requests.length)) ?? new KvCache();
    this.#eosId = options.eosId;
    this.#stateIds = new Set(options.stateIds);
    this.#real = requests.map(() => new Array<boolean>(this.#cache.length).fill(true));
    for (const row of this.#rows) row.position = this.#cache.length;
  }

  /** Every row has ended and every wanted state has been read. */
  get done(): boolean {
    return this.#rows.every((row) => row.ended && !this.#wanted(row));
  }

  dispose(): void {
    this.#cache.dispose();
  }

  prompts(): () => Feed {
    return () => {
      const empty = this.#rows.findIndex((row) => row.prompt.shape[0] === 0);
      if (empty >= 0) throw new Error(`request ${empty}: the prompt has no token`);
      const embeddings = alignRight(this.#rows.map((row) => row.prompt));
      return { embeddings, widths: this.#rows.map((row) => row.prompt.shape[0]), tokens: this.#rows.map(() => []) };
    };
  }

  unread(): () => Feed {
    return () => {
      const tokens = this.#rows.map((row) => (row.ended && !this.#wanted(row) ? [] : row.unread));
      for (const row of this.#rows) row.unread = [];
      const longest = Math.max(...tokens.map((list) => list.length));
      const ids = tokens.map((list) => [...new Array<number>(longest - list.length).fill(0), ...list.map((t) => t.id)]);
      const { device } = this.#model.model.embedTokens.weight;
      const embeddings = this.#model.embed(tensor(ids, { dtype: "int64", device }));
      return { embeddings, widths: tokens.map((list) => list.length), tokens };
    };
  }

  /** One forward pass and what follows from it. */
  read(feed: () => Feed): GenerateEvent[] {
    return noGrad(() =>
      scope(() => {
        const { embeddings, widths, tokens } = feed();
        const length = embeddings.shape[1];
        const { hiddenStates } = this.#model.forward({
          inputsEmbeds: embeddings,
          attentionMask: this.#mask(widths, length, embeddings.device),
          positionIds: this.#positions(widths, length, embeddings.device),
          cache: this.#cache,
        });
        return [...this.#states(hiddenStates, tokens), ...this.#choices(hiddenStates)];
      }),
    );
  }

  #wanted(row: Row): boolean {
    return row.unread.some((token) => this.#stateIds.has(token.id));
  }

  /** bool [B, 1, T, S]: own tokens up to the query's. */
  #mask(widths: readonly number[], length: number, device: string): Tensor {
    const before = this.#cache.length;
    const keys = before + length;
    const allowed = new Uint8Array(this.#rows.length * length * keys);
    for (const [b, real] of this.#real.entries()) {
      for (let t = 0; t < length; t++) real.push(t >= length - widths[b]);
      for (let t = 0; t < length; t++) {
        const offset = (b * length + t) * keys;
        for (let s = 0; s <= before + t; s++) allowed[offset + s] = real[s] ? 1 : 0;
      }
    }
    return tensor(allowed, { shape: [this.#rows.length, 1, length, keys], dtype: "uint8", device }).to("bool");
  }

  /** int64 [B, T], counting only a row's own tokens. */
  #positions(widths: readonly number[], length: number, device: string): Tensor {
    const positions = this.#rows.map((row, b) => {
      const first = row.position - (length - widths[b]);
      row.position += widths[b];
      return Array.from({ length }, (_, t) => Math.max(first + t, 0));
    });
    return tensor(positions, { dtype: "int64", device });
  }

  #states(hiddenStates: Tensor, tokens: readonly GeneratedToken[][]): GenerateEvent[] {
    const length = hiddenStates.shape[1];
    return tokens.flatMap((list, row) =>
      list.flatMap(({ id, index }, i): GenerateEvent[] => {
        if (!this.#stateIds.has(id)) return [];
        const state = hiddenStates.select(0, row).select(0, length - list.length + i); // [C]
        return [{ type: "state", row, id, index, state: hostFloats(state) }];
      }),
    );
  }

  #choices(hiddenStates: Tensor): GenerateEvent[] {
    const vocabulary = this.#model.config.vocabSize;
    const last = hiddenStates.select(1, hiddenStates.shape[1] - 1); // [B, C]
    const logits = hostFloats(this.#model.logits(last)); // [B, V]
    return this.#rows.flatMap((row, b): GenerateEvent[] => {
      if (row.ended) return [];
      const fresh = row.extend(logits.subarray(b * vocabulary, (b + 1) * vocabulary), this.#eosId);
      const events: GenerateEvent[] = fresh.map((token) => ({ type: "token", row: b, ...token }));
      return row.ended ? [...events, { type: "end", row: b, reason: row.ended }] : events;
    });
  }
}

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

/** A copy that does not look into tensor memory. */
function hostFloats(x: Tensor): Float32Array {
  return Float32Array.from(x.to("float32").contiguous().toTypedArray() as Float32Array);
}
