// The batches of a stage: which samples each forward pass reads, here and in the other replicas.
import type { Sample } from "@refvlm/vt-instruct";
import type { Collective } from "../collectives/collective.js";
import type { Stage } from "../config/schema.js";

/** A stage's samples by position. */
export interface StageData {
  /** Depends on nothing that was read before. */
  at(position: number): Promise<Sample>;
  /** Digest of what the order depends on and may have changed when a run goes on. */
  readonly order?: string;
}

/** This replica's share of each forward pass of a stage. The next one is read while the engine works. */
export class BatchesAhead {
  #ahead: Promise<Sample[]> | undefined;

  constructor(
    private readonly data: StageData,
    private readonly stage: Stage,
    private readonly collective: Collective | undefined,
    private pass: number,
  ) {}

  next(): Promise<Sample[]> {
    const { steps, accumulate } = this.stage;
    const current = this.#ahead ?? this.#slice(this.pass);
    this.pass++;
    this.#ahead = this.pass < steps * accumulate ? this.#slice(this.pass) : undefined;
    // Its error is told when its turn comes.
    this.#ahead?.catch(() => {});
    return current;
  }

  #slice(pass: number): Promise<Sample[]> {
    const { rank, size } = this.collective ?? { rank: 0, size: 1 };
    const share = this.stage.batch / size;
    const first = pass * this.stage.batch + rank * share;
    return Promise.all(Array.from({ length: share }, (_, i) => this.data.at(first + i)));
  }
}
