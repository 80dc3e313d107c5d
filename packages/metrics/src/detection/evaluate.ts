// Average precision of detections as COCO's: what is compared with what, by which parameters.
import { DetectionEvaluation } from "./detection-evaluation.js";
import { indices } from "./grouping.js";
import { matchClasses } from "./matching.js";
import { checkedParameters, type DetectionOptions, placesAmong } from "./options.js";
import type { Detections, Truths } from "./tables.js";

/**
 * COCO's AP and AR, equal to pycocotools'. Pictures and truths without detections count as missed.
 * @throws MetricsError for options that contradict themselves or the truth
 */
export function evaluateDetections<S>(
  truths: Truths<S>,
  detections: Detections<S>,
  options: DetectionOptions = {},
): DetectionEvaluation {
  const { classAgnostic = false, pictures, categories, ...changed } = options;
  const parameters = checkedParameters({ ...truths.kind.parameters, ...changed });
  const placeOf = placesAmong(truths.pictures, pictures, "pictures");
  const categoryAt = placesAmong(truths.categories, categories, "categories");
  const classOf = classAgnostic ? categoryAt.map((at) => Math.min(at, 0)) : categoryAt;
  const chosen = truths.categories.filter((_, index) => categoryAt[index]! >= 0);
  const takesPart = (table: { picture: Int32Array; category: Int32Array }) =>
    indices(table.picture.length).filter((i) => placeOf[table.picture[i]!]! >= 0 && classOf[table.category[i]!]! >= 0);
  const matched = matchClasses({
    truths,
    detections,
    parameters,
    detected: takesPart(detections),
    annotated: takesPart(truths),
    classOf,
    classes: classAgnostic ? 1 : chosen.length,
    placeOf,
  });
  const ids = truths.pictures.filter((_, index) => placeOf[index]! >= 0).map(({ id }) => id);
  const classes = classAgnostic ? [{ id: -1, name: "any" }] : chosen;
  return new DetectionEvaluation(matched, ids, classes, parameters, truths.kind.figures(parameters));
}
