// Reads a training recipe; every mistake is named with file, line, key and the nearest valid key.
import { type Override, parseYaml, readYaml } from "@refvlm/config";
import { type Recipe, recipeSchema } from "./schema.js";

/**
 * Reads and checks a recipe in YAML (or JSON, which is YAML too).
 * @param overrides settings in place of the file's
 * @throws YamlError with one line for each mistake
 */
export function readRecipe(path: string, overrides: readonly Override[] = []): Recipe {
  return readYaml(path, recipeSchema, overrides);
}

/**
 * Checks the text of a recipe; `path` only names it in messages.
 * @throws YamlError
 */
export function parseRecipe(text: string, path: string): Recipe {
  return parseYaml(text, path, recipeSchema);
}
