// Golden tensors for the tests: from REFVLM_GOLDEN where it is set, else from the copies beside the tests.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { readSafetensors, type Tensor } from "@refvlm/torch";
import { expect } from "vitest";

const root = process.env.REFVLM_GOLDEN ?? join(import.meta.dirname, "golden");

/** How far a result may be from the expected one: |a - b| <= atol + rtol |b|. */
export interface Tolerance {
  atol?: number;
  rtol?: number;
}

export class Golden {
  // biome-ignore lint/suspicious/noExplicitAny: free-form JSON, each folder its own
  readonly config: any;
  readonly #io: Map<string, Tensor>;
  readonly weights: Map<string, Tensor>;

  constructor(readonly folder: string) {
    const at = (name: string) => join(root, folder, name);
    this.config = JSON.parse(readFileSync(at("config.json"), "utf8"));
    const tensors = (path: string) => (existsSync(path) ? readSafetensors(path).tensors() : new Map<string, Tensor>());
    this.#io = tensors(at("io.safetensors"));
    this.weights = tensors(at("weights.safetensors"));
    for (const tensor of [...this.#io.values(), ...this.weights.values()]) tensor.keep();
  }

  has(key: string): boolean {
    return this.#io.has(key);
  }

  get(key: string): Tensor {
    const tensor = this.#io.get(key);
    if (!tensor) throw new Error(`golden ${this.folder} has no ${key}`);
    return tensor;
  }

  /** The numbers of a tensor, int64 included. */
  numbers(key: string): number[] {
    return Array.from(this.get(key).toTypedArray() as ArrayLike<number | bigint>, Number);
  }

  /** Asserts that `actual` is the tensor `key` within the tolerance (the folder's own by default). */
  expectClose(actual: Tensor, key: string, tolerance: Tolerance = this.config.tolerance): void {
    expect(actual.shape, `shape of ${key}`).toEqual([...this.get(key).shape]);
    expectClose(actual, this.numbers(key), tolerance, `${this.folder}/${key}`);
  }
}

/** Asserts that the numbers of a tensor are the expected ones. */
export function expectClose(
  actual: Tensor,
  expected: ArrayLike<number>,
  { atol = 0, rtol = 0 }: Tolerance,
  what = "tensor",
): void {
  const got = Array.from(actual.detach().toTypedArray() as ArrayLike<number | bigint>, Number);
  let worst = -1;
  let excess = 0;
  for (let i = 0; i < got.length; i++) {
    const over = Math.abs(got[i] - expected[i]) - atol - rtol * Math.abs(expected[i]);
    if (!(over <= excess)) [worst, excess] = [i, Number.isNaN(over) ? Infinity : over];
  }
  const place = worst < 0 ? "" : ` at ${worst}: ${got[worst]} instead of ${expected[worst]}`;
  expect(worst, `${what} differs${place}`).toBe(-1);
}
