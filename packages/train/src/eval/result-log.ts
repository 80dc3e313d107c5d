// The file of an evaluation's results: which question each line answers.
import { ResultLog } from "@refvlm/metrics/node";
import { type QuestionResult, questionKey } from "./question.js";

/**
 * Opens a file of results, or begins one.
 * @param about what they belong to (a cache key)
 * @throws MetricsError when the file holds the results of something else
 */
export function openResultLog(path: string, about: string): ResultLog<QuestionResult> {
  return new ResultLog<QuestionResult>(path, about, questionKey);
}
