// The data set that detection is timed on, by the recipe of the golden set "speed": COCO's size, from a random generator.
import type { XywhBox } from "@refvlm/vision";

export const [WIDTH, HEIGHT] = [640, 480];
export const CATEGORIES = Array.from({ length: 80 }, (_, i) => ({ id: i + 1, name: `category ${i + 1}` }));

interface Thing {
  readonly image_id: number;
  readonly category_id: number;
  readonly bbox: XywhBox;
}

export interface SpeedPicture {
  readonly id: number;
  readonly annotations: readonly (Thing & { readonly id: number; readonly iscrowd: 0 | 1 })[];
  readonly detections: readonly (Thing & { readonly score: number })[];
}

/** One picture after another; all 5,000 are the golden set's. */
export function* speedPictures(count: number): Generator<SpeedPicture> {
  let state = 20261122;
  /** mulberry32's raw 32 bits, modulo `limit`. */
  const draw = (limit: number): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) % limit;
  };
  const randomBox = (): XywhBox => {
    const [w, h] = [8 + draw(200), 8 + draw(200)];
    return [draw(WIDTH - w), draw(HEIGHT - h), w, h];
  };
  const moved = ([x, y, w, h]: XywhBox): XywhBox => {
    const [movedX, movedY] = [x + draw(21) - 10, y + draw(21) - 10];
    const [newW, newH] = [Math.max(4, w + draw(21) - 10), Math.max(4, h + draw(21) - 10)];
    return [Math.max(0, Math.min(movedX, WIDTH - newW)), Math.max(0, Math.min(movedY, HEIGHT - newH)), newW, newH];
  };

  for (let i = 0, annotationId = 1; i < count; i++) {
    const image_id = i + 1;
    const annotated = draw(15) + (i % 5 === 0 ? 1 : 0);
    const annotations = Array.from({ length: annotated }, () => {
      const category_id = draw(CATEGORIES.length) + 1;
      const bbox = randomBox();
      const iscrowd: 0 | 1 = draw(64) === 0 ? 1 : 0;
      return { id: annotationId++, image_id, category_id, bbox, iscrowd };
    });
    const detections = Array.from({ length: 100 }, () => {
      const near = draw(2) === 0 && annotated > 0 ? annotations[draw(annotated)] : undefined;
      const category_id = near ? near.category_id : draw(CATEGORIES.length) + 1;
      const bbox = near ? moved(near.bbox) : randomBox();
      return { image_id, category_id, bbox, score: draw(1000) / 1000 };
    });
    yield { id: image_id, annotations, detections };
  }
}

/** The mask of a box in this data set: the box without its corners, as a polygon. */
export function octagon([x, y, w, h]: XywhBox): number[] {
  const c = Math.floor(Math.min(w, h) / 4);
  const [right, bottom] = [x + w, y + h];
  const upper = [x + c, y, right - c, y, right, y + c, right, bottom - c];
  return [...upper, right - c, bottom, x + c, bottom, x, bottom - c, x, y + c];
}

/** The golden set's checksum of things listed one after another. */
export class Checksum {
  #sum = 0n;
  #count = 0;

  /** @param period factors run from 1 to this and again @param rest what else counts of the thing */
  add({ category_id, bbox: [x, y, w, h] }: Thing, period: number, rest = 0): void {
    const factor = (this.#count++ % period) + 1;
    this.#sum += BigInt(factor) * BigInt(x + y + w + h) + BigInt(category_id + rest);
  }

  get value(): number {
    return Number(this.#sum % 2147483647n);
  }
}
