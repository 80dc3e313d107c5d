// The numbers of a network by name: a preset's, or those of a model that is there.
import type { ModelConfig } from "@refvlm/model";
import { ModelNotFoundError } from "./errors.js";
import { modelFolder } from "./model-folder.js";

/**
 * @param name of a preset, or of a model as `modelFolder` finds it
 * @throws ModelNotFoundError naming what there is
 */
export async function presetConfig(name: string): Promise<ModelConfig> {
  const { presets, readModelFolder } = await import("@refvlm/model");
  if (Object.hasOwn(presets, name)) return presets[name];
  try {
    return readModelFolder(modelFolder(name)).config;
  } catch (error) {
    if (!(error instanceof ModelNotFoundError)) throw error;
    throw new ModelNotFoundError(
      `there is no preset "${name}", nor a model: the presets are ${Object.keys(presets).join(", ")}`,
    );
  }
}
