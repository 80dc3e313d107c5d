// An answer while it is written: words, things, how it came about; everything that shows it follows these signals.
import { batch, signal } from "@preact/signals";
import { ServerError } from "../server/client.js";
import type { AnswerJson, Chunk, InstanceJson, Usage } from "../server/shapes.js";
import { PhraseReader, type Piece } from "./phrase-reader.js";
import { joined, type Thing } from "./thing.js";

export type AnswerState = "waiting" | "writing" | "done" | "stopped" | "failed";

/** Milliseconds. */
const SOON = 30;

export class LiveAnswer {
  readonly state = signal<AnswerState>("waiting");
  readonly pieces = signal<readonly Piece[]>([]);
  readonly things = signal<readonly Thing[]>([]);
  /** The whole answer, once it is there. */
  readonly whole = signal<AnswerJson | null>(null);
  readonly usage = signal<Usage | null>(null);
  readonly failure = signal<string | null>(null);
  /** Seconds that it took. */
  readonly seconds = signal(0);
  readonly #reader = new PhraseReader();
  /** Units that have come and are not shown yet. */
  #fresh: InstanceJson[] = [];
  #showing: ReturnType<typeof setTimeout> | undefined;
  readonly #begun = performance.now();

  /** Follows a stream to its end. @throws ServerError where the server breaks off, and what the stream throws */
  async follow(chunks: AsyncIterable<unknown>): Promise<void> {
    for await (const chunk of chunks as AsyncIterable<Chunk>) {
      if (chunk.error) throw new ServerError(chunk.error.message, 200, chunk.error.code);
      this.state.value = "writing";
      if (chunk.usage) this.usage.value = chunk.usage;
      const delta = chunk.choices[0]?.delta;
      if (delta?.content) this.#read(delta.content);
      if (delta?.refvlm) this.#take(delta.refvlm);
    }
    this.#reader.end();
    this.#end("done");
  }

  /** What went wrong, or that the user stopped it; what is there stays. */
  fail(error: unknown): void {
    const wasStopped = (error as Error).name === "AbortError";
    if (!wasStopped) this.failure.value = (error as Error).message;
    this.#end(wasStopped ? "stopped" : "failed");
  }

  #read(content: string): void {
    this.#reader.push(content);
    this.#showSoon();
  }

  #take(refvlm: NonNullable<Chunk["choices"][number]["delta"]["refvlm"]>): void {
    if ("trp" in refvlm) {
      this.whole.value = refvlm;
      this.#fresh = [];
      this.things.value = refvlm.instances.reduce<Thing[]>(joined, []);
    } else {
      this.#fresh.push(...refvlm.instances);
      this.#showSoon();
    }
  }

  /** Many pieces come faster than anybody sees: they are shown together. */
  #showSoon(): void {
    this.#showing ??= setTimeout(() => this.#show(), SOON);
  }

  #show(): void {
    clearTimeout(this.#showing);
    this.#showing = undefined;
    batch(() => {
      this.pieces.value = this.#reader.pieces;
      if (this.#fresh.length > 0) this.things.value = this.#fresh.reduce(joined, this.things.value as Thing[]);
      this.#fresh = [];
    });
  }

  #end(state: AnswerState): void {
    this.#show();
    this.seconds.value = (performance.now() - this.#begun) / 1000;
    this.state.value = state;
  }
}
