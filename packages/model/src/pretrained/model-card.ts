// A model's card (Mitchell et al. 2019): what it was trained on, what it can name, how good it is, and under which terms.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { explainConfigIssues, lineInJson } from "@refvlm/config";
import { z } from "zod";
import { readJson } from "./json-file.js";
import { ModelFileError } from "./model-file-error.js";

const text = z.string().min(1);

export const modelCardSchema = z.strictObject({
  name: text,
  version: text,
  /** What it knows, in words that follow "knows": "drawings of 60 kinds of things". */
  knows: text,
  /** Data and runs, one line each, the first first. */
  trainedOn: z.array(text).min(1),
  /** Kinds of things that it can name; empty where nobody has counted them. */
  names: z.array(z.strictObject({ name: text, plural: text })),
  /** What may be pointed with in a question; empty for words alone. */
  prompts: z.array(z.enum(["point", "box", "scribble", "mask"])),
  /** Measured, with 95 % intervals. */
  figures: z.array(
    z.strictObject({ name: text, on: text, value: z.number(), interval: z.tuple([z.number(), z.number()]) }),
  ),
  /** What it is bad at, or not made for. */
  limits: z.array(text),
  licences: z.array(z.strictObject({ of: text, licence: text })).min(1),
});
export type ModelCard = z.infer<typeof modelCardSchema>;

/** Name of the card in a model's folder. */
export const CARD_FILE = "card.json";

/**
 * The card of a model folder; null where it has none.
 * @throws ModelFileError for a file that is no card, naming each wrong key
 */
export function readModelCard(folder: string): ModelCard | null {
  const path = join(folder, CARD_FILE);
  if (!existsSync(path)) return null;
  const { value, text: json } = readJson(path);
  const result = modelCardSchema.safeParse(value);
  if (result.success) return result.data;
  const lineOf = (key: readonly PropertyKey[]) => lineInJson(json, key);
  throw new ModelFileError(path, explainConfigIssues(result.error, modelCardSchema, path, lineOf));
}
