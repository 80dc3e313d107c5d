// One labelled object in COCO's layout: box, mask in any of the three forms, 17 joints (cocodataset.org/#format-data).
import { JOINTS, type Keypoint, type Visibility } from "@refvlm/vision";
import { z } from "zod";
import { RecordError } from "../../files/errors.js";
import type { AnnotatedObject } from "../../sample/annotated.js";
import { type CocoSegmentation, checkedBox, checkedMask, type Place } from "../common/checks.js";
import type { CocoImage, CocoLabels } from "./coco-file.js";

/** Shapes only: what a mask holds is checked where it is made. */
function isSegmentation(value: unknown): value is CocoSegmentation {
  if (Array.isArray(value)) return value.every(Array.isArray);
  const { size, counts } = (value ?? {}) as { size?: unknown; counts?: unknown };
  return Array.isArray(size) && size.length === 2 && (typeof counts === "string" || Array.isArray(counts));
}

/** A segmentation: lists of polygons, or run lengths with `size` and `counts`. */
export const segmentationSchema = z.custom<CocoSegmentation>(
  isSegmentation,
  "expected lists of polygon coordinates, or an object with size and counts",
);

/** [x, y, width, height]. */
export const bboxSchema = z.tuple([z.number(), z.number(), z.number(), z.number()]);

/** An entry of `annotations` that labels an object. */
export const objectSchema = z.object({
  id: z.int(),
  category_id: z.int(),
  bbox: bboxSchema,
  segmentation: segmentationSchema.optional(),
  iscrowd: z.int().optional(),
  keypoints: z.array(z.number()).optional(),
});
export type CocoObject = z.infer<typeof objectSchema>;

/**
 * The object that an annotation labels. An empty segmentation is an unknown mask, not an empty one.
 * @throws RecordError
 */
export function objectOf(
  { id, category_id, bbox: [x, y, w, h], segmentation, iscrowd, keypoints }: CocoObject,
  { width, height }: CocoImage,
  { path, categories }: CocoLabels,
): AnnotatedObject {
  const place = { file: path, record: `annotations id ${id}` };
  const category = categories.get(category_id);
  if (!category)
    throw new RecordError(path, place.record, "unknown-category", `there is no category with id ${category_id}`);
  const mask = segmentation && checkedMask(segmentation, width, height, place);
  const joints = keypoints && jointsOf(keypoints, place);
  return {
    name: category.name,
    plural: category.plural,
    box: checkedBox([x, y, x + w, y + h], width, height, place),
    ...(mask && { mask }),
    ...(joints && { keypoint: joints }),
    ...(iscrowd === 1 && { crowd: true }),
  };
}

/**
 * 17 joints of a flat list [x, y, visibility, ...]; undefined where none of them is labelled.
 * @throws RecordError "wrong-keypoints"
 */
export function jointsOf(flat: readonly number[], place: Place): Keypoint[] | undefined {
  const fault = (detail: string) => new RecordError(place.file, place.record, "wrong-keypoints", detail);
  if (flat.length !== 3 * JOINTS.length) throw fault(`${flat.length} numbers; 17 joints are 51`);
  const joints = JOINTS.map((_, i): Keypoint => {
    const [x, y, visibility] = flat.slice(3 * i, 3 * i + 3);
    if (visibility !== 0 && visibility !== 1 && visibility !== 2)
      throw fault(`the visibility of a joint is 0, 1 or 2, not ${visibility}`);
    return [x!, y!, visibility satisfies Visibility];
  });
  return joints.some(([, , visibility]) => visibility > 0) ? joints : undefined;
}
