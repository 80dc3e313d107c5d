// Evidence in training: a network with it learns from nothing, and one that has none goes on with it, begun at its closed form.
import { join } from "node:path";
import { attributeLoss, loadPretrained } from "@refvlm/model";
import { manualSeed, noGrad, optim, randn, scope, tensor } from "@refvlm/torch";
import { prepareAtlas, type Sample, SceneSource } from "@refvlm/vt-instruct";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Recipe, recipeSchema } from "../src/config/schema.js";
import { startModel } from "../src/loop/prepare-model.js";
import { trainRecipe } from "../src/loop/run.js";
import { AnswersObjective } from "../src/objectives/answers.js";
import { weightedTotal } from "../src/objectives/objective.js";
import { Folders, stages, tinyRecipe } from "./tiny-recipe.js";

const addEvidence = {
  proposals: { most: 8, suppression: 0.6, floor: 0.1 },
  ...{ wordsIn: true, namesOut: true, pointer: true, numbers: true, boxesIn: false },
};
const folders = new Folders();
const withEvidence = (recipe: Recipe): Recipe => recipeSchema.parse({ ...recipe, addEvidence });

beforeAll(() => prepareAtlas());
afterAll(() => folders.remove());

test("1. lists, presence and counts are learnt: every term of the loss falls on what is shown again and again", () => {
  const recipe = withEvidence(tinyRecipe(folders.path("again"), [stages.all({ steps: 1 })]));
  const model = startModel(recipe);
  const source = new SceneSource({ seed: 4, size: 64, tasks: { fovd: 1, rec: 1, vqa: 1 }, turns: [4, 4] });
  const samples: Sample[] = [source.sample(0), source.sample(1)];
  const objective = new AnswersObjective(model);
  const optimizer = new optim.AdamW([{ params: model.network.parameters() }], { lr: 2e-3 });
  const step = () =>
    scope(() => {
      const losses = objective.losses(samples);
      weightedTotal(losses, {}).backward();
      return Object.fromEntries(Object.entries(losses).map(([term, loss]) => [term, loss.item()]));
    });
  const first = step();
  let last = first;
  for (let i = 0; i < 10; i++) {
    optimizer.step();
    optimizer.zeroGrad();
    last = step();
  }
  expect(Object.keys(first)).toEqual(expect.arrayContaining(["text", "box", "dense", "regions", "fit"]));
  for (const term of ["text", "dense", "regions", "fit"]) expect(last[term], term).toBeLessThan(first[term]);
  optimizer.dispose();
  model.network.dispose();
});

test("2. a model without evidence goes on with it, begun at its closed form; a recipe says what it has already", async () => {
  const plain = tinyRecipe(folders.path("plain"), [stages.all({ steps: 1 })]);
  await trainRecipe(plain);
  const start = join(plain.output, "model");
  const recipe = withEvidence({
    ...tinyRecipe(folders.path("on"), [
      stages.all({ steps: 1, train: ["evidence", "languageModel", "visualDecoders.querySelection"] }),
    ]),
    model: start,
  });
  manualSeed(1);
  const begun = startModel(recipe).network;
  const weights = begun.stateDict();
  expect([...(weights.get("evidence.names_out.weights.bias")!.toArray() as number[])]).toEqual([
    ...[0, 2, 0, 0, 0, 0, 0],
    ...[0, 0, 0, 0, 0, 3],
  ]);
  expect(weights.get("evidence.words_in.projection.weight")!.abs().amax().item()).toBe(0);
  expect(weights.get("visual_decoders.query_selection.evidence_weight")!.item()).toBe(1);
  begun.dispose();

  expect(await trainRecipe(recipe)).toBe("finished");
  const trained = loadPretrained(join(recipe.output, "model"));
  expect(trained.network.config.evidence?.names).toContain("dog");
  expect(trained.network.evidence!.wordsIn!.projection.weight.abs().amax().item()).toBeGreaterThan(0);
  trained.network.dispose();
  const again = { ...recipe, model: join(recipe.output, "model") };
  expect(() => startModel(again)).toThrow("addEvidence: the model to start from has just this evidence");

  const more = startModel({ ...again, addEvidence: { ...recipe.addEvidence!, earlier: true, promptsIn: true } });
  const grown = more.network.stateDict();
  expect(grown.get("evidence.names_earlier.weight.bias")!.item()).toBeGreaterThan(0);
  expect(grown.get("visual_decoders.query_selection.prompt_weight")!.item()).toBe(1);
  expect(grown.get("evidence.words_in.projection.weight")!.abs().amax().item()).toBeGreaterThan(0); // as it was learnt
  more.network.dispose();
});

test("3. what tells things apart is learnt from pictures that tell it, and from no others", () => {
  const recipe = recipeSchema.parse({
    ...withEvidence(tinyRecipe(folders.path("attributes"), [stages.all({ steps: 1 })])),
    addEvidence: { ...addEvidence, attributes: ["red disc", "blue disc"] },
  });
  const model = startModel(recipe);
  const { network } = model;
  const fit = network.visualDecoders.attributeFit!;
  manualSeed(4);
  const features = network.featureChannels.map((width, level) => randn([2, width, 16 >> level, 16 >> level]));
  const boxes = tensor([
    [0.3, 0.3, 0.2, 0.2],
    [0.7, 0.7, 0.2, 0.2],
    [0.5, 0.5, 0.2, 0.2],
  ]);
  const loss = (attributes: number[]) => attributeLoss(fit, features, { pictures: [0, 0, 1], boxes, attributes });
  expect(loss([-1, -1, -1])).toBeNull();
  const optimizer = new optim.AdamW([{ params: fit.parameters() }], { lr: 1e-2 });
  const before = loss([0, 1, -1])!.item();
  for (let step = 0; step < 60; step++)
    scope(() => {
      optimizer.zeroGrad();
      loss([0, 1, -1])!.backward();
      optimizer.step();
    });
  expect(loss([0, 1, -1])!.item()).toBeLessThan(before / 10);
  const told = noGrad(() => fit.probability(features, boxes.narrow(0, 0, 2).unsqueeze(0).expand([2, -1, -1])));
  const [[[red], [, blue]]] = told.toArray() as number[][][];
  expect(Math.min(red, blue)).toBeGreaterThan(0.5);
  network.dispose();
});
