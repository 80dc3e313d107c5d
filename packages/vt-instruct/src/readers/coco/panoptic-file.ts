// COCO panoptic: a JSON file of segments and a folder of maps; masks are read from a map when one is asked for.
import { Mask, xywhToXyxy } from "@refvlm/vision";
import { z } from "zod";
import { RecordError } from "../../files/errors.js";
import { checkedRecord } from "../../files/record-index.js";
import { needFolder } from "../../files/source-file.js";
import type { AnnotatedObject } from "../../sample/annotated.js";
import { checkedBox, type Place } from "../common/checks.js";
import { attempt, type LabelList, type Note } from "../common/label-list.js";
import { labelMasks } from "../common/label-picture.js";
import { pathBelow } from "../common/picture-folders.js";
import { type CocoCategory, CocoFile, type CocoImage } from "./coco-file.js";
import { bboxSchema } from "./coco-object.js";
import { PanopticPngError, readPanopticPng } from "./panoptic-map.js";

const segmentSchema = z.object({
  id: z.int(),
  category_id: z.int(),
  bbox: z.unknown().optional(),
  iscrowd: z.union([z.literal(0), z.literal(1), z.boolean()]).nullish(),
});
const annotationSchema = z.object({ file_name: z.string().min(1), segments_info: z.array(z.unknown()) });

/** An opened panoptic file with its folder of maps. */
export class PanopticFile {
  private constructor(
    readonly file: CocoFile,
    private readonly folder: string,
  ) {}

  /** @throws DatasetError */
  static async open(json: string, folder: string): Promise<PanopticFile> {
    await needFolder(folder, "the folder of panoptic maps");
    return new PanopticFile(CocoFile.open(json, stuffName), folder);
  }

  /**
   * Adds all regions of a picture, in the file's order. A mask that is asked for reads the picture's map, once.
   * @param wanted which categories; default all
   * @returns the index of each segment's object, undefined for a lost one, by segment id
   */
  addSegments(
    image: CocoImage,
    labels: LabelList,
    wanted: (category: CocoCategory) => boolean = () => true,
  ): ReadonlyMap<number, number | undefined> {
    const places = new Map<number, number | undefined>();
    labels.lose(...this.file.strays);
    for (const { label, place } of this.file.annotations(image.id)) {
      const annotation = labels.attempt(() => checkedRecord(label, annotationSchema, place.file, place.record));
      if (!annotation) continue;
      const record = `image ${image.id}`;
      const masks = labels.attempt(() =>
        mapMasks(pathBelow(this.folder, annotation.file_name, { ...place, record }), image, record),
      );
      if (!masks) continue;
      for (const segment of annotation.segments_info) {
        const { id, category_id } = (segment ?? {}) as { id?: unknown; category_id?: unknown };
        const category = this.file.categories.get(category_id as number);
        if (category && !wanted(category)) continue;
        const place = { file: this.file.path, record: `segment ${id} of image ${image.id}` };
        const object = labels.add(category?.name, (note) => segmentOf(segment, category, image, masks, place, note), {
          place,
          record: { segment },
          shape: id,
        });
        if (typeof id === "number") places.set(id, object);
      }
    }
    return places;
  }
}

function segmentOf(
  segment: unknown,
  category: CocoCategory | undefined,
  image: CocoImage,
  masks: (id: number) => Mask,
  place: Place,
  note: Note,
): AnnotatedObject {
  const { id, category_id, bbox, iscrowd } = checkedRecord(segment, segmentSchema, place.file, place.record);
  if (!category)
    throw new RecordError(place.file, place.record, "unknown-category", `there is no category ${category_id}`);
  const mask = masks(id);
  const { data } = bboxSchema.safeParse(bbox);
  const box = data && attempt(note, () => checkedBox(xywhToXyxy(data), image.width, image.height, place));
  return {
    name: category.name,
    plural: category.plural,
    box: box ?? mask.box(),
    mask,
    ...(!category.thing && { stuff: true }),
    ...((iscrowd === 1 || iscrowd === true) && { crowd: true }),
  };
}

/**
 * The masks of a map by segment id; the map is read when the first of them is looked at.
 * A mask throws RecordError "wrong-map" where the map cannot be read, "missing-segment" where it has no such id.
 */
export function mapMasks(
  path: string,
  { width, height }: { width: number; height: number },
  record: string,
): (id: number) => Mask {
  let masks: ReadonlyMap<number, Mask> | undefined;
  const read = () => {
    try {
      const map = readPanopticPng(path);
      if (map.width === width && map.height === height) return labelMasks(map.ids, width, height);
      throw new PanopticPngError(`it is ${map.width} x ${map.height}, its picture ${width} x ${height}`);
    } catch (error) {
      if (!(error instanceof PanopticPngError)) throw error;
      throw new RecordError(path, record, "wrong-map", error.message);
    }
  };
  return (id) =>
    new Mask(width, height, () => {
      masks ??= read();
      const mask = masks.get(id);
      if (mask) return mask.toRle();
      throw new RecordError(path, record, "missing-segment", `no pixel of the map has the segment id ${id}`);
    });
}

/** Stuff as people say it: COCO's marks of merged classes go, what a wall or floor is made of comes first. */
const stuffNames: ReadonlyMap<string, string> = new Map(
  Object.entries({
    "floor-wood": "wooden floor",
    "wall-brick": "brick wall",
    "wall-stone": "stone wall",
    "wall-tile": "tiled wall",
    "wall-wood": "wooden wall",
    playingfield: "playing field",
  }),
);

/** "wall-other-merged" -> "wall", "window-blind" -> "window blind". */
export function stuffName(published: string): string {
  return (
    stuffNames.get(published) ??
    published
      .replace(/-(?:other|merged|stuff)/g, "")
      .replace(/[-_\s]+/g, " ")
      .trim()
  );
}
