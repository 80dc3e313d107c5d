// The server's side of the engine's thread: orders and news, and a new thread where one has died or hangs.
import { ApiError, unavailable } from "../api-error.js";
import { Mailbox } from "./mailbox.js";
import type { About, AnswerNews, Ask, EngineState, News, Order } from "./messages.js";

/** A thread, or what stands for one. */
export interface EngineThread {
  postMessage(order: Order): void;
  on(event: "message", listener: (news: News) => void): unknown;
  on(event: "error", listener: (error: Error) => void): unknown;
  on(event: "exit", listener: () => void): unknown;
  terminate(): unknown;
}

export interface EngineOptions {
  start(): EngineThread;
  /** Seconds after which a thread that does not react is ended. A hang inside a native call ends with the process only. */
  hangSeconds: number;
  log(message: string): void;
}

/** What is told of an answer that has not failed. */
export type LiveNews = Exclude<AnswerNews, { type: "failure" }>;

/** Milliseconds between two looks at the thread, and before a dead one is replaced. */
const LOOK = 1000;
const PAUSE = 500;

export class Engine {
  readonly #options: EngineOptions;
  readonly #open = new Map<number, Mailbox<AnswerNews>>();
  readonly #looking: NodeJS.Timeout;
  #thread!: EngineThread;
  #about: About | null = null;
  #state: EngineState | null = null;
  #heard = 0;
  #last = 0;
  #closed = false;
  /** Threads that were replaced. */
  restarts = 0;

  private constructor(options: EngineOptions) {
    this.#options = options;
    this.#looking = setInterval(() => this.#look(), LOOK).unref();
  }

  /** @throws Error where the first thread ends before it is ready: the model cannot be loaded */
  static async start(options: EngineOptions): Promise<Engine> {
    const engine = new Engine(options);
    try {
      await new Promise<void>((done, fail) => engine.#begin(done, fail));
      return engine;
    } catch (error) {
      engine.close();
      throw error;
    }
  }

  /** What is known of the network; null while a thread starts. */
  get about(): About | null {
    return this.#about;
  }

  /** As of the last look; null before the first. */
  get state(): EngineState | null {
    return this.#state;
  }

  /** Questions under way. */
  get open(): number {
    return this.#open.size;
  }

  /**
   * Asks, and tells what happens to the question; leaving the loop, or the signal, stops it.
   * @param enough once aborted no more words are wanted: the answer is closed as soon as it can be
   * @throws ApiError for what the engine refuses, and 503 where its thread dies; the signal's reason
   */
  ask(ask: Ask, signal: AbortSignal, enough?: AbortSignal): AsyncGenerator<LiveNews, void, void> {
    signal.throwIfAborted();
    if (!this.#about) throw unavailable("the engine is starting: try again in a moment", "engine_starting");
    const thread = this.#thread;
    const id = ++this.#last;
    const mailbox = new Mailbox<AnswerNews>();
    const leave = () => {
      if (this.#open.delete(id)) thread.postMessage({ type: "stop", id });
    };
    const onAbort = () => {
      mailbox.fail(signal.reason);
      leave(); // also where nobody reads on
    };
    const onEnough = () => thread.postMessage({ type: "enough", id });
    signal.addEventListener("abort", onAbort, { once: true });
    enough?.addEventListener("abort", onEnough, { once: true });
    this.#open.set(id, mailbox);
    thread.postMessage({ type: "ask", id, ask });
    return read(mailbox, () => {
      signal.removeEventListener("abort", onAbort);
      enough?.removeEventListener("abort", onEnough);
      leave();
    });
  }

  /** Ends the thread; whoever waits is told. */
  close(): void {
    this.#closed = true;
    clearInterval(this.#looking);
    this.#tellAll("the server is closing", "shutting_down");
    this.#thread.terminate();
  }

  #begin(onReady?: () => void, onFailure?: (error: Error) => void): void {
    const thread = this.#options.start();
    this.#thread = thread;
    this.#heard = Date.now();
    let cause = new Error("the engine's thread ended");
    thread.on("message", (news) => {
      this.#heard = Date.now();
      if (news.type === "ready") {
        this.#about = news.about;
        onReady?.();
      } else if (news.type === "pong") this.#state = news.state;
      else this.#open.get(news.id)?.put(news);
    });
    thread.on("error", (error) => {
      cause = error;
    });
    thread.on("exit", () => {
      if (this.#closed || thread !== this.#thread) return;
      const wasReady = this.#about !== null;
      this.#about = null;
      this.#tellAll("the engine was restarted: ask again", "engine_restarted");
      onFailure?.(cause);
      if (!wasReady && this.restarts === 0) return;
      this.restarts++;
      this.#options.log(`the engine's thread has ended (${cause.message}); a new one starts`);
      setTimeout(() => this.#closed || this.#begin(), PAUSE).unref();
    });
  }

  #look(): void {
    const silent = (Date.now() - this.#heard) / 1000;
    if (this.#about && silent > this.#options.hangSeconds) {
      this.#options.log(`the engine has not reacted for ${silent.toFixed(0)} s; its thread is ended`);
      this.#thread.terminate();
    } else this.#thread.postMessage({ type: "ping" });
  }

  #tellAll(message: string, code: string): void {
    for (const mailbox of this.#open.values()) mailbox.fail(unavailable(message, code));
  }
}

/** Takes no part of what was asked, so that its picture is not kept as long as the answer takes. */
async function* read(mailbox: Mailbox<AnswerNews>, leave: () => void): AsyncGenerator<LiveNews, void, void> {
  try {
    for (;;) {
      const news = await mailbox.next();
      if (news.type === "failure") throw new ApiError(news.failure);
      yield news;
      if (news.type === "end") return;
    }
  } finally {
    leave();
  }
}
