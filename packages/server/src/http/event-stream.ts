// Server-sent events: JSON a line, comments while nothing happens, and an error as the last event where one comes.
import { Readable } from "node:stream";
import type { FastifyReply } from "fastify";
import { ApiError } from "../api-error.js";
import { INTERNAL } from "../engine/failure.js";

/** Milliseconds without an event after which a comment keeps proxies from closing. */
const HEARTBEAT = 15_000;

/**
 * @param events as JSON values; what they throw is told as an event, after which nothing follows
 * @param end said behind the last one; null: nothing
 */
export function sendEvents(
  reply: FastifyReply,
  events: AsyncGenerator<unknown, void, void>,
  end: string | null = "[DONE]",
): FastifyReply {
  return reply
    .header("content-type", "text/event-stream; charset=utf-8")
    .header("cache-control", "no-cache, no-transform")
    .header("x-accel-buffering", "no")
    .send(Readable.from(lines(events, end), { objectMode: false, highWaterMark: 1 }));
}

async function* lines(
  events: AsyncGenerator<unknown, void, void>,
  end: string | null,
): AsyncGenerator<string, void, void> {
  let next: Promise<IteratorResult<unknown, void>> | null = null;
  try {
    for (;;) {
      next ??= events.next();
      next.catch(() => {}); // it may fail while nobody reads; who reads on is told
      const quiet = new AbortController();
      const result = await Promise.race([next, pause(quiet.signal)]);
      quiet.abort();
      if (result === "quiet") {
        yield ": ping\n\n";
        continue;
      }
      next = null;
      if (result.done) break;
      yield `data: ${JSON.stringify(result.value)}\n\n`;
    }
    if (end !== null) yield `data: ${end}\n\n`;
  } catch (error) {
    const told = error instanceof ApiError ? error : new ApiError(INTERNAL);
    yield `data: ${JSON.stringify(told.body)}\n\n`;
  } finally {
    await events.return();
  }
}

function pause(signal: AbortSignal): Promise<"quiet"> {
  return new Promise((done) => {
    const timer = setTimeout(() => done("quiet"), HEARTBEAT);
    signal.addEventListener("abort", () => clearTimeout(timer), { once: true });
  });
}
