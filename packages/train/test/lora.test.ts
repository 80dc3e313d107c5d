// A run with LoRA: of the language model only adapters learn, what it leaves lies over its base, and loads over no other one.
import { cpSync, existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { loadPretrained } from "@refvlm/model";
import { noGrad, readSafetensors, tensor } from "@refvlm/torch";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Recipe, recipeSchema } from "../src/config/schema.js";
import { trainRecipe } from "../src/loop/run.js";
import { Folders, stages, tinyRecipe } from "./tiny-recipe.js";
import { untrained } from "./untrained.js";

const folders = new Folders();
afterAll(() => folders.remove());

/** A trained model to start from: the golden run's network with weights. */
const base = folders.path("base");
const train = ["languageModel", "projector"];
const recipeOf = (name: string, more: object = {}): Recipe =>
  recipeSchema.parse({
    ...tinyRecipe(folders.path(name), [stages.all({ steps: 2, train, lr: 1e-2 })]),
    model: base,
    lora: { rank: 2 },
    ...more,
  });
const whole = recipeOf("whole");
const trained = join(whole.output, "model");

beforeAll(async () => {
  untrained(base, 1);
  await trainRecipe(whole);
});

function keysOf(path: string): string[] {
  using file = readSafetensors(path);
  return [...file.keys()];
}

describe("a run with lora", () => {
  it("1. leaves the adapters and what else its stages train, and nothing else of the network", () => {
    expect(existsSync(join(trained, "model.safetensors"))).toBe(false);
    const keys = keysOf(join(trained, "adapter.safetensors"));
    const isAdapter = (key: string) => /^language_model\.model\.layers\.\d\..+_proj\.lora\.[ab]\.weight$/.test(key);
    expect(keys.filter((key) => !isAdapter(key)).toSorted()).toEqual(
      keysOf(join(base, "model.safetensors"))
        .filter((key) => key.startsWith("projector."))
        .toSorted(),
    );
    expect(keys.filter(isAdapter)).toHaveLength(2 * 7 * 2); // two layers, seven targets, A and B
  });

  it("2. changes all adapters and no other weight of the language model", () => {
    const [before, after] = [loadPretrained(base), loadPretrained(trained)];
    const [old, now] = [before.network.languageModel.stateDict(), after.network.languageModel.stateDict()];
    for (const [key, value] of old) expect([key, value.equal(now.get(key)!)]).toEqual([key, true]);
    for (const [key, value] of now)
      if (key.endsWith("lora.b.weight")) expect([key, value.abs().max().item() > 0]).toEqual([key, true]);
    const reads = [before, after].map(({ network: { languageModel } }) =>
      noGrad(() =>
        languageModel.forward({ inputsEmbeds: languageModel.embed(tensor([[5, 6, 7]], { dtype: "int64" })) }),
      ),
    );
    expect(reads[0].hiddenStates.sub(reads[1].hiddenStates).abs().max().item()).toBeGreaterThan(1e-3);
    for (const { network } of [before, after]) network.dispose();
  });

  it("3. stopped and resumed leaves the same bytes", async () => {
    const halved = recipeOf("halved");
    const stop = new AbortController();
    await trainRecipe(halved, { signal: stop.signal, onLog: ({ step }) => step === 1 && stop.abort() });
    await trainRecipe(halved, { resume: true });
    const [one, two] = [whole, halved].map(({ output }) => readFileSync(join(output, "model", "adapter.safetensors")));
    expect(one.equals(two)).toBe(true);
  });

  it("4. can be gone on from: its adapters learn, over the same base", async () => {
    const more = recipeOf("more", { model: trained, lora: undefined });
    await trainRecipe(more);
    const names = readdirSync(join(more.output, "model"));
    expect(names).toContain("adapter.json");
    expect(keysOf(join(more.output, "model", "adapter.safetensors"))).toEqual(
      keysOf(join(trained, "adapter.safetensors")),
    );
    const { base: under } = JSON.parse(readFileSync(join(more.output, "model", "adapter.json"), "utf8"));
    expect(under).toBe(base);
  });

  it.each<[string, (name: string) => Recipe, RegExp]>([
    ["a network without weights", (name) => recipeOf(name, { model: "nano" }), /lora: nano has no weights to adapt/],
    ["one with adapters", (name) => recipeOf(name, { model: trained }), /leave lora out, or merge them first/],
  ])("5. is refused on %s", async (name, recipe, message) => {
    await expect(trainRecipe(recipe(name))).rejects.toThrow(message);
  });
});

describe("an adapter's folder", () => {
  function moved(name: string, to: string): string {
    const folder = folders.path(name);
    cpSync(trained, folder, { recursive: true });
    const path = join(folder, "adapter.json");
    writeFileSync(path, JSON.stringify({ ...JSON.parse(readFileSync(path, "utf8")), base: to }));
    return folder;
  }

  it("1. is refused over another base, even one of the same shape", () => {
    untrained(folders.path("other"), 2);
    expect(() => loadPretrained(moved("astray", "../other"))).toThrow(
      /astray\/adapter\.json: adapts other weights than those of .*\/other; set "base" to the folder of the model that it was trained on/,
    );
  });

  it("2. says when its base is gone", () => {
    expect(() => loadPretrained(moved("lost", "../nowhere"))).toThrow(
      /lost\/adapter\.json: its base .*\/nowhere has no weights; set "base"/,
    );
  });

  it("3. finds a base that is named from where it lies", () => {
    const { network } = loadPretrained(moved("beside", "../base"));
    network.dispose();
  });

  it("4. names each wrong key of its file", () => {
    const folder = moved("odd", "../base");
    writeFileSync(join(folder, "adapter.json"), '{"base": "../base", "lora": {"rnak": 2}}');
    expect(() => loadPretrained(folder)).toThrow(/adapter\.json.*lora\.rnak: unknown key; did you mean "rank"\?/s);
  });
});
