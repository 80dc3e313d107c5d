// The one way from questions to answers, for whoever reads them as they are written (DESIGN section 1.3).
import type { LoadedModel } from "../pretrained/loaded-model.js";
import type { AnswerEvent } from "./answer.js";
import type { AnswerRequest, AnswerRow } from "./answer-row.js";
import { decodeReady } from "./decode-ready.js";
import { type Scheduler, schedulerOf } from "./scheduler.js";

/** An event of one of several answers; `request` is its question's place. */
export interface BatchEvent {
  request: number;
  event: AnswerEvent;
}

export interface EngineOptions {
  /**
   * Decodes the units of all answers in one pass of each decoder when all words are there: quicker, but nobody sees a unit
   * before the last word of the longest answer.
   */
  unitsAtOnce?: boolean;
  /** Default: the model's own. */
  scheduler?: Scheduler;
}

/**
 * Answers one question beside all others that are asked of the model; units come as soon as their triplet closes. Nothing
 * happens before the first event is asked for; whoever leaves the loop (or calls `return`), or aborts and asks on, frees all
 * that the answer holds.
 * @throws RequestError for what a caller can mend; the signal's reason when aborted
 */
export async function* answer(
  model: LoadedModel,
  request: AnswerRequest,
  scheduler = schedulerOf(model),
): AsyncGenerator<AnswerEvent, void, void> {
  for await (const { event } of answerTogether(model, [request], { unitsAtOnce: false, scheduler })) yield event;
}

/**
 * Answers questions side by side; an answer is the same alone and among others. A signal stops them all.
 * @throws as `answer`
 */
export async function* answerTogether(
  model: LoadedModel,
  requests: readonly AnswerRequest[],
  { unitsAtOnce = true, scheduler = schedulerOf(model) }: EngineOptions = {},
): AsyncGenerator<BatchEvent, void, void> {
  const signal = anySignal(requests);
  signal?.throwIfAborted();
  const rows: AnswerRow[] = [];
  try {
    for (const request of requests) rows.push(scheduler.enter(request, { decodes: !unitsAtOnce }));
    while (rows.some(({ complete, hasNews }) => !complete || hasNews)) {
      if (!rows.some(({ hasNews }) => hasNews)) await scheduler.turn();
      yield* news(rows, signal);
    }
    if (!unitsAtOnce) return;
    requests[0]?.onPhase?.("unit decoders");
    decodeReady(model, rows);
    for (const row of rows) row.end();
    yield* news(rows, signal);
  } finally {
    for (const row of rows) scheduler.leave(row);
  }
}

/** What has happened to the rows; nothing more once the signal is there. */
function* news(rows: readonly AnswerRow[], signal: AbortSignal | undefined): Generator<BatchEvent, void, void> {
  for (const [request, row] of rows.entries()) {
    for (const event of row.read()) {
      signal?.throwIfAborted();
      yield { request, event };
    }
    signal?.throwIfAborted();
    if (row.failure) throw row.failure.reason;
  }
}

function anySignal(requests: readonly AnswerRequest[]): AbortSignal | undefined {
  const signals = [...new Set(requests.flatMap(({ signal }) => signal ?? []))];
  return signals.length > 1 ? AbortSignal.any(signals) : signals[0];
}
