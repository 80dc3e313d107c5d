// Writes the data set that detection is timed on, by the recipe of the golden set "speed": COCO's size, from a random
// generator. Usage: data-set.ts FOLDER PICTURES. Request {} for the paths and the recipe's checksums.
import { createWriteStream } from "node:fs";
import { join } from "node:path";
import { finished } from "node:stream/promises";
import { polygonToRle, rleArea, type XywhBox } from "@refvlm/vision";
import { answerRequests } from "../../../scripts/bench/answering.mjs";

const [folder, pictureCount] = process.argv.slice(2);
const [width, height] = [640, 480];

let state = 20261122;
/** mulberry32's raw 32 bits, below `limit`. */
function draw(limit: number): number {
  state = (state + 0x6d2b79f5) >>> 0;
  let t = Math.imul(state ^ (state >>> 15), 1 | state);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) % limit;
}

function randomBox(): XywhBox {
  const [w, h] = [8 + draw(200), 8 + draw(200)];
  return [draw(width - w), draw(height - h), w, h];
}

function moved([x, y, w, h]: XywhBox): XywhBox {
  const [movedX, movedY] = [x + draw(21) - 10, y + draw(21) - 10];
  const [newW, newH] = [Math.max(4, w + draw(21) - 10), Math.max(4, h + draw(21) - 10)];
  return [Math.max(0, Math.min(movedX, width - newW)), Math.max(0, Math.min(movedY, height - newH)), newW, newH];
}

/** The box without its corners. */
function octagon([x, y, w, h]: XywhBox): number[] {
  const c = Math.floor(Math.min(w, h) / 4);
  const [right, bottom] = [x + w, y + h];
  const upper = [x + c, y, right - c, y, right, y + c, right, bottom - c];
  return [...upper, right - c, bottom, x + c, bottom, x, bottom - c, x, y + c];
}

/** A JSON list written record by record: as one string it would be longer than a string may be. */
class ListFile {
  readonly #stream;
  #pieces: string[] = [];
  count = 0;
  checksum = 0n;

  constructor(
    readonly path: string,
    start = "[",
    private readonly end = "]",
  ) {
    this.#stream = createWriteStream(path);
    this.#stream.write(start);
  }

  push(record: object, [x, y, w, h]: XywhBox, factor: number, rest: number) {
    this.#pieces.push(`${this.count++ > 0 ? ",\n" : ""}${JSON.stringify(record)}`);
    this.checksum += BigInt(factor) * BigInt(x + y + w + h) + BigInt(rest);
    if (this.#pieces.length >= 10_000) this.#flush();
  }

  async close() {
    this.#flush();
    this.#stream.end(this.end);
    await finished(this.#stream);
    return Number(this.checksum % 2147483647n);
  }

  #flush() {
    this.#stream.write(this.#pieces.join(""));
    this.#pieces = [];
  }
}

const pictures = Array.from({ length: Number(pictureCount) }, (_, i) => ({ id: i + 1, width, height }));
const categories = Array.from({ length: 80 }, (_, i) => ({ id: i + 1, name: `category ${i + 1}` }));
const head = `{"images":${JSON.stringify(pictures)},"categories":${JSON.stringify(categories)},"annotations":[`;
const boxTruth = new ListFile(join(folder!, "box-truth.json"), head, "]}");
const maskTruth = new ListFile(join(folder!, "mask-truth.json"), head, "]}");
const boxes = new ListFile(join(folder!, "boxes.json"));
const masks = new ListFile(join(folder!, "masks.json"));

pictures.forEach(({ id: image_id }, i) => {
  const annotations: { category_id: number; bbox: XywhBox }[] = [];
  const count = draw(15) + (i % 5 === 0 ? 1 : 0);
  for (let n = 0; n < count; n++) {
    const category_id = draw(80) + 1;
    const bbox = randomBox();
    const iscrowd = draw(64) === 0 ? 1 : 0;
    const id = boxTruth.count + 1;
    const record = { id, image_id, category_id, bbox, iscrowd };
    const polygon = octagon(bbox);
    annotations.push({ category_id, bbox });
    boxTruth.push({ ...record, area: bbox[2] * bbox[3] }, bbox, id, category_id);
    const area = rleArea(polygonToRle(polygon, width, height));
    maskTruth.push({ ...record, segmentation: [polygon], area }, bbox, id, category_id);
  }
  for (let n = 0; n < 100; n++) {
    const near = draw(2 ** 32) % 2 === 0 && count > 0 ? annotations[draw(count)] : undefined;
    const category_id = near ? near.category_id : draw(80) + 1;
    const bbox = near ? moved(near.bbox) : randomBox();
    const thousandths = draw(1000);
    const record = { image_id, category_id, score: thousandths / 1000 };
    const factor = (boxes.count % 1000) + 1;
    boxes.push({ ...record, bbox }, bbox, factor, category_id + thousandths);
    masks.push({ ...record, segmentation: polygonToRle(octagon(bbox), width, height) }, bbox, factor, 0);
  }
});
const checksum = { annotations: await boxTruth.close(), detections: await boxes.close() };
await Promise.all([maskTruth.close(), masks.close()]);

await answerRequests(() => ({
  box: [boxTruth.path, boxes.path],
  mask: [maskTruth.path, masks.path],
  checksum,
}));
