// A recipe is checked before anything runs: every mistake is named with file, line, key and the way out.
import { fileURLToPath } from "node:url";
import { YamlError } from "@refvlm/config";
import { expect, test } from "vitest";
import { parseRecipe, readRecipe } from "../src/config/read-recipe.js";

const good = `model: nano
output: runs/x
sources:
  - kind: scenes
stages:
  - name: encoders
    objective: contrastive
    train: [visionTower]
    steps: 10
    batch: 4
    lr: 1e-3
`;

const messageOf = (text: string) => {
  try {
    parseRecipe(text, "recipe.yaml");
  } catch (error) {
    expect(error).toBeInstanceOf(YamlError);
    return (error as Error).message;
  }
  throw new Error("the recipe was accepted");
};

test("a sound recipe is read and its defaults are filled in", () => {
  const recipe = parseRecipe(good, "recipe.yaml");
  expect(recipe.stages[0]).toMatchObject({ accumulate: 1, warmup: 100, betas: [0.9, 0.98] });
  expect(recipe.sources[0].weight).toBe(1);
});

test("an unknown key is named with its line and the nearest valid key", () => {
  expect(messageOf(good.replace("batch: 4", "batch: 4\n    weightDecya: 0.1"))).toBe(
    'recipe.yaml: line 11: stages.0.weightDecya: unknown key; did you mean "weightDecay"?',
  );
  expect(messageOf(`modle: nano\n${good}`)).toContain('line 1: modle: unknown key; did you mean "model"?');
});

test("a wrong value is named with its line, and all mistakes come at once", () => {
  const message = messageOf(good.replace("steps: 10", "steps: -1").replace("contrastive", "contrasting"));
  expect(message).toMatch(/line 7: stages\.0\.objective: /);
  expect(message).toMatch(/line 9: stages\.0\.steps: /);
});

test("sources of built shards stand beside scenes, and are checked as what they are", () => {
  const shards = "  - kind: scenes\n  - kind: shards\n    path: runs/data/coco-mini\n    weight: 3\n";
  const mixed = good.replace("  - kind: scenes\n", shards);
  const filledIn = { kind: "shards", path: "runs/data/coco-mini", weight: 3, skipBroken: false, buffer: {} };
  expect(parseRecipe(mixed, "recipe.yaml").sources[1]).toEqual(filledIn);
  expect(messageOf(mixed.replace("path:", "paht:"))).toMatch(
    /line 6: sources\.1\.paht: unknown key; did you mean "path"\?/,
  );
  expect(messageOf(mixed.replace("shards", "shard"))).toMatch(/line 5: sources\.1\.kind: /);
});

test("broken YAML is named with its line", () => {
  expect(messageOf("model: nano\nstages: [\n")).toMatch(/^recipe\.yaml:\d+: not valid YAML/);
});

test.each(["nano.yaml", "continue-nano.yaml", "conversations-nano.yaml", "built-data.yaml"])(
  "the shipped recipe %s is sound",
  (name) => {
    const recipe = readRecipe(fileURLToPath(new URL(`../../refvlm/recipes/${name}`, import.meta.url)));
    expect(recipe.stages.length).toBeGreaterThan(0);
  },
);
