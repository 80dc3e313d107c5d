// Whether a run may go on from a checkpoint with the recipe at hand, and what in it is other than when it was saved.
import { RecipeError } from "../config/recipe-error.js";
import type { Recipe } from "../config/schema.js";
import type { SavedState } from "./training-state.js";

/** Keys that change nothing of what is learnt. */
const HARMLESS = new Set(["output", "saveEvery", "keepCheckpoints", "logEvery", "answersEvery", "threads"]);

/**
 * Compares a recipe with the one that a checkpoint was saved under.
 * @param replicas that share every batch now
 * @param warn is told of every value that differs, and of what another number of replicas changes
 * @throws RecipeError where the checkpoint's step lies in another stage now: its optimizer belongs to none of that stage's weights
 */
export function checkContinues(
  recipe: Recipe,
  saved: SavedState,
  folder: string,
  { replicas = 1, warn = () => {} }: { replicas?: number; warn?: (message: string) => void } = {},
): void {
  let end = 0;
  const stage = recipe.stages.find(({ steps }) => saved.step <= (end += steps));
  if (stage?.name !== saved.stage) {
    const now = stage ? `in stage ${stage.name}` : `behind the recipe's last step, ${end}`;
    throw new RecipeError(
      `${folder}: was saved after step ${saved.step} in stage ${saved.stage}; with this recipe that is ${now}. Give back the stages' steps, or begin another run from its weights`,
    );
  }
  for (const line of differences(recipe, saved.recipe))
    warn(`the run goes on with another recipe than ${folder}: ${line}`);
  const before = saved.positions?.length ?? replicas;
  if (before !== replicas)
    warn(
      `the run goes on with ${replicas} replica(s), ${folder} was saved with ${before}: weights, optimizer and the place in the data stay; every batch is split anew, so sums differ in their last bits and draws of a replica are others`,
    );
}

/** One line for each value that differs, e.g. "stages.1.lr is 0.001, was 0.002". */
function differences(now: unknown, before: unknown, path = ""): string[] {
  if (HARMLESS.has(path) || Object.is(now, before)) return [];
  if (isObject(now) && isObject(before)) {
    const keys = new Set([...Object.keys(before), ...Object.keys(now)]);
    return [...keys].flatMap((key) => differences(now[key], before[key], path === "" ? key : `${path}.${key}`));
  }
  return [`${path} is ${told(now)}, was ${told(before)}`];
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

function told(value: unknown): string {
  return value === undefined ? "not set" : JSON.stringify(value);
}
