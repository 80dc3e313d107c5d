// An answer while it is written: words, things, how it came about; everything that shows it follows these signals.
import { signal } from "@preact/signals";
import { ServerError } from "../server/client.js";
import type { AnswerJson, Chunk, Usage } from "../server/shapes.js";
import { PhraseReader, type Piece } from "./phrase-reader.js";
import { joined, type Thing } from "./thing.js";

export type AnswerState = "waiting" | "writing" | "done" | "stopped" | "failed";

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
    this.pieces.value = this.#reader.pieces;
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
    this.pieces.value = this.#reader.pieces;
  }

  #take(refvlm: NonNullable<Chunk["choices"][number]["delta"]["refvlm"]>): void {
    if ("trp" in refvlm) {
      this.whole.value = refvlm;
      this.things.value = refvlm.instances.reduce<Thing[]>(joined, []);
    } else this.things.value = refvlm.instances.reduce(joined, [...this.things.value]);
  }

  #end(state: AnswerState): void {
    this.seconds.value = (performance.now() - this.#begun) / 1000;
    this.state.value = state;
  }
}
