// Pictures and categories as COCO and LVIS describe them.
import type { RecordId } from "../record-id.js";

/** A picture as COCO and LVIS describe it. */
export interface PictureRecord {
  readonly id: RecordId;
  readonly width?: number;
  readonly height?: number;
  /** Path of its file, from a folder that the data set says. */
  readonly file_name?: string;
  /** LVIS: categories that were looked for and are not there. */
  readonly neg_category_ids?: readonly RecordId[];
  /** LVIS: categories of which not every instance is annotated. */
  readonly not_exhaustive_category_ids?: readonly RecordId[];
}

export interface CategoryRecord {
  readonly id: RecordId;
  readonly name?: string;
  /** LVIS: annotated in at most 10 (rare), at most 100 (common) or more training pictures. */
  readonly frequency?: "r" | "c" | "f";
}
