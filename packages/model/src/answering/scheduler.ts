// Runs one step for all answers that are there; between two steps answers join and leave and a picture is encoded or read on.
import { SPECIAL } from "@refvlm/trp";
import type { Picture } from "@refvlm/vision";
import { GenerationBatch, type GenerationEvent } from "../generate/batch.js";
import { type GenerateRequest, Row } from "../generate/row.js";
import type { LoadedModel } from "../pretrained/loaded-model.js";
import { cacheBytes } from "../pretrained/network-size.js";
import { type AnswerRequest, AnswerRow } from "./answer-row.js";
import { decodeReady } from "./decode-ready.js";
import { EncodedPictures } from "./encoded-pictures.js";
import type { AnswerOptions, AnswerPhase } from "./question.js";

export interface SchedulerLimits {
  /** Answers that are written side by side. Default: no bound. */
  rows?: number;
  /** Bytes of the keys and values that they may come to hold; one answer alone may always be written. Default: no bound. */
  cacheBytes?: number;
}

/** A picture that waits for pauses between steps. */
interface Encoding {
  steps: Generator<void, EncodedPictures, void>;
  outcome: { encoded: EncodedPictures } | { reason: unknown } | null;
  signal: AbortSignal | undefined;
}

/**
 * Works only while somebody waits: a reader without news calls `turn`, which all who wait share. First come, first served:
 * who does not fit waits, and nobody overtakes.
 */
export class Scheduler {
  readonly #model: LoadedModel;
  readonly #limits: Required<SchedulerLimits>;
  readonly #batch: GenerationBatch;
  readonly #encodings: Encoding[] = [];
  #waiting: AnswerRow[] = [];
  readonly #writing = new Map<Row, AnswerRow>();
  #turn: Promise<void> | null = null;

  constructor(model: LoadedModel, { rows = Infinity, cacheBytes = Infinity }: SchedulerLimits = {}) {
    this.#model = model;
    this.#limits = { rows, cacheBytes };
    this.#batch = new GenerationBatch(model.network.languageModel, [model.codec.special(SPECIAL.ref)]);
  }

  /** Answers that wait for their place, and those that are being written. */
  get load(): { waiting: number; writing: number; encoding: number } {
    return { waiting: this.#waiting.length, writing: this.#writing.size, encoding: this.#encodings.length };
  }

  /**
   * Queues a question; what happens to it is read from its row.
   * @param decodes units as soon as their triplet closes, and says the end; without it whoever entered does both
   * @throws RequestError for a question that cannot be answered as it is asked
   */
  enter(request: AnswerRequest, { decodes = true } = {}): AnswerRow {
    const row = new AnswerRow(this.#model, request, decodes);
    this.#waiting.push(row);
    return row;
  }

  /** Frees what a row holds, at once; harmless where it has ended. */
  leave(row: AnswerRow): void {
    this.#waiting = this.#waiting.filter((other) => other !== row);
    for (const [generated, other] of this.#writing) if (other === row) this.#stop(generated);
  }

  /**
   * Encodes pictures, alone between steps.
   * @returns what the caller owns @throws the signal's reason when aborted before its turn
   */
  async encode(
    pictures: readonly Picture[],
    { signal, onPhase }: Pick<AnswerOptions, "signal" | "onPhase"> = {},
  ): Promise<EncodedPictures> {
    const steps = EncodedPictures.encoding(this.#model, pictures, onPhase);
    const encoding: Encoding = { steps, outcome: null, signal };
    this.#encodings.push(encoding);
    while (encoding.outcome === null) await this.turn();
    if ("reason" in encoding.outcome) throw encoding.outcome.reason;
    return encoding.outcome.encoded;
  }

  /** The next step, shared by all who wait for it. Never throws: what goes wrong is told to the rows that it befell. */
  turn(): Promise<void> {
    this.#turn ??= this.#run().finally(() => {
      this.#turn = null;
    });
    return this.#turn;
  }

  async #run(): Promise<void> {
    await new Promise(setImmediate); // lets timers, sockets and abort signals in
    this.#dropAborted();
    this.#encodeNext();
    try {
      this.#admit();
      if (this.#batch.size === 0) return;
      this.#tell("language model");
      this.#deliver(this.#batch.step());
    } catch (reason) {
      for (const row of this.#writing.values()) row.failure ??= { reason };
      for (const generated of this.#writing.keys()) this.#stop(generated);
      this.#batch.dispose();
    }
  }

  /** Whoever aborts may free network and picture, so nothing is done for it any more. */
  #dropAborted(): void {
    const rows = [...this.#waiting, ...this.#writing.values()];
    for (const row of rows) if (row.request.signal?.aborted) this.leave(row);
    for (const encoding of this.#encodings) {
      if (!encoding.signal?.aborted) continue;
      encoding.steps.return(undefined as never);
      encoding.outcome = { reason: encoding.signal.reason };
    }
  }

  #encodeNext(): void {
    while (this.#encodings[0]?.outcome) this.#encodings.shift();
    const [encoding] = this.#encodings;
    if (!encoding) return;
    try {
      const { done, value } = encoding.steps.next();
      if (!done) return;
      encoding.outcome = { encoded: value };
    } catch (reason) {
      encoding.outcome = { reason };
    }
    this.#encodings.shift();
  }

  #admit(): void {
    const events: GenerationEvent[] = [];
    while (this.#waiting.length > 0 && this.#fits(this.#waiting[0])) {
      const row = this.#waiting.shift()!;
      let input: GenerateRequest | undefined;
      try {
        input = row.input();
        const generated = new Row(input, this.#model.codec.eosId);
        this.#writing.set(generated, row);
        events.push(...this.#batch.join(generated));
      } catch (reason) {
        input?.prompt.dispose();
        row.failure = { reason };
      }
    }
    this.#deliver(events);
  }

  #fits(row: AnswerRow): boolean {
    const { network } = this.#model;
    const rows = [row, ...this.#writing.values()];
    const longest = Math.max(...rows.map(({ mostTokens }) => mostTokens));
    const tokenBytes = cacheBytes(network.config, network.dtype) / network.config.languageModel.maxPositions;
    const bytes = rows.length * 2 * longest * tokenBytes; // buffers grow by doubling
    return rows.length === 1 || (rows.length <= this.#limits.rows && bytes <= this.#limits.cacheBytes);
  }

  #deliver(events: readonly GenerationEvent[]): void {
    const told = new Set<AnswerRow>();
    for (const event of events) {
      const row = this.#writing.get(event.row)!;
      row.follow(event);
      told.add(row);
    }
    const decoding = [...told].filter(({ decodes, failure }) => decodes && !failure);
    this.#tell("unit decoders");
    decodeReady(this.#model, decoding);
    for (const row of decoding) if (row.complete) row.end();
    for (const [generated, row] of this.#writing) if (row.complete || row.failure) this.#stop(generated);
  }

  #stop(generated: Row): void {
    this.#batch.leave(generated);
    this.#writing.delete(generated);
    generated.request.prompt.dispose();
  }

  /** Who follows several answers hears it once. */
  #tell(phase: AnswerPhase): void {
    for (const tell of new Set([...this.#writing.values()].map(({ request }) => request.onPhase))) tell?.(phase);
  }
}

const made = new WeakMap<LoadedModel, Scheduler>();

/** The scheduler that all who ask a model share, without bounds; made on first use. */
export function schedulerOf(model: LoadedModel): Scheduler {
  const scheduler = made.get(model) ?? new Scheduler(model);
  made.set(model, scheduler);
  return scheduler;
}
