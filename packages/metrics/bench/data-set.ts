// Writes the data set that detection is timed on as COCO's files. Usage: data-set.ts FOLDER PICTURES. Request {} for the paths.
import { createWriteStream } from "node:fs";
import { join } from "node:path";
import { finished } from "node:stream/promises";
import { polygonToRle, rleArea } from "@refvlm/vision";
import { answerRequests } from "../../../scripts/bench/answering.mjs";
import { CATEGORIES, HEIGHT, octagon, speedPictures, WIDTH } from "./speed-set.js";

const [folder, count] = process.argv.slice(2) as [string, string];

/** A JSON list, written record by record: as one text it could be longer than a text may be. */
class ListFile {
  readonly path: string;
  readonly #stream;
  #separator = "";

  constructor(
    name: string,
    start = "[",
    private readonly end = "]",
  ) {
    this.path = join(folder, name);
    this.#stream = createWriteStream(this.path);
    this.#stream.write(start);
  }

  push(records: readonly object[]): void {
    if (records.length === 0) return;
    this.#stream.write(`${this.#separator}${records.map((record) => JSON.stringify(record)).join(",\n")}`);
    this.#separator = ",\n";
  }

  async close(): Promise<void> {
    this.#stream.end(this.end);
    await finished(this.#stream);
  }
}

const images = Array.from({ length: Number(count) }, (_, i) => ({ id: i + 1, width: WIDTH, height: HEIGHT }));
const head = `${JSON.stringify({ images, categories: CATEGORIES }).slice(0, -1)},"annotations":[`;
const boxTruth = new ListFile("box-truth.json", head, "]}");
const maskTruth = new ListFile("mask-truth.json", head, "]}");
const boxes = new ListFile("boxes.json");
const masks = new ListFile("masks.json");
const rle = (bbox: Parameters<typeof octagon>[0]) => polygonToRle(octagon(bbox), WIDTH, HEIGHT);

for (const { annotations, detections } of speedPictures(images.length)) {
  boxTruth.push(annotations.map((each) => ({ ...each, area: each.bbox[2] * each.bbox[3] })));
  maskTruth.push(
    annotations.map((each) => ({ ...each, segmentation: [octagon(each.bbox)], area: rleArea(rle(each.bbox)) })),
  );
  boxes.push(detections);
  masks.push(detections.map(({ bbox, ...each }) => ({ ...each, segmentation: rle(bbox) })));
}
await Promise.all([boxTruth, maskTruth, boxes, masks].map((file) => file.close()));

await answerRequests(() => ({ box: [boxTruth.path, boxes.path], mask: [maskTruth.path, masks.path] }));
