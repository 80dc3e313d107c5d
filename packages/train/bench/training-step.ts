// What units cost that a batch does not ask for: steps of stage 2 by nano with all of its units, and by the same network with
// those alone that the stage's tasks ask for, on the same weights and batch. Usage: training-step.ts FOLDER RECIPE; FOLDER
// holds nano's config and tokenizer. Request {"network": "all" | "asked", "steps": N}.
import { loadedModel, parseModelConfig, RefVlmNetwork, readModelFolder } from "@refvlm/model";
import { manualSeed, noGrad } from "@refvlm/torch";
import { prepareAtlas, sceneTaskWeights, type TaskName, tasks } from "@refvlm/vt-instruct";
import { answerRequests } from "../../../scripts/bench/answering.mjs";
import { readRecipe } from "../src/config/read-recipe.js";
import { Mixture } from "../src/data/mixture.js";
import { AnswersObjective } from "../src/objectives/answers.js";
import { Stepper } from "./stepper.js";

const [folder, recipePath] = process.argv.slice(2);
const recipe = readRecipe(recipePath);
const stage = recipe.stages.find(({ objective }) => objective === "answers");
if (!stage) throw new Error(`${recipePath}: no stage has the objective "answers"`);

await prepareAtlas();
const { config, codec, textCodec } = readModelFolder(folder);
const { decoder } = config;
const asked = new Set(
  Object.keys(stage.tasks ?? sceneTaskWeights).flatMap((name) => tasks[name as TaskName].command.units),
);
const units = Object.fromEntries(Object.entries(decoder.units).filter(([unit]) => asked.has(unit)));
manualSeed(recipe.seed);
const networks = {
  all: new RefVlmNetwork(config),
  asked: new RefVlmNetwork(parseModelConfig({ ...config, decoder: { ...decoder, units } })),
};
const weights = networks.all.stateDict();
noGrad(() => {
  for (const [key, tensor] of networks.asked.stateDict()) tensor.copy_(weights.get(key)!);
});

const mixture = await Mixture.open(recipe, stage, { size: networks.all.pictureSize, units: [...asked] });
const batch = await Promise.all(Array.from({ length: stage.batch }, (_, i) => mixture.at(i)));
const stepperOf = (network: RefVlmNetwork) =>
  new Stepper(network, new AnswersObjective(loadedModel({ network, codec, textCodec }), stage), stage, [batch]);
const steppers = { all: stepperOf(networks.all), asked: stepperOf(networks.asked) };

await answerRequests(({ network, steps }) => {
  const which = network as keyof typeof networks;
  const processor = process.cpuUsage();
  for (let i = 0; i < Number(steps); i++) steppers[which].step();
  const { user, system } = process.cpuUsage(processor);
  return {
    pictures: Number(steps) * stage.batch,
    processorSeconds: (user + system) / 1e6,
    learning: steppers[which].learning,
    parameters: networks[which].parameters().reduce((sum, { numel }) => sum + numel, 0),
    units: networks[which].visualDecoders.units.keys(),
  };
});
