// Detections across pictures as a data set in COCO's format, with a score in each annotation.
import { boxArea, type XywhBox, xyxyToXywh } from "../boxes.js";
import { Mask } from "../mask.js";
import { maskPolygons } from "../outlines.js";
import type { Polygon } from "../polygons.js";
import { thousandths } from "../units/index.js";
import type { DetectedObject, DetectedPicture } from "./detected-picture.js";

/** The file `instances_*.json` as far as tools need it; ids count from 1. */
export interface CocoDataset {
  images: { id: number; file_name: string; width: number; height: number }[];
  categories: { id: number; name: string }[];
  annotations: CocoAnnotation[];
}

interface CocoAnnotation {
  id: number;
  image_id: number;
  category_id: number;
  bbox: XywhBox;
  area: number;
  iscrowd: 0;
  segmentation?: readonly Polygon[];
  keypoints?: number[];
  num_keypoints?: number;
  score: number;
}

/** Collects what was found picture by picture; `JSON.stringify` writes the data set. */
export class CocoExport {
  readonly #images: CocoDataset["images"] = [];
  readonly #categories = new Map<string, number>();
  readonly #annotations: CocoAnnotation[] = [];

  /**
   * Each phrase is a category, in the order in which they come.
   * @returns how many objects are left out: those without box and mask have no place in it
   */
  add({ file, width, height, objects }: DetectedPicture): number {
    const imageId = this.#images.length + 1;
    this.#images.push({ id: imageId, file_name: file, width, height });
    let leftOut = 0;
    for (const object of objects) {
      const shape = shapeOf(object);
      if (!shape) {
        leftOut++;
        continue;
      }
      this.#annotations.push({
        id: this.#annotations.length + 1,
        image_id: imageId,
        category_id: this.#category(object.phrase),
        ...shape,
        score: Number(object.score.toFixed(4)),
      });
    }
    return leftOut;
  }

  toJSON(): CocoDataset {
    const categories = Array.from(this.#categories, ([name, id]) => ({ id, name }));
    return { images: this.#images, categories, annotations: this.#annotations };
  }

  #category(name: string): number {
    const id = this.#categories.get(name) ?? this.#categories.size + 1;
    this.#categories.set(name, id);
    return id;
  }
}

/** What an annotation says of an object besides its names; undefined where it has neither box nor pixels. */
function shapeOf({ box, mask, keypoint }: DetectedObject) {
  const area = mask && Mask.from(mask);
  const pixels = area?.area() ?? 0;
  const around = box ?? (pixels > 0 ? area!.box() : undefined);
  if (!around) return undefined;
  return {
    bbox: xyxyToXywh(around).map(thousandths) as unknown as XywhBox,
    area: area ? pixels : thousandths(boxArea(around)),
    iscrowd: 0 as const,
    ...(pixels > 0 && { segmentation: maskPolygons(area!) }),
    ...(keypoint && {
      keypoints: keypoint.flatMap(([x, y, visibility]) => [thousandths(x), thousandths(y), visibility]),
      num_keypoints: keypoint.filter(([, , visibility]) => visibility > 0).length,
    }),
  };
}
