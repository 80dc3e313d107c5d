// Pictures and categories as COCO and LVIS describe them.

/** A picture as COCO and LVIS describe it. */
export interface PictureRecord {
  readonly id: number;
  readonly width?: number;
  readonly height?: number;
  /** Path of its file, from a folder that the data set says. */
  readonly file_name?: string;
  /** LVIS: categories that were looked for and are not there. */
  readonly neg_category_ids?: readonly number[];
  /** LVIS: categories of which not every instance is annotated. */
  readonly not_exhaustive_category_ids?: readonly number[];
}

export interface CategoryRecord {
  readonly id: number;
  readonly name?: string;
  /** LVIS: annotated in at most 10 (rare), at most 100 (common) or more training pictures. */
  readonly frequency?: "r" | "c" | "f";
}
