// Reads a training recipe; every mistake is named with file, line, key and the nearest valid key.
import { dirname, resolve } from "node:path";
import { type Override, parseYaml, readYaml } from "@refvlm/config";
import { type Recipe, recipeSchema } from "./schema.js";

/**
 * Reads and checks a recipe in YAML (or JSON, which is YAML too). Paths of a model and of plugins that begin with a dot are told
 * from the recipe's folder.
 * @param overrides settings in place of the file's
 * @throws YamlError with one line for each mistake
 */
export function readRecipe(path: string, overrides: readonly Override[] = []): Recipe {
  const recipe = readYaml(path, recipeSchema, overrides);
  const fromRecipe = (said: string) =>
    said.replace(/^([\w-]+=)?(\.\.?\/.*)$/, (_, name = "", own) => `${name}${resolve(dirname(path), own)}`);
  const decoders = Object.entries(recipe.decoders).map(([unit, said]) => [unit, fromRecipe(said)]);
  return { ...recipe, model: fromRecipe(recipe.model), decoders: Object.fromEntries(decoders) };
}

/**
 * Checks the text of a recipe; `path` only names it in messages.
 * @throws YamlError
 */
export function parseRecipe(text: string, path: string): Recipe {
  return parseYaml(text, path, recipeSchema);
}
