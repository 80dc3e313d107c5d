// A recipe that is well written and cannot be run.

/** What a recipe asks for cannot be done: the message names the key and the way out. */
export class RecipeError extends Error {
  override readonly name = "RecipeError";
}
