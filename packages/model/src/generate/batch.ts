// Rows that generate side by side and join and leave between any two steps (continuous batching, Yu et al. 2022, "Orca").
import { cat, noGrad, scope, type Tensor, tensor, zeros } from "@refvlm/torch";
import type { LanguageModel } from "../language-model/llama.js";
import { choose } from "./choose.js";
import { Lane } from "./lane.js";
import { readWidth } from "./read-width.js";
import type { EndReason, GeneratedToken, Row } from "./row.js";

/** What happens to a row. */
export type RowEvent =
  | ({ type: "token" } & GeneratedToken)
  /** The constraint took all of the row's tokens back: its answer begins anew. */
  | { type: "restart" }
  /** Normed last-layer state at a token of `stateIds`, once the model has read it: what the router sends to decoders. */
  | { type: "state"; id: number; index: number; state: Float32Array }
  | { type: "end"; reason: EndReason }
  /** It has left the batch: its constraint threw, or the model's scores are no numbers. The others go on. */
  | { type: "failure"; error: Error };

export type GenerationEvent = RowEvent & { row: Row };

/**
 * A row sees only itself: prefixes are aligned at the right, padding is masked out, positions count a row's own tokens. Rows
 * that are done leave by themselves; whoever makes the batch disposes it.
 */
export class GenerationBatch {
  readonly #model: LanguageModel;
  readonly #stateIds: ReadonlySet<number>;
  readonly #lane = Lane.begin([]);
  #joining: Row[] = [];

  /** @param stateIds tokens whose states are wanted, e.g. `<REF>` */
  constructor(model: LanguageModel, stateIds: readonly number[] = []) {
    this.#model = model;
    this.#stateIds = new Set(stateIds);
  }

  /** Rows that are not done. */
  get size(): number {
    return this.#lane.rows.length + this.#joining.length;
  }

  /** A row takes part from the next step on, which reads its prompt. @returns what its constraint writes before */
  join(row: Row): GenerationEvent[] {
    const events = this.#write(row, () => row.force());
    if (events.at(-1)?.type !== "failure" && row.needsModel(this.#stateIds)) this.#joining.push(row);
    return events;
  }

  /** Takes a row out, whatever it is at. */
  leave(row: Row): void {
    this.#joining = this.#joining.filter((other) => other !== row);
    this.#lane.leave(row);
  }

  /** One pass over what the rows have not read, one over the prompts of those that join, and what follows from them. */
  step(): GenerationEvent[] {
    return noGrad(() =>
      scope(() => {
        const joining = this.#joining.splice(0);
        const events = this.#lane.rows.length > 0 ? this.#goOn() : [];
        if (joining.length > 0) events.push(...this.#begin(joining));
        return events;
      }),
    );
  }

  dispose(): void {
    this.#joining = [];
    this.#lane.dispose();
  }

  #begin(rows: readonly Row[]): GenerationEvent[] {
    const lane = Lane.begin(rows);
    try {
      const tokens = rows.map((row) => row.take(Number.POSITIVE_INFINITY));
      const inputs = rows.map(({ request: { prompt, guide } }, b) => {
        if (tokens[b].length === 0) return prompt;
        const ids = tokens[b].map(({ id }) => id);
        const added = guide?.added(ids);
        return cat([prompt, added ? this.#embed(ids).add(added) : this.#embed(ids)]);
      });
      const widths = inputs.map(({ shape }) => shape[0]);
      const events = this.#follow(lane, tokens, lane.read(this.#model, alignRight(inputs), widths));
      this.#lane.join(lane);
      return events;
    } finally {
      lane.dispose();
    }
  }

  #goOn(): GenerationEvent[] {
    const length = this.#length();
    this.#lane.closeUp(length);
    const tokens = this.#lane.places.map((row) => row?.take(length) ?? []);
    const ids = tokens.map((own) => [...new Array<number>(length - own.length).fill(0), ...own.map(({ id }) => id)]);
    const widths = tokens.map((own) => own.length);
    const embeddings = this.#guided(this.#embed(ids), tokens);
    return this.#follow(this.#lane, tokens, this.#lane.read(this.#model, embeddings, widths));
  }

  /** How many columns are read next. A guided row reads all it has: what its guide knows then must not hang on the others. */
  #length(): number {
    const { rows, places } = this.#lane;
    const guided = rows.flatMap(({ request, unread }) => (request.guide ? [unread.length] : []));
    return Math.max(readWidth(places.map((row) => row?.unread.length ?? 0)), ...guided);
  }

  /** Embeddings [B, T, C] of tokens of each place, with what the rows' guides add. */
  #guided(embeddings: Tensor, tokens: readonly GeneratedToken[][]): Tensor {
    const added = this.#lane.places.map((row, place) =>
      tokens[place].length > 0 ? row?.request.guide?.added(tokens[place].map(({ id }) => id)) : null,
    );
    if (!added.some((each) => each)) return embeddings;
    const none = (place: number) => zeros([tokens[place].length, embeddings.shape[2]], embeddings);
    return embeddings.add(alignRight(added.map((each, place) => each ?? none(place))));
  }

  #embed(ids: readonly number[] | readonly number[][]): Tensor {
    return this.#model.embed(tensor(ids, { dtype: "int64", device: this.#model.model.embedTokens.weight.device }));
  }

  /** @param tokens that were read, of each place @param hiddenStates [B, T, C] */
  #follow(lane: Lane, tokens: readonly GeneratedToken[][], hiddenStates: Tensor): GenerationEvent[] {
    const events = [...this.#states(lane, tokens, hiddenStates), ...this.#choices(lane, hiddenStates)];
    const failed = events.flatMap(({ type, row }) => (type === "failure" ? [row] : []));
    for (const row of lane.rows) if (!row.needsModel(this.#stateIds) || failed.includes(row)) lane.leave(row);
    return events;
  }

  #states(lane: Lane, tokens: readonly GeneratedToken[][], hiddenStates: Tensor): GenerationEvent[] {
    const length = hiddenStates.shape[1];
    return tokens.flatMap((own, place) =>
      own.flatMap(({ id, index }, i): GenerationEvent[] => {
        if (!this.#stateIds.has(id)) return [];
        const state = hiddenStates.select(0, place).select(0, length - own.length + i); // [C]
        const values = state.toTypedArray() as Float32Array;
        return [{ type: "state", row: lane.places[place]!, id, index, state: values }];
      }),
    );
  }

  /** Rows that have read all they wrote write on. */
  #choices(lane: Lane, hiddenStates: Tensor): GenerationEvent[] {
    const choosing = lane.places.flatMap((row, place) =>
      row && !row.ended && row.unread.length === 0 ? [{ row, place }] : [],
    );
    if (choosing.length === 0) return [];
    const last = hiddenStates.select(1, hiddenStates.shape[1] - 1); // [B, C]
    const places = tensor(
      choosing.map(({ place }) => place),
      { dtype: "int64", device: last.device },
    );
    const states = last.indexSelect(0, places); // [R, C]
    const logits = this.#model.logits(states).to("float32"); // [R, V]
    for (const [i, { row }] of choosing.entries()) {
      const bonus = row.request.guide?.bonus(states.select(0, i));
      if (bonus) logits.select(0, i).add_(bonus);
    }
    const choices = choose(
      logits,
      choosing.map(({ row }) => row),
    );
    return choosing.flatMap(({ row }, i) =>
      this.#write(
        row,
        () => {
          if (!Number.isFinite(choices[i].logProbability)) throw new Error(BROKEN_SCORES);
          return row.extend(choices[i]);
        },
        lane,
      ),
    );
  }

  #write(row: Row, write: () => readonly GeneratedToken[], lane?: Lane): GenerationEvent[] {
    try {
      const events: GenerationEvent[] = write().map((token) => ({ type: "token", row, ...token }));
      if (row.takenBack !== null) {
        lane?.forget(row, row.takenBack);
        row.takenBack = null;
        events.unshift({ type: "restart", row });
      }
      return row.ended ? [...events, { type: "end", row, reason: row.ended }] : events;
    } catch (error) {
      return [{ type: "failure", row, error: error as Error }];
    }
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
