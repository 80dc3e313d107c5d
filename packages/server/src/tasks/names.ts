// Names of a closed set as clients send them: lines of words, not many, each once.
import { z } from "zod";
import { invalid } from "../api-error.js";
import type { Limits } from "../limits.js";

export const nameSchema = z
  .string()
  .trim()
  .min(1)
  .max(100)
  .regex(/^[^\r\n]*$/, "a name is one line");
export const namesSchema = z.array(nameSchema).min(1);

/** @throws ApiError 400 for more than the limits */
export function checkNames(names: readonly string[], param: string, { names: most }: Limits): void {
  if (names.length > most) throw invalid(`at most ${most} names in a closed set`, param);
}
