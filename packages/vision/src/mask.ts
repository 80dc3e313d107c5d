// A binary mask in the picture's own pixels.
import { type Box, clipBox, xywhToXyxy } from "./boxes.js";
import { checkPolygon, type Polygon, polygonsToRle } from "./polygons.js";
import { compressRle, decodeRle, encodeRle, type Rle, rleArea, rleBox, rleRuns } from "./rle.js";

/** What a mask holds: row-major pixels, run lengths, or the polygons that it is the union of. */
export type MaskContent = Uint8Array | Rle | Outline;

/** Polygons; once somebody has asked for their run lengths and their area, these are there for all copies of the mask. */
interface Outline {
  readonly polygons: readonly Polygon[];
  rle?: Rle & { readonly counts: string };
  area?: number;
}

/** A mask as `structuredClone` and `postMessage` hand it over; `Mask.from` makes a mask of it again. */
export interface MaskData {
  readonly width: number;
  readonly height: number;
  readonly content: MaskContent;
}

/**
 * A binary mask. One made from run lengths or polygons gets its pixels on first use: most masks of a data set are
 * copied as run lengths or never looked at. `JSON.stringify` writes it as COCO's run lengths.
 */
export class Mask {
  readonly width: number;
  readonly height: number;
  // A plain field, since clones keep nothing else. What is still to be read cannot be cloned, and says so.
  private content: MaskContent | (() => Rle);

  /** Takes `data` over without copying it; without `data` the mask is empty. Throws RangeError if sizes disagree. */
  constructor(width: number, height: number, data: MaskContent | (() => Rle) = new Uint8Array(width * height)) {
    this.width = width;
    this.height = height;
    this.content = data;
    if (data instanceof Uint8Array && data.length !== width * height)
      throw new RangeError(`mask data has ${data.length} bytes, but ${width} x ${height} needs ${width * height}`);
  }

  /**
   * The mask that a clone or JSON of one stands for; a mask itself as it is.
   * @throws RleError for run lengths that do not cover their picture, polygons that are none
   */
  static from(data: Mask | MaskData | Rle): Mask {
    if (data instanceof Mask) return data;
    if ("counts" in data) return Mask.fromRle(data);
    const { width, height, content } = data as MaskData;
    if (content instanceof Uint8Array) return new Mask(width, height, content);
    return "counts" in content ? Mask.fromRle(content) : Mask.fromPolygons(content.polygons, width, height);
  }

  /** @throws RleError unless the runs cover the picture exactly */
  static fromRle(rle: Rle): Mask {
    rleRuns(rle);
    const [height, width] = rle.size;
    return new Mask(width, height, rle);
  }

  /**
   * The union of polygons, by COCO's pixel rule.
   * @throws RleError for a polygon that is none
   */
  static fromPolygons(polygons: readonly Polygon[], width: number, height: number): Mask {
    for (const polygon of polygons) checkPolygon(polygon);
    return new Mask(width, height, { polygons });
  }

  /** Row-major, one byte 0 or 1 a pixel, [height * width]. */
  get data(): Uint8Array {
    if (this.content instanceof Uint8Array) return this.content;
    const pixels = decodeRle(this.runs(this.content));
    this.content = pixels;
    return pixels;
  }

  /** Whether the pixels themselves are in memory. */
  get hasPixels(): boolean {
    return this.content instanceof Uint8Array;
  }

  /** The same mask; pixels that one of them gets or is written to are not the other's. */
  copy(): Mask {
    const { width, height, content } = this;
    return new Mask(width, height, content instanceof Uint8Array ? content.slice() : content);
  }

  /** All pixels whose centre lies in the box. */
  static fromBox(box: Box, width: number, height: number): Mask {
    const mask = new Mask(width, height);
    const [x1, y1, x2, y2] = clipBox(box, width, height).map((edge) => Math.ceil(edge - 0.5)) as [
      number,
      number,
      number,
      number,
    ];
    for (let y = y1; y < y2; y++) if (x2 > x1) mask.data.fill(1, y * width + x1, y * width + x2);
    return mask;
  }

  /** Compressed run lengths, byte-equal with COCO's. */
  toRle(): Rle & { readonly counts: string } {
    // Pixels may have been written to, so run lengths are kept only as long as nobody has asked for them.
    const { content } = this;
    if (content instanceof Uint8Array) return encodeRle(content, this.width, this.height);
    if (typeof content === "object" && "polygons" in content) {
      content.rle ??= compressRle(polygonsToRle(content.polygons, this.width, this.height));
      return content.rle;
    }
    const rle = compressRle(this.runs(content));
    this.content = rle;
    return rle;
  }

  /** As `toRle`; `Mask.from` reads it. */
  toJSON(): Rle {
    return this.toRle();
  }

  /** Pixels in the mask. */
  area(): number {
    const { content } = this;
    if (!(content instanceof Uint8Array)) {
      if (typeof content === "function" || "counts" in content) return rleArea(this.toRle());
      content.area ??= rleArea(this.toRle());
      return content.area;
    }
    let area = 0;
    for (let i = 0; i < content.length; i++) area += content[i]!;
    return area;
  }

  /** The smallest box around the mask, right and bottom edge exclusive; `[0, 0, 0, 0]` when it is empty. */
  box(): Box {
    if (!(this.content instanceof Uint8Array)) return xywhToXyxy(rleBox(this.toRle()));
    const { width, height, data } = this;
    let [left, top, right, bottom] = [width, height, 0, 0];
    for (let y = 0; y < height; y++) {
      const row = data.subarray(y * width, (y + 1) * width);
      const first = row.indexOf(1);
      if (first < 0) continue;
      left = Math.min(left, first);
      right = Math.max(right, row.lastIndexOf(1) + 1);
      top = Math.min(top, y);
      bottom = y + 1;
    }
    return right === 0 ? [0, 0, 0, 0] : [left, top, right, bottom];
  }

  /** Pixels in both masks. */
  intersection(other: Mask): number {
    this.checkSameSize(other);
    let common = 0;
    for (let i = 0; i < this.data.length; i++) common += this.data[i]! & other.data[i]!;
    return common;
  }

  /** Intersection over union in 0..1; 0 for two empty masks. */
  iou(other: Mask): number {
    const common = this.intersection(other);
    return common === 0 ? 0 : common / (this.area() + other.area() - common);
  }

  union(other: Mask): Mask {
    return this.combine(other, (a, b) => a | b);
  }

  intersect(other: Mask): Mask {
    return this.combine(other, (a, b) => a & b);
  }

  /** The part of this mask outside the other, e.g. what an occluder leaves visible. */
  subtract(other: Mask): Mask {
    return this.combine(other, (a, b) => a & ~b);
  }

  private runs(content: Exclude<MaskContent, Uint8Array> | (() => Rle)): Rle {
    if (typeof content === "function") return content();
    return "counts" in content ? content : this.toRle();
  }

  private combine(other: Mask, rule: (a: number, b: number) => number): Mask {
    this.checkSameSize(other);
    return new Mask(
      this.width,
      this.height,
      this.data.map((value, i) => rule(value, other.data[i]!)),
    );
  }

  private checkSameSize(other: Mask): void {
    if (this.width !== other.width || this.height !== other.height)
      throw new RangeError(
        `masks of different pictures: ${this.width} x ${this.height} and ${other.width} x ${other.height}`,
      );
  }
}
