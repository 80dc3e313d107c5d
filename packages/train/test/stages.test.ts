// What a stage may say of modules: which learn and how fast, which are copied from others, which units are new.
import { readdirSync } from "node:fs";
import { readModelFolder, savePretrained } from "@refvlm/model";
import type { Tensor } from "@refvlm/torch";
import { afterAll, describe, expect, it } from "vitest";
import { recipeSchema, type Stage } from "../src/config/schema.js";
import { startModel } from "../src/loop/prepare-model.js";
import { trainRecipe } from "../src/loop/run.js";
import { copyWeights, groupScales, stageOptimizer } from "../src/loop/stage-optimizer.js";
import { AlignmentObjective } from "../src/objectives/alignment.js";
import { AnswersObjective } from "../src/objectives/answers.js";
import { ContrastiveObjective } from "../src/objectives/contrastive.js";
import { checkLossWeights, type Objective } from "../src/objectives/objective.js";
import { Folders, stages, tinyRecipe } from "./tiny-recipe.js";

const folders = new Folders();
afterAll(() => folders.remove());

const recipe = tinyRecipe(folders.path("run"), [stages.all({ steps: 1 })]);
const { network } = startModel(recipe);
afterAll(() => network.dispose());

const stage = (fields: Partial<Stage>): Stage => ({ ...recipe.stages[0], ...fields });
const copy = (fields: Stage["copy"]) => copyWeights(network, stage({ copy: fields }));
const trained = (train: string[], lrScale: Record<string, number> = {}) => {
  stageOptimizer(network, stage({ train, lrScale })).dispose();
  return network.namedParameters().flatMap(([key, { requiresGrad }]) => (requiresGrad ? [key] : []));
};
const under = (...prefixes: string[]) =>
  network.namedParameters().flatMap(([key]) => (prefixes.some((prefix) => key.startsWith(prefix)) ? [key] : []));

const bytesOf = (tensor: Tensor) => Buffer.from(tensor.bytes());

describe("train", () => {
  it("1. names modules by path", () => {
    expect(trained(["visualDecoders.units.box", "projector"])).toEqual(
      under("projector.", "visual_decoders.units.box."),
    );
  });

  it("2. gives a weight the learning rate of the narrowest path that holds it", () => {
    const chosen = stage({
      train: ["visualDecoders", "visualDecoders.units.box"],
      lrScale: { visualDecoders: 0.5, "visualDecoders.units.box.query": 3 },
    });
    const optimizer = stageOptimizer(network, chosen);
    const scales = groupScales(chosen);
    const names = new Map(network.namedParameters().map(([key, parameter]) => [parameter, key]));
    const scaleOf = new Map(
      optimizer.paramGroups.flatMap(({ params }, i) => params.map((parameter) => [names.get(parameter)!, scales[i]])),
    );
    optimizer.dispose();
    for (const [key, scale] of scaleOf)
      expect(scale, key).toBe(key.startsWith("visual_decoders.units.box.query.") ? 3 : 0.5);
    expect([...scaleOf.keys()].sort()).toEqual(under("visual_decoders.").sort());
  });

  it("3. refuses a path that names nothing, with what is beside it", () => {
    expect(() => trained(["visualDecoders.units.boxx"])).toThrow(
      /stage all: train: no module "visualDecoders\.units\.boxx"; visualDecoders\.units has box, mask; did you mean "box"\?/,
    );
    expect(() => trained(["projektor"])).toThrow(/the network has vision_tower, .*; did you mean "projector"\?/);
    expect(() => trained(["projector"], { proj: 2 })).toThrow(/stage all: lrScale: no module "proj"/);
  });

  it("4. refuses a learning rate of what the stage does not train", () => {
    expect(() => trained(["projector"], { visualDecoders: 2 })).toThrow(
      'stage all: lrScale: "visualDecoders" does not learn in this stage; add it to train, or leave it out here',
    );
    expect(trained(["visualDecoders.units.box"], { visualDecoders: 2 })).toEqual(under("visual_decoders.units.box."));
  });
});

describe("copy", () => {
  it("1. copies all that a module is made of", () => {
    copy({ "visualDecoders.units.mask.query": "visualDecoders.units.box.query" });
    const state = network.stateDict();
    for (const key of under("visual_decoders.units.box.query."))
      expect(state.get(key.replace(".box.", ".mask."))!.toArray(), key).toEqual(state.get(key)!.toArray());
  });

  it("2. refuses modules that differ, and paths that name nothing", () => {
    expect(() => copy({ "visualDecoders.units.mask": "visualDecoders.units.box" })).toThrow(
      /there is no "visualDecoders\.units\.box\.\w+.*" is \[.*only equal shapes can be copied/,
    );
    expect(() => copy({ projector: "textTower.projection" })).toThrow(/no tensor or module "textTower\.projection"/);
  });
});

describe("lossWeights", () => {
  const model = startModel(recipe);
  afterAll(() => model.network.dispose());
  const weighing = (lossWeights: Stage["lossWeights"], objective: Objective) => () =>
    checkLossWeights(stage({ lossWeights }), objective);

  it("1. weigh every loss of the objective", () => {
    const answers = new AnswersObjective(model);
    expect(answers.terms).toEqual(["text", "box", "mask", "dense", "regions"]);
    expect(new ContrastiveObjective(model).terms).toEqual(["regions", "patches", "captions", "dense", "box", "mask"]);
    expect(weighing(Object.fromEntries(answers.terms.map((term) => [term, 2])), answers)).not.toThrow();
  });

  it("2. refuse a loss that the objective has not, with the nearest one", () => {
    expect(weighing({ txet: 12 }, new AnswersObjective(model))).toThrow(
      'stage all: lossWeights: no loss "txet"; objective answers has text, box, mask, dense, regions; did you mean "text"?',
    );
    expect(weighing({ text: 12 }, new AlignmentObjective(model))).toThrow(/no loss "text".* has alignment$/);
  });

  it("3. are checked before the first step, those of the last stage, too", async () => {
    const output = folders.path("weighed");
    const slipped = tinyRecipe(output, [
      stages.all({ steps: 1 }),
      stages.projector({ steps: 1, lossWeights: { boxx: 2 } }),
    ]);
    await expect(trainRecipe(slipped)).rejects.toThrow(/^stage projector: lossWeights: no loss "boxx"/);
    expect(readdirSync(output)).not.toContain("checkpoints");
  });
});

describe("addUnits", () => {
  const folder = folders.path("trained");
  savePretrained(folder, network, readModelFolder(recipe.model).tokenizer);
  const grown = (addUnits: object) => recipeSchema.parse({ ...recipe, model: folder, addUnits });

  it("1. gives a trained model a decoder from the seed, and leaves its other weights alone", () => {
    const [before, one, two] = [{}, { point: {} }, { point: {} }].map((units) => startModel(grown(units)).network);
    const [old, again] = [before.stateDict(), two.stateDict()];
    expect(one.config.decoder.units).toEqual({ ...network.config.decoder.units, point: {} });
    const added = [...one.stateDict()].filter(([key]) => !old.has(key));
    for (const [key, tensor] of old) expect(bytesOf(one.stateDict().get(key)!).equals(bytesOf(tensor)), key).toBe(true);
    for (const [key, tensor] of added) {
      expect(key).toMatch(/^visual_decoders\.units\.point\./);
      expect(bytesOf(again.get(key)!).equals(bytesOf(tensor)), key).toBe(true);
    }
    for (const made of [before, one, two]) made.dispose();
  });

  it("2. refuses a unit that the model has, and one that nothing decodes", () => {
    expect(() => startModel(grown({ box: {} }))).toThrow(/addUnits\.box: the model to start from has this unit/);
    expect(() => startModel(grown({ smell: {} }))).toThrow(/addUnits: .*smell/);
  });
});
