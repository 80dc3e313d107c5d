// Recipes and mixtures that people name: a file by its path, or one that comes along by its name.
import { existsSync, readdirSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { nearestKey } from "@refvlm/config";

/** The recipes that come along. */
export const recipeFolder = fileURLToPath(new URL("../recipes", import.meta.url));

/**
 * @param what the file is, e.g. "recipe"
 * @param name a path, or the name of a file of `folder` without its ending
 * @throws where it is neither, naming what there is
 */
export function namedFile(what: string, name: string, folder: string): string {
  if (existsSync(name)) return name;
  const named = join(folder, `${name}.yaml`);
  if (/^[\w-]+$/.test(name) && existsSync(named)) return named;
  const names = readdirSync(folder).map((file) => basename(file, ".yaml"));
  const nearest = nearestKey(name, names);
  const hint = nearest ? `did you mean "${nearest}"? Give` : "give";
  throw new Error(`there is no ${what} "${name}"; ${hint} a file, or one of ${names.join(", ")}`);
}
