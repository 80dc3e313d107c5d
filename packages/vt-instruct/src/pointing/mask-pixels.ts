// Which pixels a mask holds, asked of its run lengths: no picture of it is drawn.
import { type Mask, type Point, rleRuns } from "@refvlm/vision";

/** The pixels of a mask, for looking up and drawing at random. */
export class MaskPixels {
  /** Column-major positions where the mask begins (even places) and ends (odd places). */
  private readonly edges: Int32Array;
  /** Pixels in the mask. */
  readonly area: number;

  constructor(private readonly mask: Mask) {
    const runs = rleRuns(mask.toRle());
    this.edges = new Int32Array(runs.length);
    let at = 0;
    let area = 0;
    for (let i = 0; i < runs.length; i++) {
      at += runs[i];
      this.edges[i] = at;
      if (i % 2 === 1) area += runs[i];
    }
    this.area = area;
  }

  /** Whether the pixel that holds this point is in the mask. */
  has([x, y]: Point): boolean {
    const { width, height } = this.mask;
    if (x < 0 || y < 0 || x >= width || y >= height) return false;
    const position = Math.floor(x) * height + Math.floor(y);
    let [low, high] = [0, this.edges.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.edges[middle] <= position) low = middle + 1;
      else high = middle;
    }
    return low % 2 === 1;
  }

  /** The centre of the mask's pixel number `index`, counted down the columns from 0 to `area` - 1. */
  at(index: number): Point {
    let left = index;
    for (let i = 1; i < this.edges.length; i += 2) {
      const length = this.edges[i] - this.edges[i - 1];
      if (left < length) {
        const position = this.edges[i - 1] + left;
        const { height } = this.mask;
        return [Math.floor(position / height) + 0.5, (position % height) + 0.5];
      }
      left -= length;
    }
    throw new RangeError(`a mask of ${this.area} pixels has no pixel number ${index}`);
  }
}
