// Batch norms of a trained network folded into the convolutions before them (Jacob et al. 2018, equation 14).
import { scope, type Tensor } from "@refvlm/torch";
import type { StoredEntry } from "../stored-weights.js";
import type { Entries } from "./family.js";

/** Ends of norms' names, and of the convolutions that they belong to; in a Sequential a norm is the next module. */
const PAIRS: readonly [RegExp, (...match: string[]) => string][] = [
  [/\.bn$/, () => ".conv"],
  [/\.(dw|pw)norm$/, (_, kind) => (kind === "dw" ? ".depthwise" : ".pointwise")],
  [/\.(\d+)$/, (_, place) => `.${Number(place) - 1}`],
];
const STATISTICS = ["weight", "bias", "running_mean", "running_var", "num_batches_tracked"];

/**
 * The same tensors with each norm gone and its convolution told: w gamma / sqrt(var + eps), beta - mean gamma /
 * sqrt(var + eps). Convolutions before a norm have no bias of their own. Norms without a convolution stay as they are.
 */
export function foldBatchNorms(entries: Entries, eps: number): Entries {
  const folded = new Map(entries);
  for (const key of entries.keys()) {
    if (!key.endsWith(".running_var")) continue;
    const norm = key.slice(0, -".running_var".length);
    const pair = PAIRS.find(([pattern]) => pattern.test(norm));
    const conv = pair && norm.replace(...pair);
    const weight = conv === undefined ? undefined : entries.get(`${conv}.weight`);
    const [gamma, beta, mean, variance] = STATISTICS.map((name) => entries.get(`${norm}.${name}`));
    if (!weight || !gamma || !beta || !mean || !variance) continue;
    for (const name of STATISTICS) folded.delete(`${norm}.${name}`);
    const factor = () => gamma.read().div(variance.read().add(eps).sqrt()); // [C]
    const made = (entry: StoredEntry, read: () => Tensor): StoredEntry => ({ ...entry, read: () => scope(read) });
    folded.set(
      `${conv}.weight`,
      made(weight, () => weight.read().mul(factor().reshape([-1, ...weight.shape.slice(1).map(() => 1)]))),
    );
    folded.set(
      `${conv}.bias`,
      made(beta, () => beta.read().sub(mean.read().mul(factor()))),
    );
  }
  return folded;
}
