// Reads a training recipe; every mistake is named with file, line, key and the nearest valid key.
import { readFileSync } from "node:fs";
import { LineCounter, parseDocument } from "yaml";
import type { z } from "zod";
import { type Recipe, recipeSchema } from "./schema.js";

/** A recipe that cannot be used; its message lists every mistake. */
export class RecipeError extends Error {
  override name = "RecipeError";
}

/**
 * Reads and checks a recipe in YAML (or JSON, which is YAML too).
 * @throws RecipeError with one line for each mistake: file, line, key, what is wrong and the nearest valid key.
 */
export function readRecipe(path: string): Recipe {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    throw new RecipeError(
      `${path}: cannot be read (${(error as NodeJS.ErrnoException).code}); give the path of a recipe`,
    );
  }
  return parseRecipe(text, path);
}

/** Checks the text of a recipe; `path` only names it in messages. */
export function parseRecipe(text: string, path: string): Recipe {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const broken = document.errors[0];
  if (broken)
    throw new RecipeError(
      `${path}:${lines.linePos(broken.pos[0]).line}: not valid YAML: ${broken.message.split("\n")[0]}`,
    );
  const checked = recipeSchema.safeParse(document.toJS());
  if (checked.success) return checked.data;
  const lineOf = (keys: readonly PropertyKey[]): number => {
    for (let depth = keys.length; depth >= 0; depth--) {
      const node = document.getIn(keys.slice(0, depth), true) as { range?: [number, number, number] } | undefined;
      if (node?.range) return lines.linePos(node.range[0]).line;
    }
    return 1;
  };
  const problems = checked.error.issues.flatMap((issue) => describe(issue, lineOf));
  throw new RecipeError(problems.map((problem) => `${path}:${problem}`).join("\n"));
}

function describe(issue: z.core.$ZodIssue, lineOf: (keys: readonly PropertyKey[]) => number): string[] {
  const at = issue.path.map(String).join(".");
  if (issue.code !== "unrecognized_keys") return [`${lineOf(issue.path)}: ${at || "recipe"}: ${issue.message}`];
  const valid = keysAt(issue.path);
  return issue.keys.map((key) => {
    const nearest = nearestKey(key, valid);
    const hint = nearest ? `; did you mean "${nearest}"?` : valid.length ? `; valid keys: ${valid.join(", ")}` : "";
    return `${lineOf([...issue.path, key])}: unknown key "${at ? `${at}.` : ""}${key}"${hint}`;
  });
}

/** The keys that the schema allows at a path. */
function keysAt(path: readonly PropertyKey[]): string[] {
  let schema: z.core.$ZodType | undefined = recipeSchema;
  for (const key of path) {
    const shape = objectShape(schema);
    schema = typeof key === "number" ? arrayElement(schema) : shape?.[String(key)];
  }
  return Object.keys(objectShape(schema) ?? {});
}

type Definition = { shape?: Record<string, z.core.$ZodType>; element?: z.core.$ZodType; innerType?: z.core.$ZodType };

function unwrapped(schema: z.core.$ZodType | undefined): Definition {
  let definition = (schema?._zod.def ?? {}) as Definition;
  while (definition.innerType) definition = definition.innerType._zod.def as Definition;
  return definition;
}

const objectShape = (schema: z.core.$ZodType | undefined) => unwrapped(schema).shape;
const arrayElement = (schema: z.core.$ZodType | undefined) => unwrapped(schema).element;

/** The candidate with the smallest edit distance, if it is near enough to be a slip. */
export function nearestKey(key: string, candidates: readonly string[]): string | undefined {
  const scored = candidates.map(
    (candidate) => [editDistance(key.toLowerCase(), candidate.toLowerCase()), candidate] as const,
  );
  const best = scored.sort((a, b) => a[0] - b[0])[0];
  return best && best[0] <= Math.max(2, Math.floor(key.length / 3)) ? best[1] : undefined;
}

/** Levenshtein distance. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++)
      next[j] = Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1));
    row = next;
  }
  return row[b.length];
}
