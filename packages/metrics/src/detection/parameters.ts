// The parameters of an average precision, with COCO's and LVIS's values.

export interface Parameters {
  /** A detection matches a truth that is at least this similar; ascending. */
  readonly thresholds: readonly number[];
  /** Recalls at which precision is read, ascending. */
  readonly recalls: readonly number[];
  /** Detections of a picture (and category) that count, those of the highest scores; ascending. */
  readonly maxDetections: readonly number[];
  /** Ranges of area in square pixels by name, both ends inclusive; the first is everything. */
  readonly areas: Readonly<Record<string, readonly [smallest: number, largest: number]>>;
}

const everything = [0, 1e10] as const;
const medium = [32 ** 2, 96 ** 2] as const;
const large = [96 ** 2, 1e10] as const;

/** COCO's for boxes and masks. */
export const COCO_PARAMETERS: Parameters = {
  thresholds: evenly(0.5, 0.95, 10),
  recalls: evenly(0, 1, 101),
  maxDetections: [1, 10, 100],
  areas: { all: everything, small: [0, 32 ** 2], medium, large },
};

/** COCO's for keypoints. */
export const KEYPOINT_PARAMETERS: Parameters = {
  ...COCO_PARAMETERS,
  maxDetections: [20],
  areas: { all: everything, medium, large },
};

/** `count` numbers from `first` to `last`, to the last bit those of numpy's linspace, on which official figures rest. */
export function evenly(first: number, last: number, count: number): number[] {
  const step = (last - first) / (count - 1);
  return Array.from({ length: count }, (_, i) => (i === count - 1 ? last : i * step + first));
}
