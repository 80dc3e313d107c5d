// Learning-rate schedules: a factor for each step, to be multiplied with a group's base rate.

/** Factor on the learning rate for the update with index `step`, counted from 0. */
export type Schedule = (step: number) => number;

/**
 * Linear warm-up from 0, then half a cosine down to `min`:
 * `s < warmup: s / warmup; else min + (1 - min) (1 + cos(pi (s - warmup) / (total - warmup))) / 2`.
 * So the first of `warmup > 0` steps has factor 0; after `total` it stays at `min`.
 * @param options.warmup number of warm-up steps
 * @param options.total number of all steps, warm-up included
 * @param options.min factor at the end, 0 by default
 */
export function cosineWithWarmup(options: { warmup: number; total: number; min?: number }): Schedule {
  const { min = 0 } = options;
  return warmedUp(options, (progress) => min + (1 - min) * Math.max(0, 0.5 * (1 + Math.cos(Math.PI * progress))));
}

/** Linear warm-up from 0, then linearly down to `min` at `total`, where it stays. */
export function linearWithWarmup(options: { warmup: number; total: number; min?: number }): Schedule {
  const { min = 0 } = options;
  return warmedUp(options, (progress) => min + (1 - min) * (1 - progress));
}

/** Linear warm-up from 0, then 1 for ever. */
export function constantWithWarmup(options: { warmup?: number } = {}): Schedule {
  return warmedUp({ warmup: options.warmup ?? 0, total: Number.POSITIVE_INFINITY }, () => 1);
}

/** Joins the warm-up with `decay`, a function of the progress 0..1 of the steps after it. */
function warmedUp({ warmup, total }: { warmup: number; total: number }, decay: (progress: number) => number): Schedule {
  if (!(warmup >= 0 && total >= warmup)) {
    throw new RangeError(`a schedule needs 0 <= warmup <= total, got warmup ${warmup} and total ${total}`);
  }
  return (step) => {
    if (step < warmup) return step / warmup;
    return decay(Math.min(1, (step - warmup) / Math.max(1, total - warmup)));
  };
}
