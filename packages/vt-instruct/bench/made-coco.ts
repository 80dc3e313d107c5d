// A data set in COCO's layout, made up from random shapes: for measuring the builder without any download.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Random } from "../src/random.js";

const [width, height] = [640, 480];
const names = ["dog", "cat", "kite", "cup", "chair", "bus", "sheep", "clock", "person", "knife"];

/**
 * Writes `pictures` picture files, headers alone, with labels as dense as COCO's: 1 to 12 objects with outlines of 12 to 40 points,
 * two captions. The same arguments give the same files.
 */
export function makeCoco(folder: string, pictures: number): void {
  mkdirSync(join(folder, "images"), { recursive: true });
  const random = Random.of("made COCO");
  const head = {
    categories: names.map((name, i) => ({ id: i + 1, name, supercategory: "thing" })),
    images: Array.from({ length: pictures }, (_, i) => ({ id: i + 1, file_name: fileName(i + 1), width, height })),
  };
  const instances: object[] = [];
  const captions: object[] = [];
  for (const { id, file_name } of head.images) {
    writeFileSync(join(folder, "images", file_name), jpegHeader);
    const shown = Array.from({ length: 1 + random.below(12) }, () => random.below(names.length));
    for (const category of shown)
      instances.push({
        id: instances.length + 1,
        image_id: id,
        category_id: category + 1,
        iscrowd: 0,
        ...shape(random),
      });
    for (let i = 0; i < 2; i++)
      captions.push({
        id: captions.length + 1,
        image_id: id,
        caption: `A ${names[shown[0]!]} beside a ${names[shown.at(-1)!]}.`,
      });
  }
  writeFileSync(join(folder, "instances.json"), JSON.stringify({ ...head, annotations: instances }));
  writeFileSync(join(folder, "captions.json"), JSON.stringify({ images: head.images, annotations: captions }));
}

/** A build config for such a set. */
export function madeCocoConfig(folder: string, samples: number, shardSize: number): string {
  const files = { images: "images", instances: "instances.json", captions: "captions.json" };
  return JSON.stringify({
    name: "made",
    output: join(folder, "built"),
    samples,
    shardSize,
    sources: [{ reader: "coco", files }],
  });
}

/** Start, frame and nothing to decode (ITU-T T.81, B.2.2): readers look no farther. */
const jpegHeader = Buffer.alloc(64);
jpegHeader.write("ffd8ffc000110801e0028003012200021101031101", "hex");

const fileName = (id: number) => `${String(id).padStart(12, "0")}.jpg`;

/** A star-shaped outline and its box. */
function shape(random: Random): { segmentation: number[][]; bbox: number[]; area: number } {
  const reach = random.between(12, 110);
  const [x, y] = [random.between(reach, width - reach), random.between(reach, height - reach)];
  const corners = 12 + random.below(29);
  const outline = Array.from({ length: corners }, (_, i) => {
    const [angle, radius] = [(2 * Math.PI * i) / corners, reach * random.between(0.5, 1)];
    return [x + radius * Math.cos(angle), y + radius * Math.sin(angle)].map((value) => Math.round(value * 100) / 100);
  });
  const [xs, ys] = [0, 1].map((axis) => outline.map((corner) => corner[axis]!));
  const [left, top] = [Math.min(...xs!), Math.min(...ys!)];
  const bbox = [left, top, Math.max(...xs!) - left, Math.max(...ys!) - top];
  return { segmentation: [outline.flat()], bbox, area: bbox[2]! * bbox[3]! };
}
