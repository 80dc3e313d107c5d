// The build configs that come along: scenes, the paper's stages, small sets.
import { fileURLToPath } from "node:url";

/** The folder of the mixtures, one YAML file each. */
export const mixtureFolder = fileURLToPath(new URL("../../mixtures", import.meta.url));
