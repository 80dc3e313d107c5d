// What a Prometheus server scrapes: requests by outcome, their time, what the engine holds.
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import type { Engine } from "./engine/engine.js";
import type { EngineState } from "./engine/messages.js";

const gauges: Record<keyof EngineState, string> = {
  waiting: "answers that wait for a place",
  writing: "answers that are being written",
  encoding: "pictures that wait for being encoded",
  pictures: "pictures that are kept encoded",
  pictureBytes: "bytes that kept pictures take",
  liveTensors: "tensors that are alive",
};

export class Metrics {
  readonly #registry = new Registry();
  readonly #requests = new Counter({
    name: "refvlm_requests_total",
    help: "requests by route and status",
    labelNames: ["route", "status"],
    registers: [this.#registry],
  });
  readonly #seconds = new Histogram({
    name: "refvlm_request_seconds",
    help: "from a request's last byte to its response's",
    labelNames: ["route"],
    buckets: [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120],
    registers: [this.#registry],
  });

  constructor(engine: () => Engine) {
    collectDefaultMetrics({ register: this.#registry });
    for (const [name, help] of Object.entries(gauges))
      this.#gauge(
        name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
        help,
        () => {
          return engine().state?.[name as keyof EngineState] ?? 0;
        },
      );
    this.#gauge("engine_restarts", "threads of the engine that were replaced", () => engine().restarts);
  }

  answered(route: string, status: number, seconds: number): void {
    this.#requests.inc({ route, status });
    this.#seconds.observe({ route }, seconds);
  }

  get contentType(): string {
    return this.#registry.contentType;
  }

  text(): Promise<string> {
    return this.#registry.metrics();
  }

  #gauge(name: string, help: string, read: () => number): void {
    new Gauge({
      name: `refvlm_${name}`,
      help,
      registers: [this.#registry],
      collect() {
        this.set(read());
      },
    });
  }
}
