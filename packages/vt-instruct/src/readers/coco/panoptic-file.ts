// COCO panoptic: a JSON file of segments and a folder of maps; masks are read from a map when one is asked for.
import { Mask } from "@refvlm/vision";
import { z } from "zod";
import { RecordError } from "../../files/errors.js";
import { needFolder } from "../../files/source-file.js";
import type { AnnotatedObject } from "../../sample/annotated.js";
import { checkedBox } from "../common/checks.js";
import { labelMasks } from "../common/label-picture.js";
import { pathBelow } from "../common/picture-folders.js";
import { CocoFile, type CocoImage } from "./coco-file.js";
import { bboxSchema } from "./coco-object.js";
import { PanopticPngError, readPanopticPng } from "./panoptic-map.js";

const segmentSchema = z.object({
  id: z.int(),
  category_id: z.int(),
  bbox: bboxSchema,
  iscrowd: z.int().optional(),
});
const annotationSchema = z.object({ file_name: z.string().min(1), segments_info: z.array(segmentSchema) });

/** One region of a map. */
export interface PanopticSegment {
  readonly id: number;
  readonly object: AnnotatedObject;
}

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
   * All regions of a picture, in the file's order. A mask that is asked for reads the picture's map, once.
   * @throws RecordError
   */
  segments(image: CocoImage): PanopticSegment[] {
    const { file, folder } = this;
    return file.annotations(image.id, annotationSchema).flatMap(({ file_name, segments_info }) => {
      const owner = { file: file.path, record: `image ${image.id}` };
      const masks = mapMasks(pathBelow(folder, file_name, owner), image, owner.record);
      return segments_info.map(({ id, category_id, bbox: [x, y, w, h], iscrowd }): PanopticSegment => {
        const place = { file: file.path, record: `segment ${id} of image ${image.id}` };
        const category = file.categories.get(category_id);
        if (!category)
          throw new RecordError(file.path, place.record, "unknown-category", `there is no category ${category_id}`);
        const object: AnnotatedObject = {
          name: category.name,
          plural: category.plural,
          box: checkedBox([x, y, x + w, y + h], image.width, image.height, place),
          mask: masks(id),
          ...(!category.thing && { stuff: true }),
          ...(iscrowd === 1 && { crowd: true }),
        };
        return { id, object };
      });
    });
  }
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
  return stuffNames.get(published) ?? published.replace(/-(?:other|merged|stuff)/g, "").replaceAll("-", " ");
}
