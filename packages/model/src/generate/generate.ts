// Batched generation with a key/value cache. A sample answers the same alone and in a batch; tokens stream as they come.
import type { LanguageModel } from "../language-model/llama.js";
import { GenerationBatch, type GenerationEvent, type RowEvent } from "./batch.js";
import { type GenerateRequest, Row } from "./row.js";

/** What happens while a batch generates; `row` is the request's place. */
export type GenerateEvent = Exclude<RowEvent, { type: "failure" }> & { row: number };

export interface GenerateOptions {
  eosId: number;
  /** Tokens whose states are wanted, e.g. `<REF>`. */
  stateIds?: readonly number[];
  /** Stops between two steps by throwing the signal's reason. */
  signal?: AbortSignal;
}

/**
 * Generates answers side by side, from their beginnings to the end of the longest.
 * @throws the signal's reason when aborted; an Error when a prompt is empty or the model's scores are not numbers
 */
export async function* generate(
  model: LanguageModel,
  requests: readonly GenerateRequest[],
  { eosId, stateIds, signal }: GenerateOptions,
): AsyncGenerator<GenerateEvent, void, void> {
  if (requests.length === 0) return;
  signal?.throwIfAborted();
  const rows = requests.map((request, number) => {
    try {
      return new Row(request, eosId);
    } catch (error) {
      throw blame(number, error as Error);
    }
  });
  const batch = new GenerationBatch(model, stateIds);
  const told = ({ row, ...event }: GenerationEvent): GenerateEvent => {
    if (event.type === "failure") throw blame(rows.indexOf(row), event.error);
    return { ...event, row: rows.indexOf(row) };
  };
  try {
    for (const row of rows) yield* batch.join(row).map(told);
    while (batch.size > 0) {
      await new Promise(setImmediate); // lets timers, sockets and the abort signal in
      signal?.throwIfAborted();
      yield* batch.step().map(told);
    }
  } finally {
    batch.dispose();
  }
}

function blame(request: number, cause: Error): Error {
  return new Error(`request ${request}: ${cause.message}`, { cause });
}
