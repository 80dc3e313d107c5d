// Reads a training recipe; every mistake is named with file, line, key and the nearest valid key.
import { readFileSync } from "node:fs";
import { explainConfigIssues } from "@refvlm/model";
import { LineCounter, parseDocument } from "yaml";
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
  throw new RecipeError(explainConfigIssues(checked.error, recipeSchema, path, lineOf));
}
