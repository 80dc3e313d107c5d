// What the proposals of a network with evidence are worth by rule, without its language model: AP, recall, where a thing is that
// occurs once, and lists of what a picture shows.
//   npx tsx packages/train/scripts/measure-proposals.ts MODEL INSTANCES.json IMAGES [pictures]     build first (npm run build)
// INSTANCES are of COCO's kind, whose categories the network lists by name; MODEL may be of bfloat16.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { boxes, columns, detectionsFrom, evaluateDetections, truthsFrom } from "@refvlm/metrics";
import { loadNetwork, pixelBatch, readModelFolder } from "@refvlm/model";
import { noGrad, scope } from "@refvlm/torch";
import { type Box, boxIou, Frame } from "@refvlm/vision";
import { loadPicture } from "@refvlm/vision/node";

interface Annotation {
  image_id: number;
  category_id: number;
  bbox: [x: number, y: number, width: number, height: number];
  area: number;
  iscrowd: 0 | 1;
}
interface Instances {
  images: { id: number; file_name: string }[];
  annotations: Annotation[];
  categories: { id: number; name: string }[];
}
/** A listed proposal: its box in pixels and how well each category fits. */
interface Listed {
  box: Box;
  fits: number[];
  /** The category that fits best. */
  category: number;
  score: number;
}

const [folder, instancesPath, images, most] = process.argv.slice(2);
if (!images) throw new Error("measure-proposals: give MODEL INSTANCES.json IMAGES");
const instances: Instances = JSON.parse(readFileSync(instancesPath, "utf8"));
instances.images = instances.images.slice(0, most === undefined ? undefined : Number(most));
const shown = new Set(instances.images.map(({ id }) => id));
instances.annotations = instances.annotations.filter(({ image_id }) => shown.has(image_id));

/** The network's list goes by these; AP wants a longer one, whose beginning is the same. */
const { config, textCodec } = readModelFolder(folder);
const { proposals, names } = config.evidence!;
const longer = { ...config.evidence!, proposals: { ...proposals, most: 100, floor: 0.05 } };
const network = loadNetwork(folder, { ...config, evidence: longer });
const places = instances.categories.map(({ name }) => names.indexOf(name));
const keys = noGrad(() => network.nameKeys(textCodec));
let milliseconds = 0;

async function listedIn(file: string): Promise<Listed[]> {
  const picture = await loadPicture(file);
  const frame = Frame.letterbox(picture.width, picture.height);
  return noGrad(() =>
    scope(() => {
      const pixels = pixelBatch([picture], network.config, network);
      const start = performance.now();
      const { listed } = network.encodePictures(pixels, keys).memory;
      milliseconds += performance.now() - start;
      const { boxes, valid, names: fits } = listed!; // [1, N, 4], [1, N], [1, names, N]
      const [count] = valid.shape.slice(1);
      const sides = boxes.toTypedArray() as Float32Array;
      const all = fits.toTypedArray() as Float32Array;
      const there = valid.toTypedArray() as ArrayLike<number>;
      return Array.from({ length: count }, (_, i): Listed => {
        const own = places.map((place) => all[place * count + i]);
        const score = Math.max(...own);
        const [cx, cy, width, height] = sides.subarray(4 * i, 4 * i + 4);
        return { box: frame.fromUnitSquare([cx, cy, width, height]), fits: own, score, category: own.indexOf(score) };
      }).filter((_, i) => there[i]);
    }),
  );
}

const cornersOf = ([x, y, width, height]: Annotation["bbox"]): Box => [x, y, x + width, y + height];
const lies = (a: Box, b: Box) => boxIou(a, b) >= 0.5;

/** Right out of asked. */
class Share {
  right = 0;
  asked = 0;
  count(right: boolean): void {
    this.asked += 1;
    if (right) this.right += 1;
  }
  toString(): string {
    return `${((100 * this.right) / this.asked).toFixed(1)} % of ${this.asked}`;
  }
}

const covered = new Share();
const found = new Share();
const foundLarge = new Share();
const precise = new Share();
const complete = new Share();
const detections: object[] = [];
let length = 0;
/** Above which things are large enough to be asked for apart: 32 x 32 pixels. */
const LARGE = 32 ** 2;
/** What a list says is there. */
const SAID = 0.35;

for (const { id, file_name } of instances.images) {
  const long = await listedIn(join(images, file_name));
  for (const { box, category, score } of long)
    detections.push({
      image_id: id,
      category_id: instances.categories[category].id,
      bbox: [box[0], box[1], box[2] - box[0], box[3] - box[1]],
      score,
    });
  const list = long.filter(({ score }) => score >= proposals.floor).slice(0, proposals.most);
  length += list.length;
  const annotated = instances.annotations.filter(({ image_id }) => image_id === id);
  const things = annotated.flatMap(({ bbox, category_id, iscrowd, area }) => {
    const category = instances.categories.findIndex((each) => each.id === category_id);
    return iscrowd ? [] : [{ box: cornersOf(bbox), category, area, id: category_id }];
  });
  for (const { box, category, area, id } of things) {
    covered.count(list.some((each) => lies(each.box, box)));
    if (annotated.filter(({ category_id }) => category_id === id).length > 1) continue;
    const best = list.toSorted((a, b) => b.fits[category] - a.fits[category]).at(0);
    const right = best !== undefined && lies(best.box, box);
    found.count(right);
    if (area >= LARGE) foundLarge.count(right);
  }
  // A crowd makes its kind uncountable: it is no part of lists.
  const crowded = new Set(annotated.filter(({ iscrowd }) => iscrowd).map(({ category_id }) => category_id));
  const wanted = new Set(things.filter((each) => !crowded.has(each.id)));
  const asked = wanted.size;
  for (const { box, category, score } of list) {
    if (score < SAID || crowded.has(instances.categories[category].id)) continue;
    const match = [...wanted].find((each) => each.category === category && lies(each.box, box));
    if (match) wanted.delete(match);
    precise.count(match !== undefined);
  }
  for (let thing = 0; thing < asked; thing++) complete.count(thing >= wanted.size);
}

const f1 = (2 * precise.right) / (precise.asked + complete.asked);
const truths = truthsFrom(instances, boxes);
const { AP, AP50 } = evaluateDetections(truths, detectionsFrom(detections, truths)).figures();
const { images: pictures } = instances;
console.log(
  columns([
    ["AP, AP50 of at most 100 listed above .05", `${(100 * AP).toFixed(1)}, ${(100 * AP50).toFixed(1)}`],
    ["things with a listed box of IoU .5", String(covered)],
    ["listed in a picture", (length / pictures.length).toFixed(1)],
    ["found where their kind occurs once", String(found)],
    ["of these, of 32 x 32 pixels and more", String(foundLarge)],
    [`list above ${SAID}: precision`, String(precise)],
    [`list above ${SAID}: recall`, String(complete)],
    [`list above ${SAID}: F1`, (100 * f1).toFixed(1)],
    ["encoding a picture, ms", (milliseconds / pictures.length).toFixed(0)],
  ]),
);
