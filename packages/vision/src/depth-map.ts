// Depth of every pixel of a picture.

/** Row-major depths [height * width]; 0 where nothing is known. */
export interface DepthMap {
  readonly width: number;
  readonly height: number;
  readonly data: Float32Array;
  /** `metric`: metres. `relative`: larger is farther, scale and shift unknown. */
  readonly kind: "metric" | "relative";
}
