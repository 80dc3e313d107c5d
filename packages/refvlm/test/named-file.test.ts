// Recipes and mixtures by name: those that come along, files of one's own, and what is said of neither.
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { readRecipe } from "@refvlm/train";
import { mixtureFolder } from "@refvlm/vt-instruct";
import { expect, it } from "vitest";
import { namedFile, recipeFolder } from "../src/named-file.js";

it("finds what comes along by its name, and a file by its path", () => {
  expect(namedFile("recipe", "nano", recipeFolder)).toBe(join(recipeFolder, "nano.yaml"));
  expect(namedFile("mixture", "stage3-sam", mixtureFolder)).toBe(join(mixtureFolder, "stage3-sam.yaml"));
  expect(namedFile("recipe", import.meta.filename, recipeFolder)).toBe(import.meta.filename);
});

it("names the nearest one and all that there are", () => {
  expect(() => namedFile("mixture", "scene", mixtureFolder)).toThrow(
    /^there is no mixture "scene"; did you mean "scenes"\? Give a file, or one of .*coco-mini, .*stage3-unipose$/,
  );
  expect(() => namedFile("recipe", "../recipes/nano", recipeFolder)).toThrow(/there is no recipe/);
});

it("every recipe starts from a preset, a folder that is there, another recipe's model, or what its first lines say how to make", () => {
  const recipes = readdirSync(recipeFolder).map((file) => ({ file, ...readRecipe(join(recipeFolder, file)) }));
  const made = ["models/refvlm-7b", "runs/photo-start", ...recipes.map(({ output }) => `${output}/model`)];
  for (const { file, model } of recipes)
    expect(model === "nano" || existsSync(join(model, "config.json")) || made.includes(model), file).toBe(true);
});
