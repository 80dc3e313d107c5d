// Depth of every pixel of a picture.

/**
 * - `metric`: metres, measured by a camera
 * - `invented`: metres before the camera that a drawn picture was given
 * - `relative`: larger is farther, scale and shift unknown
 */
export const depthKinds = ["metric", "invented", "relative"] as const;
export type DepthKind = (typeof depthKinds)[number];

/** Row-major depths [height * width]; 0 where nothing is known. */
export interface DepthMap {
  readonly width: number;
  readonly height: number;
  readonly data: Float32Array;
  readonly kind: DepthKind;
}
