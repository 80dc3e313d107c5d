// What every route shares: the engine, the limits, and a place for each request that has an answer to wait for.
import type { FastifyReply, FastifyRequest } from "fastify";
import { ApiError, invalid, unavailable } from "./api-error.js";
import type { Engine, LiveNews } from "./engine/engine.js";
import type { Ask, AskedTurn, Beginning } from "./engine/messages.js";
import type { Limits } from "./limits.js";
import type { Metrics } from "./metrics.js";
import { type PictureRules, type PictureSource, readPicture } from "./pictures.js";
import { Places } from "./places.js";

/** Milliseconds in which a client whose time is over may take the error. */
const GRACE = 1000;

/** A question that the engine has accepted. */
export interface Answering {
  beginning: Beginning;
  /** What follows. */
  news: AsyncGenerator<LiveNews, void, void>;
}

export interface Stops {
  /** Nobody waits any more. */
  signal: AbortSignal;
  /** No more words are wanted. */
  enough?: AbortSignal;
}

export interface ServiceOptions extends PictureRules {
  engine: Engine;
  limits: Limits;
  metrics: Metrics;
}

export class Service implements PictureRules {
  readonly engine: Engine;
  readonly limits: Limits;
  readonly fetchFrom: readonly string[];
  readonly metrics: Metrics;
  /** One for each request that is under way. */
  readonly #admitted = new Set<AbortController>();
  readonly #decoding: Places;
  /** Of the bodies of requests under way. */
  #bytes = 0;
  #closing = false;

  constructor({ engine, limits, fetchFrom, metrics }: ServiceOptions) {
    this.engine = engine;
    this.limits = limits;
    this.fetchFrom = fetchFrom;
    this.metrics = metrics;
    this.#decoding = new Places(limits.decoding);
  }

  get open(): number {
    return this.#admitted.size;
  }

  get closing(): boolean {
    return this.#closing;
  }

  /** @throws ApiError 404 for a model that is not the one that is served */
  checkModel(model: string): void {
    const about = this.engine.about;
    if (about && model !== about.name)
      throw new ApiError({
        status: 404,
        message: `there is no model ${JSON.stringify(model.slice(0, 60))} here; there is "${about.name}"`,
        param: "model",
        code: "model_not_found",
      });
  }

  /** Makes room for a request's body before it is read. @throws ApiError 429 where there is none */
  receive(request: FastifyRequest, reply: FastifyReply): void {
    const { bodyBytes, bodiesBytes } = this.limits;
    const { "content-length": length, "transfer-encoding": chunked } = request.headers;
    const bytes = chunked ? bodyBytes : Math.min(Number(length) || 0, bodyBytes);
    if (bytes === 0) return;
    if (this.#bytes > 0 && this.#bytes + bytes > bodiesBytes) throw busy();
    this.#bytes += bytes;
    reply.raw.once("close", () => {
      this.#bytes -= bytes;
    });
  }

  /**
   * Runs a request's work while its client listens and its time lasts; its place is free when its response has been sent,
   * or its connection is gone.
   * @param work has its signal aborted then
   * @throws ApiError 429 where too many wait, 503 where the server is closing
   */
  async admit<Result>(
    request: FastifyRequest,
    reply: FastifyReply,
    work: (signal: AbortSignal) => Promise<Result>,
  ): Promise<Result> {
    const { rows, waiting, answerSeconds } = this.limits;
    if (this.#closing) throw unavailable("the server is closing: ask another one", "shutting_down");
    if (this.open >= rows + waiting) throw busy();
    const control = new AbortController();
    this.#admitted.add(control);
    const late = setTimeout(
      () => control.abort(unavailable(`no answer within ${answerSeconds} s`, "timeout")),
      answerSeconds * 1000,
    );
    // Who does not read is not told of an error either, and would keep the place for ever.
    const deaf = setTimeout(() => reply.raw.destroy(), answerSeconds * 1000 + GRACE);
    reply.raw.once("close", () => {
      clearTimeout(late);
      clearTimeout(deaf);
      this.#admitted.delete(control);
      control.abort(new Error("the client has gone"));
    });
    if (request.raw.socket.destroyed) control.abort(new Error("the client has gone"));
    return work(control.signal);
  }

  /** Asks the engine. @throws ApiError for what is refused, before a stream has to begin; the signal's reason */
  async ask(source: PictureSource, question: Omit<Ask, "picture">, { signal, enough }: Stops): Promise<Answering> {
    this.#checkLength(question.turns);
    const giveBack = "id" in source ? undefined : await this.#decoding.take(signal);
    try {
      const picture = "id" in source ? source : { pixels: await readPicture(source, this) };
      const news = this.engine.ask({ ...question, picture }, signal, enough);
      const first = await news.next();
      if (first.done || first.value.type !== "begin") throw new Error("an answer without beginning");
      return { beginning: first.value, news };
    } finally {
      giveBack?.();
    }
  }

  /** Before anything is made of the words, which takes longer the more they are. */
  #checkLength(turns: readonly AskedTurn[]): void {
    const { letters } = this.limits;
    const said = turns.flatMap(({ user, answer }) => [
      ...user.map((part) => (part.type === "text" ? part.text.length : 0)),
      JSON.stringify(answer ?? "").length,
    ]);
    if (said.reduce((sum, each) => sum + each, 0) > letters)
      throw invalid(`at most ${letters} letters in a conversation`, "messages", "context_length_exceeded");
  }

  /** Takes no further request and waits for those under way, for as long as the limits grant. */
  async drain(): Promise<void> {
    this.#closing = true;
    const until = Date.now() + this.limits.closeSeconds * 1000;
    while (this.open > 0 && Date.now() < until) await new Promise((done) => setTimeout(done, 20));
    for (const control of this.#admitted) control.abort(unavailable("the server is closing", "shutting_down"));
  }
}

function busy(): ApiError {
  return new ApiError({
    status: 429,
    message: "too many requests are waiting: try again in a moment",
    param: null,
    code: "queue_full",
  });
}
