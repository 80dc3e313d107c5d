// What replicas of a run do together: average gradients and numbers, wait for each other, end together.
import type { Tensor } from "@refvlm/torch";

/** One replica's door to the others. All replicas call the same methods in the same order. */
export interface Collective {
  /** This replica's number, from 0. */
  readonly rank: number;
  /** How many replicas there are. */
  readonly size: number;
  /**
   * Replaces each parameter's gradient by the mean over replicas. A gradient that a replica lacks counts as zeros, so
   * batches that use different decoders cannot hang or skew a run; one that all lack stays away, as when one trains alone.
   * The order of summation is fixed: replicas stay equal to the bit.
   * @throws CollectiveError once any replica has failed
   */
  averageGradients(parameters: readonly Tensor[]): Promise<void>;
  /** The mean of some numbers over replicas; every replica passes as many. @throws CollectiveError */
  mean(values: readonly number[]): Promise<number[]>;
  /** Waits until all replicas are here. @throws CollectiveError */
  barrier(): Promise<void>;
  /**
   * Sees that something is the same in all replicas.
   * @param what for people, and different at each call: "the recipe"
   * @throws CollectiveError that says how it differs
   */
  agree(what: string, value: string): Promise<void>;
  /** Says that this replica, or one it knows of, will not come any more: whatever others wait for fails. */
  abort(reason?: string): void;
}

/** Another replica of the run failed; this one cannot go on without it. */
export class CollectiveError extends Error {
  override name = "CollectiveError";
}
