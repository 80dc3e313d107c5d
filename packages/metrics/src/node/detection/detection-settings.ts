// Settings of detection as text: how a command line changes what is evaluated.
import type { DetectionOptions } from "../../detection/options.js";
import type { Truths } from "../../detection/tables.js";
import { MetricsError } from "../../evaluation.js";

type Settings = Readonly<Record<string, string>>;

/** How the settings are explained where they are offered. */
export const detectionSettings = {
  "max-dets": "detections of a picture and category that count, ascending (1,10,100; keypoints: 20)",
  categories: "ids or names of the categories to score on, e.g. 1,dog (all)",
  "class-agnostic": "yes: match whatever the category, as one class (no)",
} as const;
export const keypointSettings = {
  ...detectionSettings,
  sigmas: "the tolerance of each joint, for other joints than COCO's 17",
} as const;
export const lvisSettings = {
  "max-dets": "detections of a picture that count, over all its categories (300)",
} as const;

/** @throws MetricsError for settings that cannot be read, or categories that the truth lacks */
export function detectionOptions(settings: Settings, { categories, source }: Truths<unknown>): DetectionOptions {
  const { "max-dets": most, categories: chosen, "class-agnostic": agnostic = "no" } = settings;
  if (agnostic !== "yes" && agnostic !== "no")
    throw new MetricsError(`class-agnostic: "${agnostic}" is neither yes nor no`);
  const idOf = (text: string) => {
    const found = categories.find(({ id }) => String(id) === text) ?? categories.find(({ name }) => name === text);
    if (found) return found.id;
    throw new MetricsError(`categories: "${text}" is no id and no name of the categories of ${source}`);
  };
  return {
    ...(most !== undefined && { maxDetections: wholeNumbers("max-dets", most) }),
    ...(chosen !== undefined && { categories: chosen.split(",").map((text) => idOf(text.trim())) }),
    classAgnostic: agnostic === "yes",
  };
}

/** @throws MetricsError unless it is one whole number from 1 */
export function lvisMaximum({ "max-dets": most }: Settings): number | undefined {
  if (most === undefined) return undefined;
  const [only, ...more] = wholeNumbers("max-dets", most);
  if (more.length > 0) throw new MetricsError(`max-dets: LVIS has one maximum, not ${most}`);
  return only;
}

/** @throws MetricsError unless all are numbers above 0 */
export function sigmasOf({ sigmas }: Settings): number[] | undefined {
  if (sigmas === undefined) return undefined;
  const numbers = sigmas.split(",").map(Number);
  if (numbers.every((sigma) => sigma > 0 && sigma < Number.POSITIVE_INFINITY)) return numbers;
  throw new MetricsError(`sigmas: "${sigmas}" are not numbers above 0 with commas between them, one a joint`);
}

function wholeNumbers(name: string, text: string): number[] {
  const numbers = text.split(",").map(Number);
  if (numbers.every((number, i) => Number.isInteger(number) && number > (numbers[i - 1] ?? 0))) return numbers;
  throw new MetricsError(`${name}: "${text}" are not ascending whole numbers from 1, e.g. 1,10,100`);
}
