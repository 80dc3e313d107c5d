// The presets by name.
import type { ModelConfig } from "../config.js";
import { nano } from "./nano.js";
import { vicuna7b } from "./vicuna-7b.js";

export const presets: Readonly<Record<string, ModelConfig>> = { nano, "vicuna-7b": vicuna7b };
export { nano, vicuna7b };
