// LVIS AP: pictures are annotated for some categories only, and categories are also averaged by how frequent they are.
import { MetricsError } from "../evaluation.js";
import type { RecordId } from "../record-id.js";
import { DetectionEvaluation } from "./detection-evaluation.js";
import type { Figure } from "./figure-list.js";
import { bestOfEachPicture, groupBy, indices } from "./grouping.js";
import { matchClasses } from "./matching.js";
import { checkedParameters } from "./options.js";
import type { Parameters } from "./parameters.js";
import { type Detections, type Truths, UNKNOWN_CATEGORY } from "./tables.js";

/** Rare, common, frequent. */
const frequencies = ["r", "c", "f"] as const;

export interface LvisOptions extends Partial<Pick<Parameters, "thresholds" | "recalls" | "areas">> {
  /** Detections of a picture that count, over all its categories; those of the highest scores. */
  readonly maxDetections?: number;
}

/**
 * LVIS's figures, equal to lvis-api's. A detection counts only where its category was looked for in the picture; one that
 * matches nothing is ignored where not every instance of its category is annotated. Truths, and those of the best detections,
 * whose area is 0 are not there at all.
 * @throws MetricsError for a truth without LVIS's fields
 */
export function evaluateLvis<S>(
  truths: Truths<S>,
  detections: Detections<S>,
  options: LvisOptions = {},
): DetectionEvaluation {
  const { maxDetections = 300, ...changed } = options;
  const parameters = checkedParameters({ ...truths.kind.parameters, ...changed, maxDetections: [maxDetections] });
  const annotated = indices(truths.picture.length).filter((t) => truths.area[t]! > 0);
  const lookedFor = lookedForIn(truths, annotated);
  const partly = truths.pictures.map(({ not_exhaustive_category_ids }) => new Set(not_exhaustive_category_ids));
  const idOf = (detection: number) => truths.categories[detections.category[detection]!]!.id;
  const byPicture = groupBy(indices(detections.picture.length), detections.picture, truths.pictures.length);
  const { kept } = bestOfEachPicture(byPicture, detections, maxDetections);
  const matched = matchClasses({
    truths,
    detections,
    parameters,
    detected: kept
      .sort()
      .filter((d) => detections.category[d] !== UNKNOWN_CATEGORY && detections.area[d]! > 0)
      .filter((d) => lookedFor[detections.picture[d]!]!.has(idOf(d))),
    annotated,
    classOf: Int32Array.from(truths.categories.keys()),
    classes: truths.categories.length,
    placeOf: Int32Array.from(truths.pictures.keys()),
    forgiven: (d) => partly[detections.picture[d]!]!.has(idOf(d)),
  });
  const ids = truths.pictures.map(({ id }) => id);
  return new DetectionEvaluation(matched, ids, truths.categories, parameters, lvisFigures(parameters));
}

/** AP, AP50, AP75, by size, by frequency (rare, common, frequent), AR and AR by size. */
function lvisFigures({ areas, maxDetections: [most] }: Parameters): Figure[] {
  const [all, ...sizes] = Object.keys(areas) as [string, ...string[]];
  const precision = { measure: "precision", area: all, maxDetections: most! } as const;
  return [
    { ...precision, name: "AP" },
    { ...precision, name: "AP50", threshold: 0.5 },
    { ...precision, name: "AP75", threshold: 0.75 },
    ...sizes.map((area) => ({ ...precision, name: `AP${area[0]}`, area })),
    ...frequencies.map((frequency) => ({ ...precision, name: `AP${frequency}`, frequency })),
    ...[all, ...sizes].map((area) => {
      return { ...precision, measure: "recall" as const, name: `AR${area === all ? "" : area[0]}@${most}`, area };
    }),
  ];
}

/** Ids of the categories looked for in each picture: those annotated there and those known to be absent. */
function lookedForIn<S>(
  { source, pictures, categories, picture, category }: Truths<S>,
  annotated: Uint32Array,
): Set<RecordId>[] {
  const without = categories.find(({ frequency }) => !frequency || !frequencies.includes(frequency));
  if (without)
    throw new MetricsError(
      `${source}: category ${without.id} has no frequency r, c or f; is this an LVIS annotation file?`,
    );
  const found = pictures.map(({ id, neg_category_ids }) => {
    if (!neg_category_ids)
      throw new MetricsError(`${source}: picture ${id} has no neg_category_ids; is this an LVIS annotation file?`);
    return new Set(neg_category_ids);
  });
  for (const truth of annotated) found[picture[truth]!]!.add(categories[category[truth]!]!.id);
  return found;
}
