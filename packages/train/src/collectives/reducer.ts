// Averages gradients over replicas that live in threads of one process, through memory that they share.
// On CPUs with few cores this beats many threads inside one operator: small matrices do not split well.
import { fromTypedArray, noGrad, scope, type Tensor } from "@refvlm/torch";
import { Barrier } from "./barrier.js";

/** What replicas share: one region of gradients each, a few numbers each, and the barrier. */
export interface SharedMemory {
  gradients: SharedArrayBuffer;
  numbers: SharedArrayBuffer;
  barrier: SharedArrayBuffer;
}

/** Most numbers that `meanOf` averages at once. */
const NUMBERS = 64;

/** Room for `replicas` times `parameterCount` gradients. */
export function sharedMemory(replicas: number, parameterCount: number): SharedMemory {
  return {
    gradients: new SharedArrayBuffer(4 * replicas * parameterCount),
    numbers: new SharedArrayBuffer(8 * replicas * NUMBERS),
    barrier: new SharedArrayBuffer(Barrier.BYTES),
  };
}

/** One replica's door to the others. All replicas call the same methods in the same order. */
export class Reducer {
  readonly barrier: Barrier;
  readonly #regions: Float32Array[];
  readonly #numbers: Float64Array;

  /** @param parameterCount numbers of all parameters together, the same in every replica */
  constructor(
    memory: SharedMemory,
    readonly rank: number,
    readonly size: number,
    parameterCount: number,
  ) {
    this.barrier = new Barrier(memory.barrier, size);
    this.#regions = Array.from(
      { length: size },
      (_, i) => new Float32Array(memory.gradients, 4 * i * parameterCount, parameterCount),
    );
    this.#numbers = new Float64Array(memory.numbers);
  }

  /**
   * Replaces each parameter's gradient by the mean over replicas. A gradient that a replica lacks counts as zeros, so
   * batches that use different decoders cannot hang or skew a run. The order of summation is fixed: replicas stay equal
   * to the bit.
   */
  averageGradients(parameters: readonly Tensor[]): void {
    noGrad(() =>
      scope(() => {
        const regions = this.#regions.map((region) => fromTypedArray(region, [region.length]));
        const slices = (whole: Tensor) => {
          let start = 0;
          return parameters.map((parameter) => {
            const slice = whole.narrow(0, start, parameter.numel).view([...parameter.shape]);
            start += parameter.numel;
            return slice;
          });
        };
        slices(regions[this.rank]).forEach((slice, i) => {
          const gradient = parameters[i].grad;
          if (gradient) slice.copy_(gradient);
          else slice.zero_();
        });
        this.barrier.wait();
        const mean = regions[0].clone();
        for (const region of regions.slice(1)) mean.add_(region);
        mean.div_(this.size);
        this.barrier.wait();
        slices(mean).forEach((slice, i) => {
          const { device, dtype } = parameters[i];
          parameters[i].grad = slice.to({ device, dtype, copy: true }).keep();
        });
      }),
    );
  }

  /** The mean of some numbers over replicas; every replica passes as many, at most 64. */
  meanOf(values: readonly number[]): number[] {
    if (values.length > NUMBERS)
      throw new RangeError(`at most ${NUMBERS} numbers can be averaged, got ${values.length}`);
    this.#numbers.set(values, this.rank * NUMBERS);
    this.barrier.wait();
    const means = values.map((_, i) => {
      let sum = 0;
      for (let rank = 0; rank < this.size; rank++) sum += this.#numbers[rank * NUMBERS + i];
      return sum / this.size;
    });
    this.barrier.wait();
    return means;
  }
}
