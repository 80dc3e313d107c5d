// A request's body checked against its schema: the first thing that is wrong, by its place.
import { explainConfigIssues } from "@refvlm/config";
import type { z } from "zod";
import { invalid } from "../api-error.js";

/** @throws ApiError 400 whose `param` is the place of the first fault */
export function parseBody<Body>(schema: z.ZodType<Body>, body: unknown): Body {
  const { data, error } = schema.safeParse(body);
  if (!error) return data as Body;
  const [issue] = error.issues;
  const key = issue.code === "unrecognized_keys" ? [issue.keys[0]] : [];
  const param = [...issue.path, ...key].join(".") || null;
  throw invalid(explainConfigIssues(error, schema, "the request cannot be read"), param);
}
