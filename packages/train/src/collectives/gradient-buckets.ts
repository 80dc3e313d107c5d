// Gradients in buckets (Li et al. 2020, section 3.2.3): long tensors, so that one is on its way while the next is filled.
import { noGrad, scope, type Tensor, tensor, zeros } from "@refvlm/torch";
import { putGradient, slicesOf, takeGradient } from "./gradient-slices.js";

/** Numbers of a bucket: 25 MB, as PyTorch has it. */
const BUCKET = 25 * 2 ** 18;

interface Bucket {
  numbers: Tensor;
  parameters: readonly Tensor[];
}

export class GradientBuckets {
  readonly #buckets: readonly Bucket[];
  /** How many replicas have a gradient of each parameter. */
  readonly #users: Tensor;

  constructor(
    readonly parameters: readonly Tensor[],
    device: string,
  ) {
    const fill = () => ({ numbers: 0, parameters: [] as Tensor[] });
    const plan = parameters.reduce(
      (buckets, parameter) => {
        if (buckets.at(-1)!.numbers >= BUCKET) buckets.push(fill());
        const last = buckets.at(-1)!;
        last.numbers += parameter.numel;
        last.parameters.push(parameter);
        return buckets;
      },
      [fill()],
    );
    this.#buckets = plan.map(({ numbers, parameters }) => ({
      numbers: zeros([numbers], { device }).keep(),
      parameters,
    }));
    this.#users = zeros([parameters.length], { device }).keep();
  }

  /**
   * Replaces each gradient by the mean over `size` replicas. A parameter that no replica has a gradient of keeps none, as
   * when one trains alone: zeros would let the optimizer shrink it.
   * @param sum replaces a tensor by its sum over replicas
   */
  async average(size: number, sum: (tensor: Tensor) => Promise<void>): Promise<void> {
    const has = this.parameters.map(({ grad }) => (grad ? 1 : 0));
    noGrad(() => scope(() => this.#users.copy_(tensor(has))));
    const used = sum(this.#users).then(() => this.#users.toTypedArray());
    const sums = this.#buckets.map((bucket) => {
      this.#put(bucket);
      return sum(bucket.numbers);
    });
    const [users] = await Promise.all([used, ...sums]);
    let index = 0;
    for (const bucket of this.#buckets) this.#take(bucket, size, () => users[index++] !== 0);
  }

  #put({ numbers, parameters }: Bucket): void {
    noGrad(() =>
      scope(() => {
        for (const [i, slice] of slicesOf(numbers, parameters).entries()) putGradient(slice, parameters[i]);
      }),
    );
  }

  #take({ numbers, parameters }: Bucket, size: number, isUsed: () => boolean): void {
    noGrad(() =>
      scope(() => {
        numbers.div_(size);
        slicesOf(numbers, parameters).forEach((slice, i) => {
          if (isUsed()) takeGradient(slice, parameters[i]);
        });
      }),
    );
  }

  dispose(): void {
    for (const { numbers } of this.#buckets) numbers.dispose();
    this.#users.dispose();
  }
}
