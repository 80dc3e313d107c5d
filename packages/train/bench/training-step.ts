// What units cost that a batch does not ask for: steps of stage 2 by nano with all of its units, and by the same network with
// boxes and masks alone, on the same weights and a batch of those tasks that ask for no other unit. Usage: training-step.ts
// FOLDER RECIPE; FOLDER holds nano's config and tokenizer. Request {"network": "all" | "asked", "steps": N}.
import { loadedModel, parseModelConfig, RefVlmNetwork } from "@refvlm/model";
import { keepFreedMemory, noGrad } from "@refvlm/torch";
import { prepareAtlas, sceneTaskWeights, type TaskName, tasks } from "@refvlm/vt-instruct";
import { answerRequests } from "../../../scripts/bench/answering.mjs";
import { readRecipe } from "../src/config/read-recipe.js";
import { Mixture } from "../src/data/mixture.js";
import { collectRarely } from "../src/loop/garbage.js";
import { startModel } from "../src/loop/prepare-model.js";
import { AnswersObjective } from "../src/objectives/answers.js";
import { Stepper } from "./stepper.js";

const [folder, recipePath] = process.argv.slice(2);
const recipe = readRecipe(recipePath);
const answers = recipe.stages.find(({ objective }) => objective === "answers");
if (!answers) throw new Error(`${recipePath}: no stage has the objective "answers"`);
const asked = new Set(["box", "mask"]);
const asksNoOther = ([name]: [string, unknown]) =>
  tasks[name as TaskName].command.units.every((unit) => asked.has(unit));
const weighed = Object.entries(answers.tasks ?? sceneTaskWeights);
const stage = { ...answers, tasks: Object.fromEntries(weighed.filter(asksNoOther)) };

// As every run of the trainer does.
collectRarely();
keepFreedMemory();
await prepareAtlas();
const { network: all, codec, textCodec } = startModel({ ...recipe, model: folder });
const { decoder } = all.config;
const units = Object.fromEntries(Object.entries(decoder.units).filter(([unit]) => asked.has(unit)));
const networks = { all, asked: new RefVlmNetwork(parseModelConfig({ ...all.config, decoder: { ...decoder, units } })) };
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
