// What a kind of shape (box, mask, keypoints) brings along to be detected: how it is read, compared and summed up.
import type { XywhBox } from "@refvlm/vision";
import type { FigureList } from "../figure-list.js";
import type { Parameters } from "../parameters.js";
import type { PictureRecord } from "../picture-records.js";
import type { Place } from "../place.js";

/** The fields of an annotation or a detection that may hold a shape. */
export interface ShapeRecord extends Readonly<Record<string, unknown>> {
  readonly bbox?: unknown;
  readonly segmentation?: unknown;
  readonly keypoints?: unknown;
}

/** Collects the shapes of a file record by record. */
export interface ShapeReader<S> {
  /**
   * Takes a record's shape and gives its area in square pixels.
   * @throws MetricsError for a shape that is missing or none
   */
  add(record: ShapeRecord, picture: PictureRecord, place: Place): number;
  finish(): S;
}

/** What of the truths decides how alike they are; see the columns of the same names. */
export interface TruthShapes<S> {
  readonly shapes: S;
  readonly area: Float64Array;
  readonly crowd: Uint8Array;
}

/** Fills `out[d * truths.length + t]` with how alike (0..1) each detection and each truth are, given by their indices. */
export type Similarity = (detections: Uint32Array, truths: Uint32Array, out: Float64Array) => void;

export interface ShapeKind<S> {
  /** The field of a record that holds such a shape. */
  readonly field: "bbox" | "segmentation" | "keypoints";
  readonly parameters: Parameters;
  readonly figures: FigureList;
  truthReader(): ShapeReader<S>;
  detectionReader(): ShapeReader<S>;
  /** Truths besides crowds that count neither as found nor as missed. @throws MetricsError */
  ignores?(record: ShapeRecord, place: Place): boolean;
  similarity(detections: S, truths: TruthShapes<S>): Similarity;
  /** The box around a shape, in pixels. */
  box(shapes: S, i: number): XywhBox;
}

/** The record's box, undefined when it has none (files write `[]` or null for none). @throws MetricsError for a bad one */
export function boxOf(record: ShapeRecord, place: Place): XywhBox | undefined {
  const { bbox } = record;
  if (bbox === undefined || bbox === null || (Array.isArray(bbox) && bbox.length === 0)) return undefined;
  const box = place.numbers(record, "bbox", 4) as XywhBox;
  if (box[2] < 0 || box[3] < 0) place.remark("bbox", box, "with a size below 0: it overlaps nothing");
  return box;
}
