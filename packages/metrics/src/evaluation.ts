// What every metric gives: figures over samples, for all of them or for any resample, so that each can have its interval.

/** Numbers by name, in the order in which they are shown; NaN where a figure is not defined on these samples. */
export type Figures = Readonly<Record<string, number>>;

/**
 * Answers and truth compared once, sample by sample. A sample is what is drawn again in a bootstrap: a picture for
 * detection, a question for answers. A failed or missing answer is a sample that earns nothing, never an absent one.
 */
export interface Evaluation {
  /** Number of samples. */
  readonly size: number;
  /** The figures over all samples, or over these (with repetitions, e.g. a bootstrap's). */
  figures(samples?: Uint32Array): Figures;
}

/** Input that cannot be scored; the message names file or list, record and field. */
export class MetricsError extends Error {
  override name = "MetricsError";
}
