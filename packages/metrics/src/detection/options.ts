// Options of an evaluation of detections, checked.
import { MetricsError } from "../evaluation.js";
import type { RecordId } from "../record-id.js";
import { indexOfId } from "./coco-json.js";
import type { Parameters } from "./parameters.js";

/** Changes to what is usual for the kind of shape. */
export interface DetectionOptions extends Partial<Parameters> {
  /** Matches whatever the category, as one class. */
  readonly classAgnostic?: boolean;
  /** Ids of the pictures to score on; all without it. */
  readonly pictures?: readonly RecordId[];
  /** Ids of the categories to score on; all without it. */
  readonly categories?: readonly RecordId[];
}

/** Of each record its place among the chosen ones, -1 for the others. @throws MetricsError for an unknown id */
export function placesAmong(
  records: readonly { readonly id: RecordId }[],
  chosen: readonly RecordId[] | undefined,
  option: string,
): Int32Array {
  if (!chosen) return Int32Array.from(records.keys());
  if (chosen.length === 0) throw new MetricsError(`option ${option} is empty; leave it out to score on all`);
  const index = indexOfId(records);
  const places = new Int32Array(records.length).fill(-1);
  const at = chosen.map((id) => {
    const place = index.get(id);
    if (place === undefined) throw new MetricsError(`option ${option}: ${id} is not among the truth's ${option}`);
    return place;
  });
  [...new Set(at)]
    .sort((a, b) => a - b)
    .forEach((record, place) => {
      places[record] = place;
    });
  return places;
}

/** @throws MetricsError unless every list has values, ascending */
export function checkedParameters(parameters: Parameters): Parameters {
  for (const name of ["thresholds", "recalls", "maxDetections"] as const) {
    const values = parameters[name];
    if (values.length === 0 || values.some((value, i) => !Number.isFinite(value) || value < (values[i - 1] ?? 0)))
      throw new MetricsError(`option ${name} must be one or more ascending numbers, not [${values.join(", ")}]`);
  }
  if (Object.keys(parameters.areas).length === 0) throw new MetricsError("option areas must name at least one range");
  return parameters;
}
