// Which folder a model's name means: the shipped networks, those under REFVLM_MODELS, or any folder by its path.
import { existsSync, readdirSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { ModelNotFoundError } from "./errors.js";

/** The network that is asked where none is named: it answers about photographs. */
export const DEFAULT_MODEL = "photo";

const shipped = fileURLToPath(new URL("../assets", import.meta.url));

/**
 * The folder of a network, with config.json, tokenizer.json and model.safetensors.
 * @param model a name like "photo", looked for in $REFVLM_MODELS and among the shipped ones, or the path of a folder
 * @throws ModelNotFoundError naming what there is
 */
export function modelFolder(model: string): string {
  const isName = /^[\w.-]+$/.test(model) && !/^\.+$/.test(model);
  const candidates = [...(isName ? shelves().map((shelf) => join(shelf, model)) : []), resolve(model)];
  const found = candidates.find(isModel);
  if (found) return found;
  const path = resolve(model);
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory())
    throw new ModelNotFoundError(
      `the folder "${path}" holds no model: it needs config.json, tokenizer.json and model.safetensors`,
    );
  const names = [...namedModels().keys()];
  throw new ModelNotFoundError(
    `there is no model "${model}". Known names: ${names.join(", ") || "none"}. ` +
      "Or name a folder with config.json, tokenizer.json and model.safetensors, as `refvlm train` writes it.",
  );
}

/** The models that can be loaded by name, each with its folder; of two of one name the one that `modelFolder` takes. */
export function namedModels(): Map<string, string> {
  const named = new Map<string, string>();
  for (const shelf of shelves())
    for (const name of modelsOn(shelf)) if (!named.has(name)) named.set(name, join(shelf, name));
  return named;
}

/** Folders with models, in the order in which a name is looked for. */
function shelves(): string[] {
  return [process.env.REFVLM_MODELS, shipped].filter((shelf): shelf is string => !!shelf);
}

function isModel(folder: string): boolean {
  return existsSync(join(folder, "config.json"));
}

function modelsOn(shelf: string): string[] {
  return existsSync(shelf) ? readdirSync(shelf).filter((name) => isModel(join(shelf, name))) : [];
}
