// Vectors of texts from a file: how a text encoder that runs elsewhere is brought along.
import { z } from "zod";
import { MetricsError } from "../../evaluation.js";
import { readJsonFile } from "./json-file.js";

const schema = z.record(z.string(), z.array(z.number()).min(1));

/**
 * Reads `{ text: vector }`.
 * @returns the vector of a text
 * @throws MetricsError naming file and text; also later, for a text without a vector
 */
export function readVectors(path: string): (text: string) => number[] {
  const checked = schema.safeParse(readJsonFile(path));
  if (!checked.success) {
    const [{ path: field, message }] = checked.error.issues as [z.core.$ZodIssue];
    throw new MetricsError(`${path}: ${field.join(".") || "file"}: ${message}; give {"text": [numbers], …}`);
  }
  return (text) => {
    const vector = Object.hasOwn(checked.data, text) ? checked.data[text] : undefined;
    if (!vector)
      throw new MetricsError(`${path}: there is no vector for ${JSON.stringify(text)}; give one for each phrase`);
    return vector;
  };
}
