// COCO's and LVIS's annotation and result files as columns, with every record checked.
import { MetricsError } from "../evaluation.js";
import { readJsonFile } from "../files/json-file.js";
import type { CategoryRecord, PictureRecord } from "./picture-records.js";
import { Place } from "./place.js";
import type { ShapeKind } from "./shapes/shape-kind.js";
import type { Detections, Truths } from "./tables.js";

/** An annotation file: `{ images, annotations, categories }`. @throws MetricsError naming file, record and field */
export function readTruths<S>(path: string, kind: ShapeKind<S>): Truths<S> {
  return truthsFrom(readJsonFile(path), kind, path);
}

/**
 * A result file: a list of `{ image_id, category_id, score }` with `bbox`, `segmentation` or `keypoints`. An empty list is
 * a model that found nothing.
 * @throws MetricsError naming file, record and field; also for pictures and categories that the truth does not know
 */
export function readDetections<S>(path: string, truths: Truths<S>): Detections<S> {
  return detectionsFrom(readJsonFile(path), truths, path);
}

/** The same as {@link readTruths} from a file's content; `source` is what messages call it. */
export function truthsFrom<S>(content: unknown, kind: ShapeKind<S>, source = "truth"): Truths<S> {
  if (typeof content !== "object" || content === null || !("images" in content))
    throw new MetricsError(`${source} is no annotation file: expected { images, annotations, categories }`);
  const { images, annotations, categories } = content as Record<string, unknown>;
  const pictureRecords = identified<PictureRecord>(images, new Place(source, "images"));
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
    columns.area[i] = place.number(record, "area");
    columns.crowd[i] = record.iscrowd ? 1 : 0;
    columns.ignored[i] = columns.crowd[i] || kind.ignores?.(record) ? 1 : 0;
    reader.add(record, pictureRecords[columns.picture[i]!]!, place);
  }
  return { kind, pictures: pictureRecords, categories: categoryRecords, ...columns, shapes: reader.finish() };
}

/** The same as {@link readDetections} from a file's content; `source` is what messages call it. */
export function detectionsFrom<S>(content: unknown, truths: Truths<S>, source = "detections"): Detections<S> {
  if (!Array.isArray(content)) throw new MetricsError(`${source} is no result file: expected a list of detections`);
  const place = new Place(source, "detections");
  const columns = {
    picture: new Int32Array(content.length),
    category: new Int32Array(content.length),
    score: new Float64Array(content.length),
    area: new Float64Array(content.length),
  };
  const [pictureAt, categoryAt] = [indexOfId(truths.pictures), indexOfId(truths.categories)];
  const reader = truths.kind.detectionReader();
  for (const record of place.records(content)) {
    const i = place.index;
    columns.picture[i] = known(pictureAt, record, "image_id", place);
    columns.category[i] = known(categoryAt, record, "category_id", place);
    columns.score[i] = place.number(record, "score");
    columns.area[i] = reader.add(record, truths.pictures[columns.picture[i]!]!, place);
  }
  return { ...columns, shapes: reader.finish() };
}

/** Records in ascending order of their ids. */
function identified<R extends { readonly id: number }>(list: unknown, place: Place): R[] {
  const ids = new Set<number>();
  const found: R[] = [];
  for (const record of place.records(list)) {
    const id = place.id(record, "id");
    if (ids.has(id)) throw place.error("id", `is ${id}, which another of the ${place.list} has too`);
    ids.add(id);
    found.push(record as unknown as R);
  }
  if (found.length === 0)
    throw new MetricsError(`${place.source}: ${place.list} is empty; there is nothing to score on`);
  return found.sort((a, b) => a.id - b.id);
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
