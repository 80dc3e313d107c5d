// The engine's side: answers what is ordered through a port, many questions at once.
import { type LoadedModel, PictureCache, Scheduler } from "@refvlm/model";
import { liveTensors } from "@refvlm/torch";
import type { Limits } from "../limits.js";
import { answering } from "./answering.js";
import { failureOf, INTERNAL } from "./failure.js";
import type { AnswerNews, Ask, News, Order } from "./messages.js";

/** One end of a channel: a thread's parent port, or a message port. */
export interface Port {
  postMessage(news: News): void;
  on(event: "message", listener: (order: Order) => void): unknown;
}

/** Serves until the port closes. @param log hears of faults of which no client is told more than that there was one */
export function hostEngine(port: Port, model: LoadedModel, limits: Limits, log: (fault: unknown) => void): void {
  const { rows, cacheBytes, pictures: kept, pictureBytes } = limits;
  const scheduler = new Scheduler(model, { rows, cacheBytes });
  const pictures = new PictureCache(scheduler, { pictures: kept, bytes: pictureBytes });
  const running = new Map<number, { stop: AbortController; enough: AbortController }>();

  const write = async (id: number, ask: Ask) => {
    const [stop, enough] = [new AbortController(), new AbortController()];
    running.set(id, { stop, enough });
    const signals = { signal: stop.signal, enough: enough.signal };
    const tell = (news: AnswerNews) => port.postMessage({ id, ...news });
    try {
      for await (const news of answering({ model, scheduler, pictures }, ask, signals)) tell(news);
    } catch (error) {
      if (stop.signal.aborted) return;
      const failure = failureOf(error);
      if (!failure) log(error);
      tell({ type: "failure", failure: failure ?? INTERNAL });
    } finally {
      running.delete(id);
    }
  };

  port.on("message", (order) => {
    if (order.type === "ask") void write(order.id, order.ask);
    else if (order.type === "stop") running.get(order.id)?.stop.abort(new Error("nobody waits for this answer"));
    else if (order.type === "enough") running.get(order.id)?.enough.abort();
    else {
      const { pictures: count, bytes } = pictures.size;
      const state = { ...scheduler.load, pictures: count, pictureBytes: bytes, liveTensors: liveTensors() };
      port.postMessage({ type: "pong", state });
    }
  });
  const { network, card } = model;
  const { name } = network.config;
  const units = [...network.visualDecoders.units.keys()];
  const names = card?.names.map((known) => known.name) ?? [];
  port.postMessage({ type: "ready", about: { name, version: card?.version ?? null, units, names } });
}
