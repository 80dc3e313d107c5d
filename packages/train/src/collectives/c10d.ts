// The collective of replicas that live in processes, on one machine or many: c10d's groups under the trainer.
import { type Tensor, tensor } from "@refvlm/torch";
import { type Collective, CollectiveError } from "./collective.js";
import { GradientBuckets } from "./gradient-buckets.js";
import type { Meeting } from "./meeting.js";
import { hearPartings, rollCall, sayParting } from "./roll-call.js";

export class C10dCollective implements Collective {
  readonly rank: number;
  readonly size: number;
  #buckets: GradientBuckets | undefined;
  /** Why the run cannot go on; the first reason stays. */
  #end: Promise<CollectiveError> | undefined;

  constructor(private readonly meeting: Meeting) {
    this.rank = meeting.world.rank;
    this.size = meeting.world.size;
  }

  async averageGradients(parameters: readonly Tensor[]): Promise<void> {
    const { gradients } = this.meeting;
    const buckets = this.#bucketsOf(parameters);
    await this.#together(() => buckets.average(this.size, (numbers) => gradients.group.allReduce(numbers)));
  }

  async mean(values: readonly number[]): Promise<number[]> {
    const numbers = tensor(new Float64Array(values), { dtype: "float64" });
    try {
      await this.#together(() => this.meeting.group.allReduce(numbers));
      return [...(numbers.toTypedArray() as Float64Array)].map((sum) => sum / this.size);
    } finally {
      numbers.dispose();
    }
  }

  async barrier(): Promise<void> {
    await this.mean([0]);
  }

  async agree(what: string, value: string): Promise<void> {
    const { store, places, timeout } = this.meeting;
    await store.set(`agree/${what}/${this.rank}`, value);
    // The group notices a rank that is lost; at the store one would wait for it until the time limit.
    await this.barrier();
    const [first] = await store.wait([`agree/${what}/0`], timeout);
    const differs = first !== null && first !== value;
    const host = places[0].host;
    const reason = `${what} is ${value} here and ${first} with rank 0 on ${host}: all hosts need the same recipe, models, shards and output folder`;
    const [share] = await this.mean([differs ? 1 : 0]);
    if (differs) throw new CollectiveError(reason);
    if (share > 0) throw new CollectiveError(`${what} is not the same in all ranks; the others say which`);
  }

  abort(reason?: string): void {
    this.#end ??= this.#part(reason).then(() => new CollectiveError(reason ?? "this replica failed"));
  }

  /** Ends the group in peace, when all have come to their end. */
  async leave(): Promise<void> {
    await this.barrier();
    this.#buckets?.dispose();
    await this.meeting.leave();
  }

  /** Lets go of a run that failed; a store that lives here stays until the others have heard why. */
  async abandon(): Promise<void> {
    await this.#end;
    const { world } = this.meeting;
    if (world.rankHoldsStore && this.rank === 0) await hearPartings(this.meeting);
    // What is under way may last until its time is over.
    void this.meeting.leave().catch(() => {});
  }

  /** @throws CollectiveError that names the rank which does not come */
  async #together<T>(work: () => Promise<T>): Promise<T> {
    if (this.#end) throw await this.#end;
    try {
      return await work();
    } catch (error) {
      this.#end ??= this.#part().then(
        async () => new CollectiveError(await rollCall(this.meeting, (error as Error).message)),
      );
      throw await this.#end;
    }
  }

  /** Tells the others, and closes the group so that they wait no longer. */
  async #part(reason?: string): Promise<void> {
    await sayParting(this.meeting, { reason });
    const { group, gradients } = this.meeting;
    for (const each of new Set([group, gradients.group])) void each.close().catch(() => {});
  }

  #bucketsOf(parameters: readonly Tensor[]): GradientBuckets {
    const same =
      this.#buckets?.parameters.length === parameters.length &&
      parameters.every((parameter, i) => parameter === this.#buckets?.parameters[i]);
    if (same) return this.#buckets!;
    this.#buckets?.dispose();
    this.#buckets = new GradientBuckets(parameters, this.meeting.gradients.device);
    return this.#buckets;
  }
}
