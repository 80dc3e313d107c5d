// A person's joints in COCO's order, in the picture's own pixels.

/** 0: not labelled (x and y are 0), 1: labelled but hidden, 2: visible. */
export type Visibility = 0 | 1 | 2;

/** One joint in float pixels. */
export type Keypoint = readonly [x: number, y: number, visibility: Visibility];

/** COCO's 17 joints; an instance's keypoints are listed in this order. */
export const JOINTS = [
  "nose",
  "left eye",
  "right eye",
  "left ear",
  "right ear",
  "left shoulder",
  "right shoulder",
  "left elbow",
  "right elbow",
  "left wrist",
  "right wrist",
  "left hip",
  "right hip",
  "left knee",
  "right knee",
  "left ankle",
  "right ankle",
] as const;

/** COCO's tolerance (sigma) of each joint, relative to the size of the person: what its object keypoint similarity uses. */
export const COCO_SIGMAS: readonly number[] = [
  0.026, 0.025, 0.025, 0.035, 0.035, 0.079, 0.079, 0.072, 0.072, 0.062, 0.062, 0.107, 0.107, 0.087, 0.087, 0.089, 0.089,
];

/** Pairs of joints that a drawing joins, as indices into `JOINTS`. */
export const LIMBS: readonly (readonly [number, number])[] = [
  [15, 13],
  [13, 11],
  [16, 14],
  [14, 12],
  [11, 12],
  [5, 11],
  [6, 12],
  [5, 6],
  [5, 7],
  [6, 8],
  [7, 9],
  [8, 10],
  [1, 2],
  [0, 1],
  [0, 2],
  [1, 3],
  [2, 4],
  [3, 5],
  [4, 6],
];
