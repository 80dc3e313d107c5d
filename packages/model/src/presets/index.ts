// The presets by name.
import type { ModelConfig } from "../config.js";
import { nano } from "./nano.js";
import { photo } from "./photo.js";
import { vicuna7b } from "./vicuna-7b.js";

export { cocoNames, cocoPlurals } from "./coco-names.js";
export const presets: Readonly<Record<string, ModelConfig>> = { nano, photo, "vicuna-7b": vicuna7b };
export { nano, photo, vicuna7b };
