// One labelled object in COCO's layout: box, mask in any of the three forms, 17 joints (cocodataset.org/#format-data).
import { type Box, boxArea, boxIntersection, JOINTS, type Keypoint, type Mask, xywhToXyxy } from "@refvlm/vision";
import { z } from "zod";
import { RecordError } from "../../files/errors.js";
import { checkedRecord } from "../../files/record-index.js";
import type { AnnotatedObject } from "../../sample/annotated.js";
import { type CocoSegmentation, checkedBox, checkedMask, outlineBox, type Place } from "../common/checks.js";
import { attempt, type LabelList, type Note } from "../common/label-list.js";
import type { Size } from "../common/sized-picture.js";
import type { CocoFile, CocoImage, CocoLabels } from "./coco-file.js";

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

/** An entry of `annotations` that labels an object. Its parts are looked at one by one: a broken one costs no other. */
const objectSchema = z.object({
  category_id: z.int(),
  bbox: z.unknown().optional(),
  segmentation: z.unknown().optional(),
  /** 0 or 1; other tools write false, true or null. */
  iscrowd: z.union([z.literal(0), z.literal(1), z.boolean()]).nullish(),
  keypoints: z.unknown().optional(),
});

/** What files call an annotation, for those that others refer to; undefined where it has no id. */
export type AnnotationId = number | string | undefined;

/** The id of an annotation. */
export function annotationId(label: unknown): AnnotationId {
  const id = (label as { id?: unknown } | null)?.id;
  return typeof id === "number" || typeof id === "string" ? id : undefined;
}

/**
 * Adds the object that an annotation labels. An empty segmentation is an unknown mask, not an empty one.
 * @param finish adds to the object what else the annotation says
 * @returns the object's index; undefined where the label is lost
 */
export function addObject(
  labels: LabelList,
  label: unknown,
  place: Place,
  image: Size,
  { path, categories }: CocoLabels,
  finish: (object: AnnotatedObject) => AnnotatedObject = (object) => object,
): number | undefined {
  const { category_id, segmentation } = (label ?? {}) as { category_id?: unknown; segmentation?: unknown };
  const category = categories.get(category_id as number);
  const read = (note: Note) => {
    const { bbox, iscrowd, keypoints } = checkedRecord(label, objectSchema, path, place.record);
    if (!category)
      throw new RecordError(path, place.record, "unknown-category", `there is no category with id ${category_id}`);
    const shape = shapeOf(bbox, segmentation, image, place, note);
    const joints = isGiven(keypoints) ? jointsOf(keypoints, place, note) : undefined;
    return finish({
      name: category.name,
      plural: category.plural,
      ...shape,
      ...(joints && { keypoint: joints }),
      ...((iscrowd === 1 || iscrowd === true) && { crowd: true }),
    });
  };
  return labels.add(category?.name, read, { place, record: label, shape: segmentation });
}

/** Adds all annotations of a picture. @returns for each its id, and the index of its object where it is not lost */
export function addObjects(
  labels: LabelList,
  file: CocoFile,
  image: CocoImage,
  finish?: (object: AnnotatedObject, id: AnnotationId) => AnnotatedObject,
): { readonly id: AnnotationId; readonly object: number | undefined }[] {
  labels.lose(...file.strays);
  return file.annotations(image.id).map(({ label, place }) => {
    const id = annotationId(label);
    return { id, object: addObject(labels, label, place, image, file, finish && ((object) => finish(object, id))) };
  });
}

/** Objects by the ids that other files refer to. Of an id that two annotations of a picture have nobody knows which is meant. */
export function placesById(added: ReturnType<typeof addObjects>): ReadonlyMap<AnnotationId, number | undefined> {
  const places = new Map<AnnotationId, number | undefined>();
  for (const { id, object } of added) places.set(id, places.has(id) && places.get(id) !== object ? undefined : object);
  return places;
}

/** Whether a field says anything: some tools write null, "" or [] where there is nothing to say. */
function isGiven(value: unknown): boolean {
  return !(value === undefined || value === null || value === "" || (Array.isArray(value) && value.length === 0));
}

/** How far a mask may reach over its box: rounding. Pixels. */
const SLACK = 2;

/**
 * Box and mask of a label: what one of them lacks, the other gives.
 * @throws RecordError where neither can be used, "mask-elsewhere" where they are not of one place
 */
export function shapeOf(
  bbox: unknown,
  segmentation: unknown,
  { width, height }: Size,
  place: Place,
  note: Note,
): { box: Box; mask?: Mask } {
  if (!isGiven(bbox) && !isGiven(segmentation))
    throw new RecordError(place.file, place.record, "no-place", "it has neither a box nor a mask");
  let outline: Box | undefined;
  const maskOf = () => {
    if (!isGiven(segmentation)) return undefined;
    const published = checkedRecord({ segmentation }, maskedSchema, place.file, place.record).segmentation;
    const made = checkedMask(published, width, height, place);
    outline = made && outlineBox(published, made);
    return made;
  };
  const mask = isGiven(bbox) ? attempt(note, maskOf) : maskOf();
  const boxOf = () => {
    const { bbox: xywh } = checkedRecord({ bbox }, boxedSchema, place.file, place.record);
    return checkedBox(xywhToXyxy(xywh), width, height, place);
  };
  if (!mask) return { box: boxOf() };
  const box = isGiven(bbox) ? attempt(note, boxOf) : undefined;
  if (!box) return { box: mask.box(), mask };
  const [x1, y1, x2, y2] = outline!;
  const wide: Box = [box[0] - SLACK, box[1] - SLACK, box[2] + SLACK, box[3] + SLACK];
  const grown: Box = [x1 - SLACK, y1 - SLACK, x2 + SLACK, y2 + SLACK];
  if (2 * boxIntersection(wide, grown) >= boxArea(grown)) return { box, mask };
  const detail = `its mask lies in [${outline!.join(", ")}], its box is [${box.join(", ")}]`;
  throw new RecordError(place.file, place.record, "mask-elsewhere", detail);
}

const maskedSchema = z.object({ segmentation: segmentationSchema });
const boxedSchema = z.object({ bbox: bboxSchema });

const keypointsSchema = z.array(z.unknown());

/**
 * 17 joints of a flat list [x, y, visibility, ...]; undefined where none of them is labelled. One that is no joint is
 * not labelled, and noted.
 */
export function jointsOf(flat: unknown, place: Place, note: Note): Keypoint[] | undefined {
  const fault = (detail: string) => note(new RecordError(place.file, place.record, "wrong-keypoints", detail));
  const { data } = keypointsSchema.safeParse(flat);
  if (data?.length !== 3 * JOINTS.length) {
    fault(`${data ? `${data.length} numbers` : "no list"}; 17 joints are 51`);
    return undefined;
  }
  const joints = JOINTS.map((joint, i): Keypoint => {
    const [x, y, visibility] = data.slice(3 * i, 3 * i + 3);
    const known = visibility === 0 || visibility === 1 || visibility === 2;
    if (known && Number.isFinite(x) && Number.isFinite(y)) return [x as number, y as number, visibility];
    fault(`${joint}: [${x}, ${y}, ${visibility}] is no place with a visibility of 0, 1 or 2`);
    return [0, 0, 0];
  });
  return joints.some(([, , visibility]) => visibility > 0) ? joints : undefined;
}
