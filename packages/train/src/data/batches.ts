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
  stage: Stage,
  collective: Collective | undefined,
  begun: number,
): AsyncGenerator<Sample[], void> {
  const { rank, size } = collective ?? { rank: 0, size: 1 };
  const read = (pass: number) => {
    const position = positionOf(stage, pass, rank, size);
    return Promise.all(Array.from({ length: stage.batch / size }, (_, i) => data.at(position + i)));
  };
  return readAhead(read, { first: begun, end: stage.steps * stage.accumulate, ahead: 1 });
}

/** Where a replica's share of a pass begins in the stage's data. @param pass counted in the stage from 0 */
export function positionOf({ batch }: Stage, pass: number, rank: number, replicas: number): number {
  return pass * batch + (rank * batch) / replicas;
}
