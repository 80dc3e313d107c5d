// What every route shares: the engine, the limits, and a place for each request that has an answer to wait for.
import type { FastifyReply, FastifyRequest } from "fastify";
import { ApiError, unavailable } from "./api-error.js";
import type { Engine } from "./engine/engine.js";
import type { Limits } from "./limits.js";
import type { Metrics } from "./metrics.js";
import type { PictureRules } from "./pictures.js";

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
  #closing = false;

  constructor({ engine, limits, fetchFrom, metrics }: ServiceOptions) {
    this.engine = engine;
    this.limits = limits;
    this.fetchFrom = fetchFrom;
    this.metrics = metrics;
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
    if (this.open >= rows + waiting)
      throw new ApiError({
        status: 429,
        message: "too many requests are waiting: try again in a moment",
        param: null,
        code: "queue_full",
      });
    const control = new AbortController();
    this.#admitted.add(control);
    const late = setTimeout(
      () => control.abort(unavailable(`no answer within ${answerSeconds} s`, "timeout")),
      answerSeconds * 1000,
    );
    reply.raw.once("close", () => {
      clearTimeout(late);
      this.#admitted.delete(control);
      control.abort(new Error("the client has gone"));
    });
    if (request.raw.socket.destroyed) control.abort(new Error("the client has gone"));
    return work(control.signal);
  }

  /** Takes no further request and waits for those under way, for as long as the limits grant. */
  async drain(): Promise<void> {
    this.#closing = true;
    const until = Date.now() + this.limits.closeSeconds * 1000;
    while (this.open > 0 && Date.now() < until) await new Promise((done) => setTimeout(done, 20));
    for (const control of this.#admitted) control.abort(unavailable("the server is closing", "shutting_down"));
  }
}
