// Labels that are dropped, doubled, renamed or broken, in every reader that may deny: no answer contradicts the truth.
import { bodyText, groups } from "@refvlm/trp";
import fc from "fast-check";
import sharp from "sharp";
import { describe, expect, it } from "vitest";
import { DatasetError, RecordError } from "../../src/files/errors.js";
import { Random } from "../../src/random.js";
import { cityscapes } from "../../src/readers/cityscapes.js";
import { coco } from "../../src/readers/coco/coco.js";
import { cocoInteractive } from "../../src/readers/coco/coco-interactive.js";
import { cocoRem } from "../../src/readers/coco/coco-rem.js";
import { lvis } from "../../src/readers/coco/lvis.js";
import { png } from "../../src/readers/coco/panoptic-narrative-grounding.js";
import { refcoco } from "../../src/readers/coco/refcoco.js";
import { jsonl } from "../../src/readers/jsonl.js";
import { openpsg } from "../../src/readers/openpsg.js";
import type { Dataset } from "../../src/readers/reader.js";
import type { AnnotatedPicture } from "../../src/sample/annotated.js";
import { tasks } from "../../src/tasks/index.js";
import { vqaTask } from "../../src/tasks/vqa.js";
import { published } from "./published.js";

/** COCO's and Cityscapes' ids of four things that both label throughout. */
const names = ["bicycle", "car", "bus", "train"] as const;
const cocoIds = [2, 3, 6, 7];
const cityIds = [33, 26, 28, 31];
const plurals: Readonly<Record<string, string>> = { bicycle: "bicycles", car: "cars", bus: "buses", train: "trains" };
const [width, height] = [64, 48];

/** Pictures, each a list of things: which name. No two lie in one place. */
type World = readonly (readonly number[])[];
const worlds: fc.Arbitrary<World> = fc.array(fc.array(fc.nat(names.length - 1), { maxLength: 5 }), {
  minLength: 1,
  maxLength: 3,
});

/** Place number `i` of a picture: [x, y, w, h]. */
const placeOf = (i: number): number[] => [2 + 12 * i, 4 + 3 * i, 9, 11];

type Label = Record<string, unknown>;
/** A label as it may have been damaged: none, one or two in its place. */
type Damage = (label: Label) => unknown[];

const without =
  (key: string): Damage =>
  (label) => {
    const { [key]: _, ...rest } = label;
    return [rest];
  };
const changed = (key: string, values: readonly unknown[]): Damage[] =>
  values.map((value) => (label: Label) => (key in label ? [{ ...label, [key]: value }] : [label]));
/** Takes the place of NaN, which JSON has not. */
const NAN = "<NaN>";
const damages: readonly Damage[] = [
  ...["id", "image_id", "category_id", "bbox", "segmentation", "iscrowd", "area", "name", "box", "mask"].map(without),
  ...changed("id", [7, "x", null, 0.5]),
  ...changed("image_id", [77, "x", null, NAN]),
  ...changed("category_id", [999, "x", null, NAN]),
  ...changed("bbox", [null, [], [1], "x", [1, 1, 0, 5], [500, 500, 5, 5], [40, 40, 400, 400], [1, NAN, 5, 5]]),
  ...changed("box", [null, [], [1], "x", [1, 1, 1, 5], [500, 500, 505, 505], [40, 40, 400, 400]]),
  ...changed("segmentation", [null, "", "x", [[1, 1, 2, 2]], [[1, 1, 1, 1, 1, 1]], { size: [1, 1], counts: [1] }]),
  ...changed("mask", [[], "x", [[1, 1, 2, 2]], { size: [1, 1], counts: [1] }]),
  ...changed("iscrowd", [null, false, "x", 7]),
  ...changed("area", [NAN, null, "x"]),
  ...changed("name", ["", null, 5]),
  ...[null, "x", 5, []].map((value) => () => [value]),
  (label) => [label, label],
  (label) => [label, { ...label, id: 9999 }],
  (label) => [label, { ...label, segmentation: undefined, mask: undefined }],
  (label) => [label, { ...label, bbox: null }],
];

/** Which of a world's labels are damaged, and how. */
const damaged = fc.array(fc.record({ at: fc.nat(20), how: fc.constantFrom(...damages) }), { maxLength: 3 });
type Damaged = readonly { readonly at: number; readonly how: Damage }[];

function damagedLabels(labels: readonly Label[], list: Damaged): unknown[] {
  const hows = new Map(list.map(({ at, how }) => [at % (labels.length || 1), how]));
  return labels.flatMap((label, i) => hows.get(i)?.(label) ?? [label]);
}

const json = (value: unknown) => JSON.stringify(value).replaceAll(`"${NAN}"`, "NaN");

/** COCO's label of a thing. */
const cocoLabel = (id: number, image_id: number, category: number, i: number): Label => {
  const [x, y, w, h] = placeOf(i) as [number, number, number, number];
  const segmentation = [[x, y, x + w, y, x + w, y + h, x, y + h]];
  return { id, image_id, category_id: category, bbox: [x, y, w, h], segmentation, iscrowd: 0, area: w * h };
};
const fileName = (id: number) => `${String(id).padStart(12, "0")}.jpg`;
const imagesOf = (world: World) =>
  world.map((_, p) => ({ id: p + 1, file_name: fileName(p + 1), width, height, neg_category_ids: [] as number[] }));
const picturesOf = (world: World) => Object.fromEntries(world.map((_, p) => [`images/${fileName(p + 1)}`, ""]));
const cocoCategories = names.map((name, i) => ({ id: cocoIds[i]!, name, isthing: 1 }));
const cocoLabels = (world: World) =>
  world.flatMap((things, p) => things.map((thing, i) => cocoLabel(100 * p + i + 1, p + 1, cocoIds[thing]!, i)));

function cocoFiles(
  world: World,
  list: Damaged,
  more: (image: ReturnType<typeof imagesOf>[number]) => object = () => ({}),
) {
  const images = imagesOf(world).map((image) => ({ ...image, ...more(image) }));
  const annotations = damagedLabels(cocoLabels(world), list);
  return published({
    ...picturesOf(world),
    "instances.json": json({ images, annotations, categories: cocoCategories }),
    "refs.json": json(
      world.map((_, p) => ({
        ref_id: p,
        image_id: p + 1,
        ann_id: [],
        split: "train",
        sentences: [{ sent: "a zebra" }],
      })),
    ),
  });
}

/** Maps of segments, each as large as its place; ids of segments are places from 1. */
async function mapsOf(world: World, value: (thing: number, i: number) => number, wide = false) {
  return Promise.all(
    world.map(async (things) => {
      const map = new Uint16Array(width * height);
      for (const [i, thing] of things.entries()) {
        const [x, y, w, h] = placeOf(i) as [number, number, number, number];
        for (let dy = 0; dy < h; dy++) map.fill(value(thing, i), (y + dy) * width + x, (y + dy) * width + x + w);
      }
      if (wide)
        return sharp(map, { raw: { width, height, channels: 1 } })
          .toColourspace("grey16")
          .png()
          .toBuffer();
      const rgb = new Uint8Array(3 * map.length);
      for (const [i, id] of map.entries()) rgb[3 * i] = id;
      return sharp(rgb, { raw: { width, height, channels: 3 } })
        .png()
        .toBuffer();
    }),
  );
}

const segmentsOf = (things: readonly number[], categories: readonly number[]): Label[] =>
  things.map((thing, i) => ({ id: i + 1, category_id: categories[thing]!, bbox: placeOf(i), iscrowd: 0 }));

/** Opens a data set of this world, damaged so. */
const readers: Readonly<Record<string, (world: World, list: Damaged) => Promise<Dataset>>> = {
  async coco(world, list) {
    const path = cocoFiles(world, list);
    return coco.open({ images: path("images"), instances: path("instances.json") });
  },
  async "coco-rem"(world, list) {
    const path = cocoFiles(world, list);
    return cocoRem.open({ images: path("images"), instances: path("instances.json") });
  },
  async refcoco(world, list) {
    const path = cocoFiles(world, list);
    return refcoco.open({ images: path("images"), refs: path("refs.json"), instances: path("instances.json") });
  },
  async lvis(world, list) {
    const path = cocoFiles(world, list, ({ id }) => ({
      neg_category_ids: cocoIds.filter((_, i) => !world[id - 1]!.includes(i)),
      not_exhaustive_category_ids: [],
    }));
    return lvis.open({ images: path("images"), instances: path("instances.json") });
  },
  async "coco-interactive"(world, list) {
    const records = imagesOf(world).map((image_info) => ({
      image_info,
      anns: damagedLabels(
        cocoLabels(world).filter(({ image_id }) => image_id === image_info.id),
        list,
      ),
    }));
    const path = published({ ...picturesOf(world), "psalm.json": json(records) });
    return cocoInteractive.open({ images: path("images"), interactive: path("psalm.json") });
  },
  async "coco, panoptic"(world, list) {
    const path = await panopticFiles(world, list);
    return coco.open({ images: path("images"), panoptic: { json: path("panoptic.json"), folder: path("maps") } });
  },
  async png(world, list) {
    const path = await panopticFiles(world, list);
    const panoptic = { json: path("panoptic.json"), folder: path("maps") };
    return png.open({ images: path("images"), narratives: path("narratives.json"), panoptic });
  },
  async openpsg(world, list) {
    const maps = await mapsOf(world, (_, i) => i + 1);
    const data = world.map((things, p) => ({
      ...imagesOf(world)[p],
      image_id: String(p + 1),
      pan_seg_file_name: `${p}.png`,
      segments_info: damagedLabels(segmentsOf(things, [0, 1, 2, 3]), list),
      annotations: things.map((_, i) => {
        const [x, y, w, h] = placeOf(i) as [number, number, number, number];
        return { bbox: [x, y, x + w, y + h] };
      }),
      relations: [],
    }));
    const lists = { thing_classes: names, stuff_classes: [], predicate_classes: [], test_image_ids: [] };
    const path = published({
      ...picturesOf(world),
      "psg.json": json({ data, ...lists }),
      ...Object.fromEntries(maps.map((bytes, p) => [`maps/${p}.png`, bytes])),
    });
    return openpsg.open({ images: path("images"), psg: path("psg.json"), panoptic: path("maps") });
  },
  async jsonl(world, list) {
    const bytes = await sharp({ create: { width, height, channels: 3, background: "#888" } })
      .jpeg()
      .toBuffer();
    const lines = world.map((things, p) => {
      const objects = things.map((thing, i): Label => {
        const { bbox, segmentation } = cocoLabel(0, 0, 0, i);
        const [x, y, w, h] = bbox as [number, number, number, number];
        return { name: names[thing]!, box: [x, y, x + w, y + h], mask: segmentation };
      });
      const { area: _, ...line } = { area: 0, picture: `${p}.jpg`, exhaustive: names, complete: true };
      return json({ ...line, objects: damagedLabels(objects, list) });
    });
    const path = published({
      ...Object.fromEntries(world.map((_, p) => [`${p}.jpg`, bytes])),
      "own.jsonl": lines.join("\n"),
    });
    return jsonl.open({ file: path("own.jsonl") });
  },
  async cityscapes(world, list) {
    const broken = new Map(list.map(({ at }, i) => [at % 5, [50_000, 34, 3_000][i % 3]!]));
    const maps = await mapsOf(
      world,
      (thing, i) => (broken.get(i) === 50_000 ? 50_000 : cityIds[thing]! * 1000 + i),
      true,
    );
    const bytes = await sharp({ create: { width, height, channels: 3, background: "#888" } })
      .png()
      .toBuffer();
    const path = published(
      Object.fromEntries(
        maps.flatMap((map, p) => [
          [`images/a/${p}_leftImg8bit.png`, bytes],
          [`labels/a/${p}_gtFine_instanceIds.png`, map],
        ]),
      ),
    );
    return cityscapes.open({ images: path("images"), annotations: path("labels"), kind: "gtFine" });
  },
};

async function panopticFiles(world: World, list: Damaged) {
  const maps = await mapsOf(world, (_, i) => i + 1);
  const annotations = world.map((things, p) => ({
    image_id: p + 1,
    file_name: `${p}.png`,
    segments_info: damagedLabels(segmentsOf(things, cocoIds), list),
  }));
  return published({
    ...picturesOf(world),
    "panoptic.json": json({ images: imagesOf(world), annotations, categories: cocoCategories }),
    "narratives.json": json(world.map((_, p) => ({ image_id: String(p + 1), caption: "A street.", segments: [] }))),
    ...Object.fromEntries(maps.map((bytes, p) => [`maps/${p}.png`, bytes])),
  });
}

const numbers = ["zero", "one", "two", "three", "four", "five"];

/** Asks whatever can be answered wrongly where a label is lost, and compares with what is really there. */
function expectTruth(picture: AnnotatedPicture, things: readonly number[]): void {
  const truth = new Map(names.map((name, i) => [name as string, things.filter((thing) => thing === i).length]));
  const told = (words: string) =>
    names.filter((name) => new RegExp(`\\b(?:${name}|${plurals[name]})\\b`, "i").test(words));
  for (let seed = 0; seed < 6; seed++) {
    const random = Random.of("lost", seed);
    for (const task of [tasks.ovd, tasks.ovs, tasks.fovd, tasks.rec, vqaTask("presence"), vqaTask("count")]) {
      const turn = task.ask(picture, random, { absentRate: seed % 2 });
      if (!turn) continue;
      const answer = bodyText(turn.answer.body);
      const question = turn.user.map((part) => (part.type === "text" ? part.text : "")).join("");
      const denied = /There (?:is|are) no (.*) in the picture/.exec(answer)?.[1] ?? (answer === "no" ? question : "");
      if (task !== tasks.rec || !/ (?:left|right|above|below) /.test(denied))
        for (const name of told(denied)) expect([name, truth.get(name)], answer).toEqual([name, 0]);
      if (answer === "There is nothing in the picture.") expect(things).toEqual([]);
      if (answer === "yes") for (const name of told(question)) expect(truth.get(name), question).toBeGreaterThan(0);
      if (numbers.includes(answer))
        for (const name of told(question)) expect(numbers[truth.get(name)!], question).toBe(answer);
      if (task === tasks.rec) continue;
      const phrases = groups(turn.answer.body);
      for (const [i, { phrase }] of phrases.entries()) expect(turn.targets[i], phrase).toHaveLength(truth.get(phrase)!);
      if (task === tasks.fovd && things.length > 0)
        expect(phrases.map(({ phrase }) => phrase).sort()).toEqual(names.filter((name) => truth.get(name)).sort());
    }
  }
}

describe.each(Object.entries(readers))("%s", (_, open) => {
  it("1. says nothing that the undamaged labels contradict", async () => {
    let denials = 0;
    await fc.assert(
      fc.asyncProperty(worlds, damaged, async (world, list) => {
        let data: Dataset;
        try {
          data = await open(world, list);
        } catch (error) {
          if (error instanceof DatasetError) return;
          throw error;
        }
        for (let index = 0; index < data.size; index++)
          try {
            const picture = await data.read(index);
            const page = /(\d+)(?:\.jpg|_leftImg8bit)?/.exec(picture.id)![1]!;
            const place = /^0*(\d+)\.jpg|^a\//.test(picture.id) ? Number(page) : Number(page) - 1;
            expectTruth(picture, world[place]!);
            denials += Number((picture.exhaustive?.length ?? 0) > 0);
          } catch (error) {
            if (!(error instanceof RecordError)) throw error;
          }
        await data.close?.();
      }),
      { numRuns: 60 },
    );
    // Otherwise nothing was tested.
    expect(denials).toBeGreaterThan(20);
  });

  it("2. of sound labels loses none", async () => {
    const world = [[0, 0, 1], [], [3, 2, 2, 1]];
    const data = await open(world, []);
    expect(data.faults).toEqual([]);
    for (let index = 0; index < data.size; index++) {
      const { lost, notes, objects } = await data.read(index);
      expect([lost, notes]).toEqual([undefined, undefined]);
      expect(objects.length).toBeGreaterThanOrEqual(0);
    }
    await data.close?.();
  });
});
