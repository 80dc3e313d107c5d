// The batches of a stage: which samples each forward pass reads, here and in the other replicas.
import { readAhead, type Sample } from "@refvlm/vt-instruct";
import type { Collective } from "../collectives/collective.js";
import type { Stage } from "../config/schema.js";

/** A stage's samples by position. */
export interface StageData {
  /** Depends on nothing that was read before. */
  at(position: number): Promise<Sample>;
  /** Digest of what the order depends on and may have changed when a run goes on. */
  readonly order: string;
}

/**
 * This replica's share of each forward pass of a stage. The next one is read while the engine works.
 * @param begun passes of the stage that an earlier run has done
 */
export function stageBatches(
  data: StageData,
  { batch, steps, accumulate }: Stage,
  collective: Collective | undefined,
  begun: number,
): AsyncGenerator<Sample[], void> {
  const { rank, size } = collective ?? { rank: 0, size: 1 };
  const share = batch / size;
  const read = (pass: number) =>
    Promise.all(Array.from({ length: share }, (_, i) => data.at(pass * batch + rank * share + i)));
  return readAhead(read, { first: begun, end: steps * accumulate, ahead: 1 });
}
