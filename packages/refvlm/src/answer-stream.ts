// A stream of an answer that lets go of what it holds when it is stopped, and when nobody reads it any more.
import type { AnswerEvent } from "@refvlm/model";

/** What writes an answer. Knows nothing of the stream that reads it, so that a forgotten stream can be collected. */
class Writer {
  /** Calls of `next` that wait. */
  waiting = 0;
  finished = false;
  #stopped: { reason: unknown } | null = null;

  constructor(readonly source: AsyncGenerator<AnswerEvent, void, void>) {}

  async next(): Promise<IteratorResult<AnswerEvent, void>> {
    if (this.#stopped && this.waiting === 0) throw this.#stopped.reason;
    this.waiting++;
    try {
      const result = await this.source.next();
      if (result.done) this.finished = true;
      return result;
    } catch (error) {
      this.finished = true;
      throw error;
    } finally {
      this.waiting--;
    }
  }

  /** Whoever waits is told by the source; without anybody, the source is left at once and the next reader is told why. */
  async stop(reason: unknown): Promise<void> {
    if (this.finished || this.waiting > 0) return;
    this.#stopped = { reason };
    await this.leave();
  }

  async leave(): Promise<void> {
    this.finished = true;
    await this.source.return();
  }
}

const forgotten = new FinalizationRegistry<Writer>((writer) => void writer.leave());

/**
 * The events of one answer, written as they are asked for. Three ways end it early and free its row, its memory and its
 * picture's loan: leaving the loop (or `return`), a signal, and being collected as garbage after it was dropped.
 */
export class AnswerStream implements AsyncGenerator<AnswerEvent, void, void> {
  readonly #writer: Writer;

  /** @param stopped stops it with its reason, also while nobody waits for an event */
  constructor(source: AsyncGenerator<AnswerEvent, void, void>, stopped?: AbortSignal) {
    const writer = new Writer(source);
    this.#writer = writer;
    forgotten.register(this, writer);
    stopped?.addEventListener("abort", () => void writer.stop(stopped.reason), { once: true });
  }

  /** Whether an event is being waited for. */
  get awaited(): boolean {
    return this.#writer.waiting > 0;
  }

  /** Ends it; `next` throws the reason from then on. Nothing happens while an event is waited for, or at the end. */
  async stop(reason: unknown): Promise<void> {
    await this.#writer.stop(reason);
  }

  next(): Promise<IteratorResult<AnswerEvent, void>> {
    return this.#writer.next();
  }

  async return(): Promise<IteratorResult<AnswerEvent, void>> {
    await this.#writer.leave();
    return { done: true, value: undefined };
  }

  async throw(error: unknown): Promise<IteratorResult<AnswerEvent, void>> {
    await this.#writer.leave();
    throw error;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#writer.leave();
  }
}
