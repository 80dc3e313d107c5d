// The content of COCO's and LVIS's annotation and result files as columns, with every record checked.
import { MetricsError } from "../evaluation.js";
import type { CategoryRecord, PictureRecord } from "./picture-records.js";
import { isList, Place } from "./place.js";
import type { ShapeKind } from "./shapes/shape-kind.js";
import type { Detections, Truths } from "./tables.js";

/** The same as {@link readTruths} from a file's content; `source` is what messages call it. */
export function truthsFrom<S>(content: unknown, kind: ShapeKind<S>, source = "truth"): Truths<S> {
  if (typeof content !== "object" || content === null || !("images" in content))
    throw new MetricsError(`${source} is no annotation file: expected { images, annotations, categories }`);
  const { images, annotations, categories } = content as Record<string, unknown>;
  const pictureRecords = identified<PictureRecord>(images, new Place(source, "images"), checkPicture);
  const categoryRecords = identified<CategoryRecord>(categories, new Place(source, "categories"));
  const place = new Place(source, "annotations");
  const count = Array.isArray(annotations) ? annotations.length : 0;
  const columns = {
    picture: new Int32Array(count),
    category: new Int32Array(count),
    area: new Float64Array(count),
    crowd: new Uint8Array(count),
    ignored: new Uint8Array(count),
  };
  const [pictureAt, categoryAt] = [indexOfId(pictureRecords), indexOfId(categoryRecords)];
  const reader = kind.truthReader();
  const ids = new Map<number, number>();
  for (const record of place.records(annotations)) {
    const i = place.index;
    const id = place.id(record, "id");
    if (id === 0) throw place.error("id", "is 0, which the official tool never counts as found; number from 1");
    if (ids.has(id)) throw place.error("id", `is ${id}, that of ${place.list}[${ids.get(id)}] too`);
    ids.set(id, i);
    columns.picture[i] = known(pictureAt, record, "image_id", place);
    columns.category[i] = known(categoryAt, record, "category_id", place);
    columns.area[i] = place.size(record, "area");
    columns.crowd[i] = place.flag(record, "iscrowd") ? 1 : 0;
    columns.ignored[i] = columns.crowd[i] || kind.ignores?.(record, place) ? 1 : 0;
    reader.add(record, pictureRecords[columns.picture[i]!]!, place);
  }
  return { kind, source, pictures: pictureRecords, categories: categoryRecords, ...columns, shapes: reader.finish() };
}

/**
 * The same as {@link readDetections} from a file's content, or from its records one after another; `source` is what
 * messages call it.
 */
export function detectionsFrom<S>(content: unknown, truths: Truths<S>, source = "detections"): Detections<S> {
  if (!isList(content)) throw new MetricsError(`${source} is no result file: expected a list of detections`);
  const place = new Place(source, "detections");
  const columns = { picture: [] as number[], category: [] as number[], score: [] as number[], area: [] as number[] };
  const [pictureAt, categoryAt] = [indexOfId(truths.pictures), indexOfId(truths.categories)];
  const reader = truths.kind.detectionReader();
  for (const record of place.records(content)) {
    const picture = known(pictureAt, record, "image_id", place);
    columns.picture.push(picture);
    columns.category.push(known(categoryAt, record, "category_id", place));
    columns.score.push(place.number(record, "score"));
    columns.area.push(reader.add(record, truths.pictures[picture]!, place));
  }
  return {
    picture: new Int32Array(columns.picture),
    category: new Int32Array(columns.category),
    score: new Float64Array(columns.score),
    area: new Float64Array(columns.area),
    shapes: reader.finish(),
  };
}

/** Records in ascending order of their ids. */
function identified<R extends { readonly id: number }>(
  list: unknown,
  place: Place,
  check?: (record: Readonly<Record<string, unknown>>, place: Place) => void,
): R[] {
  const ids = new Set<number>();
  const found: R[] = [];
  for (const record of place.records(list)) {
    const id = place.id(record, "id");
    if (ids.has(id)) throw place.error("id", `is ${id}, which another of the ${place.list} has too`);
    ids.add(id);
    check?.(record, place);
    found.push(record as unknown as R);
  }
  if (found.length === 0)
    throw new MetricsError(`${place.source}: ${place.list} is empty; there is nothing to score on`);
  return found.sort((a, b) => a.id - b.id);
}

/** What a picture's record says beside its id may be missing (null is another way to say so), but not be something else. */
function checkPicture(record: Readonly<Record<string, unknown>>, place: Place): void {
  for (const field of ["width", "height"]) {
    if ((record[field] ?? undefined) === undefined) continue;
    if (place.id(record, field) <= 0) throw place.wrong(field, record[field], "a number of pixels");
  }
  for (const field of ["neg_category_ids", "not_exhaustive_category_ids"])
    if ((record[field] ?? undefined) !== undefined) place.numbers(record, field);
}

/** Places of records by their ids. */
export function indexOfId(records: readonly { readonly id: number }[]): Map<number, number> {
  return new Map(records.map(({ id }, index) => [id, index]));
}

function known(
  index: Map<number, number>,
  record: Readonly<Record<string, unknown>>,
  field: string,
  place: Place,
): number {
  const id = place.id(record, field);
  const at = index.get(id);
  if (at !== undefined) return at;
  throw place.error(
    field,
    `is ${id}, which is not among the truth's ${field === "image_id" ? "images" : "categories"}`,
  );
}
