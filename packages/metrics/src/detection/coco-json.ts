// The content of COCO's and LVIS's annotation and result files as columns, with every record checked. What pycocotools
// reads without harm is read as it does, and remarked upon; what it takes for something else than written is refused.
import { MetricsError } from "../evaluation.js";
import { isList, type RecordId } from "../record-id.js";
import type { CategoryRecord, PictureRecord } from "./picture-records.js";
import { Place, shown } from "./place.js";
import type { ShapeKind } from "./shapes/shape-kind.js";
import { type Detections, type Truths, UNKNOWN_CATEGORY } from "./tables.js";

/**
 * An annotation file's content: `{ images, annotations, categories }`, lists or what gives their records one by one.
 * @param source what messages call it
 * @throws MetricsError naming file, record and field
 */
export function truthsFrom<S>(content: unknown, kind: ShapeKind<S>, source = "truth"): Truths<S> {
  if (typeof content !== "object" || content === null || !("images" in content))
    throw new MetricsError(`${source} is no annotation file: expected { images, annotations, categories }`);
  const { images, annotations, categories } = content as Record<string, unknown>;
  const pictureRecords = identified<PictureRecord>(images, new Place(source, "images"), checkLists);
  const categoryRecords = identified<CategoryRecord>(categories, new Place(source, "categories"));
  const place = new Place(source, "annotations");
  const columns = { picture: [] as number[], category: [] as number[], area: [] as number[] };
  const flags = { crowd: [] as number[], ignored: [] as number[] };
  const [pictureAt, categoryAt] = [indexOfId(pictureRecords), indexOfId(categoryRecords)];
  const reader = kind.truthReader();
  const ids = new Map<RecordId, number>();
  for (const record of place.records(annotations)) {
    const id = place.id(record, "id");
    if (id === 0) throw place.error("id", "is 0, which the official tool never counts as found; number from 1");
    if (ids.has(id)) throw place.error("id", `is ${shown(id)}, that of ${place.list}[${ids.get(id)}] too`);
    ids.set(id, place.index);
    const picture = known(pictureAt, record, "image_id", place);
    const category = known(categoryAt, record, "category_id", place);
    if (picture === undefined || category === undefined) continue;
    const area = place.number(record, "area");
    if (area < 0) place.remark("area", area, "a size below 0: found or missed in no range of areas");
    const crowd = place.flag(record, "iscrowd") ? 1 : 0;
    columns.picture.push(picture);
    columns.category.push(category);
    columns.area.push(area);
    flags.crowd.push(crowd);
    flags.ignored.push(crowd || kind.ignores?.(record, place) ? 1 : 0);
    reader.add(record, pictureRecords[picture]!, place);
  }
  return {
    kind,
    source,
    pictures: pictureRecords,
    categories: categoryRecords,
    picture: new Int32Array(columns.picture),
    category: new Int32Array(columns.category),
    area: new Float64Array(columns.area),
    crowd: new Uint8Array(flags.crowd),
    ignored: new Uint8Array(flags.ignored),
    shapes: reader.finish(),
    remarks: place.remarks,
  };
}

/**
 * A result file's content: a list of `{ image_id, category_id, score }` with `bbox`, `segmentation` or `keypoints`, or what
 * gives its records one by one. An empty list is a model that found nothing.
 * @param source what messages call it
 * @throws MetricsError naming file, record and field; also for pictures that the truth does not know
 */
export function detectionsFrom<S>(content: unknown, truths: Truths<S>, source = "detections"): Detections<S> {
  if (!isList(content)) throw new MetricsError(`${source} is no result file: expected a list of detections`);
  const place = new Place(source, "detections");
  const columns = { picture: [] as number[], category: [] as number[], score: [] as number[], area: [] as number[] };
  const [pictureAt, categoryAt] = [indexOfId(truths.pictures), indexOfId(truths.categories)];
  const reader = truths.kind.detectionReader();
  for (const record of place.records(content)) {
    const picture = pictureAt.get(record.image_id as RecordId);
    if (picture === undefined) throw unknownPicture(pictureAt, place.id(record, "image_id"), place);
    columns.picture.push(picture);
    columns.category.push(known(categoryAt, record, "category_id", place) ?? UNKNOWN_CATEGORY);
    columns.score.push(place.number(record, "score"));
    columns.area.push(reader.add(record, truths.pictures[picture]!, place));
  }
  return {
    picture: new Int32Array(columns.picture),
    category: new Int32Array(columns.category),
    score: new Float64Array(columns.score),
    area: new Float64Array(columns.area),
    shapes: reader.finish(),
    remarks: place.remarks,
  };
}

/** Records in ascending order of their ids. */
function identified<R extends { readonly id: RecordId }>(
  list: unknown,
  place: Place,
  check?: (record: Readonly<Record<string, unknown>>, place: Place) => void,
): R[] {
  const ids = new Set<RecordId>();
  const found: R[] = [];
  let texts = 0;
  for (const record of place.records(list)) {
    const id = place.id(record, "id");
    if (ids.has(id)) throw place.error("id", `is ${shown(id)}, which another of the ${place.list} has too`);
    ids.add(id);
    if (typeof id === "string") texts++;
    if (texts > 0 && texts < ids.size)
      throw place.error(
        "id",
        `is ${shown(id)}, but others are ${texts === 1 ? "numbers" : "texts"}; use one kind of id`,
      );
    check?.(record, place);
    found.push(record as unknown as R);
  }
  if (found.length === 0)
    throw new MetricsError(`${place.source}: ${place.list} is empty; there is nothing to score on`);
  return found.sort((a, b) => (a.id < b.id ? -1 : 1));
}

/** LVIS's lists of a picture may be missing (null is another way to say so), but not be something else. */
function checkLists(record: Readonly<Record<string, unknown>>, place: Place): void {
  for (const field of ["neg_category_ids", "not_exhaustive_category_ids"])
    if (!Array.isArray(record[field] ?? [])) throw place.error(field, "is not a list of categories");
}

/** Places of records by their ids. */
export function indexOfId(records: readonly { readonly id: RecordId }[]): Map<RecordId, number> {
  return new Map(records.map(({ id }, index) => [id, index]));
}

/** The place of the record that a field names; undefined, with a remark, for one that is not there. */
function known(
  index: Map<RecordId, number>,
  record: Readonly<Record<string, unknown>>,
  field: "image_id" | "category_id",
  place: Place,
): number | undefined {
  const at = index.get(record[field] as RecordId);
  if (at !== undefined) return at;
  const list = field === "image_id" ? "images" : "categories";
  place.remark(field, place.id(record, field), `which is not among the truth's ${list}: ignored, as pycocotools does`);
  return undefined;
}

/** pycocotools refuses such results, too. */
function unknownPicture(index: Map<RecordId, number>, id: RecordId, place: Place): MetricsError {
  const other = typeof id === "string" ? Number(id) : String(id);
  const hint = index.has(other)
    ? `; there it is ${typeof id === "string" ? "the number" : "the text"} ${shown(other)}`
    : "";
  return place.error("image_id", `is ${shown(id)}, which is not among the truth's images${hint}`);
}
