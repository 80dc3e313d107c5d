// Corrected objects as the JSON of instances.
import { unitsToJson } from "@refvlm/vision";
import type { Thing } from "../answer/thing.js";
import type { InstanceJson } from "../server/shapes.js";

export function objectToJson({ phrase, triplet, index, score, units, values }: Thing): InstanceJson {
  return { phrase, triplet, index, score, units: [...units], ...unitsToJson(values) };
}
