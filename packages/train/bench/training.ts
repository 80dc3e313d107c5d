// Training speed of nano on stage 2 of its recipe: the trainer's objective and optimiser step on prepared samples, without
// the rendering of scenes. Usage: training.ts FOLDER RECIPE BATCHES; FOLDER gets what the peer in Python starts from: the
// weights and every batch as tensors. Request {} for what was prepared, {"steps": N} to train.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { loadedModel, RefVlmNetwork, readModelFolder } from "@refvlm/model";
import { getNumThreads, liveTensors, manualSeed, scope, writeSafetensors } from "@refvlm/torch";
import { prepareAtlas } from "@refvlm/vt-instruct";
import { answerRequests, peakMegabytes } from "../../../scripts/bench/answering.mjs";
import { readRecipe } from "../src/config/read-recipe.js";
import { Mixture } from "../src/data/mixture.js";
import { AnswersObjective } from "../src/objectives/answers.js";
import { loaded, namedObjects } from "../src/objectives/labelled-objects.js";
import { weightedTotal } from "../src/objectives/objective.js";
import { BatchRecorder } from "./batch-recorder.js";
import { BENCH_RATE, Stepper } from "./stepper.js";

const [folder, recipePath, batchCount] = process.argv.slice(2);
const recipe = readRecipe(recipePath);
const stage = recipe.stages.find(({ objective }) => objective === "answers");
if (!stage) throw new Error(`${recipePath}: no stage has the objective "answers"`);

await prepareAtlas();
const { config, codec, textCodec } = readModelFolder(folder);
manualSeed(recipe.seed);
const network = new RefVlmNetwork(config);
const named = network.namedParameters();
const objective = new AnswersObjective(loadedModel({ network, codec, textCodec }), stage);
const mixture = await Mixture.open(recipe, stage, {
  size: network.pictureSize,
  units: [...network.visualDecoders.units.keys()],
});
const batches = await Promise.all(
  Array.from({ length: Number(batchCount) }, (_, batch) =>
    Promise.all(Array.from({ length: stage.batch }, (_, i) => mixture.at(batch * stage.batch + i))),
  ),
);
const turns = batches.map((samples) => samples.reduce((sum, sample) => sum + sample.turns.length, 0));

mkdirSync(join(folder, "batches"), { recursive: true });
writeSafetensors(join(folder, "weights.safetensors"), new Map(named));
const firstLosses = batches.map((samples, batch) =>
  scope(() => {
    const recorder = new BatchRecorder(network);
    const losses = objective.losses(samples);
    const { nameOf } = namedObjects(loaded(samples), network.maskGrid, { device: network.device })!;
    recorder.write(join(folder, "batches", `${batch}.safetensors`), nameOf);
    return weightedTotal(losses, stage.lossWeights).item();
  }),
);

const { lr, betas, weightDecay, clip, lossWeights } = stage;
const stepper = new Stepper(network, objective, stage, batches);

const prepared = {
  turnsPerPicture: turns.reduce((a, b) => a + b, 0) / (batches.length * stage.batch),
  firstLosses,
  settings: { lr: lr * BENCH_RATE, betas, weightDecay, clip, lossWeights },
};

await answerRequests(({ steps }) => {
  if (steps === undefined) return prepared;
  const start = performance.now();
  const processor = process.cpuUsage();
  for (let i = 0; i < Number(steps); i++) stepper.step();
  const seconds = (performance.now() - start) / 1000;
  const { user, system } = process.cpuUsage(processor);
  return {
    seconds,
    processorSeconds: (user + system) / 1e6,
    pictures: Number(steps) * stage!.batch,
    parameters: stepper.learning,
    threads: getNumThreads(),
    liveTensors: liveTensors(),
    peakMegabytes: peakMegabytes(),
  };
});
