// A recipe is checked before anything runs: every mistake is named with file, line, key and the way out.
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { YamlError } from "@refvlm/config";
import { DeviceError } from "@refvlm/torch";
import { afterAll, expect, test } from "vitest";
import { parseRecipe, readRecipe } from "../src/config/read-recipe.js";
import { RecipeError } from "../src/config/recipe-error.js";
import { trainRecipe } from "../src/loop/run.js";
import { Folders } from "./tiny-recipe.js";

const folders = new Folders();
afterAll(() => folders.remove());

const good = `model: nano
output: runs/x
sources:
  - kind: scenes
stages:
  - name: encoders
    objective: contrastive
    train: [visionTower]
    steps: 1000
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

test("an unknown task, setting of scenes, tokenizer or source is named with the nearest valid one", () => {
  const slips = {
    "tasks: { rce: 1 }": /line 12: stages\.0\.tasks\.rce: unknown key; did you mean "rec"\?/,
    "scenes: { peopleRat: 0.5 }": /line 12: stages\.0\.scenes\.peopleRat: unknown key; did you mean "peopleRate"\?/,
  };
  for (const [line, message] of Object.entries(slips)) expect(messageOf(`${good}    ${line}\n`)).toMatch(message);
  expect(messageOf(`${good}tokenizer: { vocabSiz: 400 }\n`)).toMatch(/tokenizer\.vocabSiz: .* "vocabSize"\?/);
  expect(messageOf(good.replace("kind: scenes", "kind: scenes\n    sed: 3"))).toMatch(/sources\.0\.sed: .* "seed"\?/);
});

test("a wrong value is named with its line, and all mistakes come at once", () => {
  const message = messageOf(good.replace("steps: 1000", "steps: -1").replace("contrastive", "contrasting"));
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

test("a stage that is shorter than its warm-up is named with its line, the value and what would fit", () => {
  const warmed = good.replace("lr: 1e-3", "lr: 1e-3\n    warmup: 150");
  expect(messageOf(warmed.replace("steps: 1000", "steps: 149"))).toBe(
    "recipe.yaml: line 12: stages.0.warmup: 150 steps of warm-up (100 where a stage says nothing) do not fit into its steps, 149; set warmup to 149 or less",
  );
  expect(parseRecipe(warmed.replace("steps: 1000", "steps: 150"), "recipe.yaml").stages[0].warmup).toBe(150);
});

test("a warm-up may be a share of the stage, and is whole steps otherwise", () => {
  const warmed = (warmup: string) => good.replace("lr: 1e-3", `lr: 1e-3\n    warmup: ${warmup}`);
  expect(parseRecipe(warmed("0.03"), "recipe.yaml").stages[0].warmup).toBe(0.03);
  expect(messageOf(warmed("1.5"))).toMatch(/stages\.0\.warmup: must be whole steps, or a share of the stage below 1/);
});

test("a stage that says nothing of its warm-up has room for the default, or is told so at its own line", () => {
  expect(messageOf(good.replace("steps: 1000", "steps: 10"))).toMatch(
    /line 6: stages\.0\.warmup: 100 steps .* its steps, 10; set warmup to 10 or less$/,
  );
});

test("a warm-up has to fit into the steps over which the rate falls, where a stage says them, and not into its own", () => {
  const falling = (lrSteps: number) => good.replace("steps: 1000", `steps: 90\n    lrSteps: ${lrSteps}`);
  expect(parseRecipe(falling(100), "recipe.yaml").stages[0].warmup).toBe(100);
  expect(messageOf(falling(99))).toMatch(/stages\.0\.warmup: .* its lrSteps, 99; set warmup to 99 or less$/);
});

test("broken YAML is named with its line", () => {
  expect(messageOf("model: nano\nstages: [\n")).toMatch(/^recipe\.yaml:\d+: not valid YAML/);
});

const shipped = fileURLToPath(new URL("../../refvlm/recipes/", import.meta.url));
test.each(readdirSync(shipped))("the shipped recipe %s is sound", (name) => {
  expect(readRecipe(join(shipped, name)).stages.length).toBeGreaterThan(0);
});

test("a recipe may name device and element type; by default it trains float32 on the CPU", () => {
  expect(parseRecipe(good, "recipe.yaml")).toMatchObject({ device: "cpu", dtype: "float32" });
  const placed = parseRecipe(`${good}device: cuda:1\ndtype: bfloat16\n`, "recipe.yaml");
  expect(placed).toMatchObject({ device: "cuda:1", dtype: "bfloat16" });
  expect(messageOf(`${good}device: gpu\n`)).toMatch(/line 12: device: must be "cpu", "cuda" or "cuda:N"/);
  expect(messageOf(`${good}dtype: int8\n`)).toMatch(/line 12: dtype: /);
});

/** What running a sound recipe with one line changed fails with. */
async function refusal(line: RegExp, changed: string): Promise<Error> {
  const output = folders.path(changed.replace(/\W+/g, "-"));
  const text = good.replace("runs/x", output).replace(line, changed);
  return trainRecipe(parseRecipe(text, "recipe.yaml")).then(
    () => new Error("it ran"),
    (error: unknown) => error as Error,
  );
}

test("the paper's preset is refused in one line: a tokenizer of scenes is neither LLaMA's nor CLIP's", async () => {
  const error = await refusal(/model: nano/, "model: vicuna-7b");
  expect(error).toBeInstanceOf(RecipeError);
  expect(error.message).toMatch(
    /^model: vicuna-7b needs the tokenizer of its language model \(LLaMA\).* write a folder .*tokenizer\.json/,
  );
  expect(error.message).not.toContain("\n");
});

test("a model that is neither preset nor folder, and a device that there is not, are named", async () => {
  const unknown = await refusal(/model: nano/, "model: vicuna-70b");
  expect(unknown).toBeInstanceOf(RecipeError);
  expect(unknown.message).toBe('model: "vicuna-70b" is neither a preset (nano, photo, vicuna-7b) nor a folder');
  const elsewhere = await refusal(/model: nano/, "model: nano\ndevice: cuda:99");
  expect(elsewhere).toBeInstanceOf(DeviceError);
  expect(elsewhere.message).toMatch(/^device: there is no "cuda:99"; .* have cpu/);
});
