// What of a network a fine-tuning trains and how fast, by its size.
import { LORA_TARGETS, type ModelConfig } from "@refvlm/model";
import type { Recipe, Stage } from "../config/schema.js";

/** From so many parameters on the encoders stay as they are, and of the language model only adapters learn. */
const LARGE = 3e8;

/** Every module that learns from answers, and whether a network has it. */
const modules: readonly [path: string, has: (config: ModelConfig) => boolean, inLarge: boolean][] = [
  ["visionTower", ({ vit }) => vit !== null, false],
  ["pyramidTower", ({ convnext }) => convnext !== null, false],
  ["textTower", ({ text }) => text !== null, false],
  ["projector", () => true, true],
  ["pyramidProjector", ({ pyramidTokens }) => pyramidTokens, true],
  ["languageModel", () => true, true],
  ["visualDecoders", () => true, true],
  ["evidence", ({ evidence }) => evidence !== null, true],
];

/** What a fine-tuning's recipe takes from the network: the values that a recipe may give otherwise. */
export function trainedParts(
  config: ModelConfig,
  parameters: number,
): Pick<Stage, "train" | "lr" | "batch" | "accumulate"> & Pick<Recipe, "lora"> {
  const large = parameters >= LARGE;
  const train = modules.filter(([, has, inLarge]) => has(config) && (inLarge || !large)).map(([path]) => path);
  return large
    ? { train, lr: 1e-4, batch: 1, accumulate: 8, lora: { rank: 16, targets: [...LORA_TARGETS] } }
    : { train, lr: 2e-4, batch: 8, accumulate: 1 };
}
