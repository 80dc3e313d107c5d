// Truth and detections of a data set as columns: one entry an annotation or detection, in the order of their files.
import type { CategoryRecord, PictureRecord } from "./picture-records.js";
import type { ShapeKind } from "./shapes/shape-kind.js";

/** The category of a detection whose category the truth does not have: it takes a place among the best, and no part. */
export const UNKNOWN_CATEGORY = -1;

/** What is there. Pictures and categories ascend by id; the columns refer to them by index. */
export interface Truths<S> {
  readonly kind: ShapeKind<S>;
  /** What messages call it: its file, where it has one. */
  readonly source: string;
  readonly pictures: readonly PictureRecord[];
  readonly categories: readonly CategoryRecord[];
  readonly picture: Int32Array;
  readonly category: Int32Array;
  /** The annotation's own `area`, in square pixels. */
  readonly area: Float64Array;
  /** 1: a crowd region, which any number of detections may match. */
  readonly crowd: Uint8Array;
  /** 1: neither found nor missed, and no detection is wrong for matching it. */
  readonly ignored: Uint8Array;
  readonly shapes: S;
  /** What is odd in the file, and how it was read. */
  readonly remarks: readonly string[];
}

/** What was predicted; the columns refer to pictures and categories ({@link UNKNOWN_CATEGORY}) of the truth by index. */
export interface Detections<S> {
  readonly picture: Int32Array;
  readonly category: Int32Array;
  readonly score: Float64Array;
  /** Of the box when the record has one, else of the mask, else of the box around the joints, in square pixels. */
  readonly area: Float64Array;
  readonly shapes: S;
  /** What is odd in the file, and how it was read. */
  readonly remarks: readonly string[];
}
