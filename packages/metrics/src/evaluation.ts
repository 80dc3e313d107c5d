// What every metric gives: figures over samples, for all of them or for any resample, so that each can have its interval.
import type { XywhBox } from "@refvlm/vision";
import type { RecordId } from "./record-id.js";

/** Numbers by name, in the order in which they are shown; NaN where a figure is not defined on these samples. */
export type Figures = Readonly<Record<string, number>>;

/** A place in a sample's picture, for a report to draw. */
export interface Mark {
  readonly of: "truth" | "answer";
  /** In pixels of the picture. */
  readonly box: XywhBox;
}

/** What a sample is about, for a report's examples. */
export interface SampleNote {
  /** Which sample: a picture's or question's id. */
  id: RecordId;
  question?: string;
  truth?: string;
  /** Absent where the model gave no answer. */
  answer?: string;
  /** Path of the picture, from the folder of the truth's file. */
  picture?: string;
  /** What is shown in the picture. */
  marks?: readonly Mark[];
}

/** Lines that share their axes. */
export interface LinePlot {
  title: string;
  x: string;
  y: string;
  lines: readonly { name: string; points: readonly (readonly [x: number, y: number])[] }[];
  /** First and last values of the axes, 0 and 1 without them. */
  ends?: { readonly x: readonly [number, number]; readonly y: readonly [number, number] };
  /** The y axis is logarithmic; its values are above 0. */
  logarithmic?: boolean;
  /** Places on the x axis with what begins there. */
  marks?: readonly { readonly x: number; readonly name: string }[];
}

/**
 * Answers and truth compared once, sample by sample. A sample is what is drawn again in a bootstrap: a picture for
 * detection, a question for answers. A failed or missing answer is a sample that earns nothing, never an absent one.
 */
export interface Evaluation {
  /** Number of samples. */
  readonly size: number;
  /** The figures over all samples, or over these (with repetitions, e.g. a bootstrap's). */
  figures(samples?: Uint32Array): Figures;
  /** The figures of one sample, where there is a cheaper way than `figures`. */
  alone?(sample: number): Figures;
  /** Figures that are the better the smaller they are. */
  readonly errors?: readonly string[];
  /** What a sample is about. */
  note?(sample: number): SampleNote;
  /** What in the files is odd, and how it was read all the same, a sentence each. */
  readonly remarks?: readonly string[];
  /** Curves of all samples, for the report: precision over recall, calibration. */
  plots?(): LinePlot[];
}

/** The figures of one sample. */
export function figuresAlone(evaluation: Evaluation, sample: number): Figures {
  return evaluation.alone?.(sample) ?? evaluation.figures(Uint32Array.of(sample));
}

/** Input that cannot be scored; the message names file or list, record and field. */
export class MetricsError extends Error {
  override name = "MetricsError";
}
