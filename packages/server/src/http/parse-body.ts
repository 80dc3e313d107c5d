// A request's body checked against its schema: the first thing that is wrong, by its place.
import { explainConfigIssues } from "@refvlm/config";
import { z } from "zod";
import { invalid } from "../api-error.js";

/** Values in a body, one inside another or side by side: checking more would hold up all others. */
const MOST_VALUES = 100_000;
/** Faults that are told; each may have to be compared with every key that there is. */
const TOLD = 5;
/** Letters of a message: it may repeat keys and values that were sent. */
const LONGEST = 1000;

/** @throws ApiError 400 whose `param` is the place of the first fault */
export function parseBody<Body>(schema: z.ZodType<Body>, body: unknown): Body {
  if (hasMoreValues(body, MOST_VALUES)) throw invalid(`the request's body has more than ${MOST_VALUES} values`);
  const { data, error } = schema.safeParse(body);
  if (!error) return data as Body;
  const issues = error.issues.slice(0, TOLD).map((issue) => {
    return issue.code === "unrecognized_keys" ? { ...issue, keys: issue.keys.slice(0, TOLD) } : issue;
  });
  const [issue] = issues;
  const key = issue.code === "unrecognized_keys" ? [issue.keys[0]] : [];
  const param = [...issue.path, ...key].join(".").slice(0, LONGEST) || null;
  const message = explainConfigIssues(new z.ZodError(issues), schema, "the request cannot be read");
  throw invalid(message.slice(0, LONGEST), param);
}

/** Without recursion: a body may be as deep as it is long. */
function hasMoreValues(body: unknown, most: number): boolean {
  const open = [body];
  for (let count = 0; open.length > 0; count++) {
    if (count + open.length > most) return true;
    const value = open.pop();
    if (Buffer.isBuffer(value) || typeof value !== "object" || value === null) continue;
    for (const inner of Object.values(value)) open.push(inner);
  }
  return false;
}
