// Training speed of nano on stage 2 of its recipe: the trainer's objective and optimiser step on prepared samples, without
// the rendering of scenes. Usage: training.ts FOLDER RECIPE BATCHES; FOLDER gets what the peer in Python starts from: the
// weights and every batch as tensors. Request {} for what was prepared, {"steps": N} to train.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { getNumThreads, keepFreedMemory, liveTensors, noGrad, randn, scope, writeSafetensors } from "@refvlm/torch";
import { prepareAtlas, sceneNames } from "@refvlm/vt-instruct";
import { answerRequests, peakMegabytes } from "../../../scripts/bench/answering.mjs";
import { readRecipe } from "../src/config/read-recipe.js";
import { Mixture } from "../src/data/mixture.js";
import { collectRarely } from "../src/loop/garbage.js";
import { startModel } from "../src/loop/prepare-model.js";
import { AnswersObjective } from "../src/objectives/answers.js";
import { loaded, namedObjects } from "../src/objectives/labelled-objects.js";
import { BatchRecorder } from "./batch-recorder.js";
import { BENCH_RATE, Stepper } from "./stepper.js";

/** Standard deviation of what is added to each weight. */
const STIRRED = 0.02;

const [folder, recipePath, batchCount] = process.argv.slice(2);
const recipe = readRecipe(recipePath);
const stage = recipe.stages.find(({ objective }) => objective === "answers");
if (!stage) throw new Error(`${recipePath}: no stage has the objective "answers"`);

// As every run of the trainer does.
collectRarely();
keepFreedMemory();
await prepareAtlas();
// Without what the twin lacks: attributes of boxes, and names of earlier answers.
const addEvidence = recipe.addEvidence && { ...recipe.addEvidence, attributes: [], earlier: false };
const model = startModel({ ...recipe, addEvidence, model: folder });
const { network } = model;
const named = network.namedParameters();
stir();
const objective = new AnswersObjective(model, { ...stage, vocabulary: sceneNames });
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
writeFileSync(join(folder, "batches", "config.json"), JSON.stringify(network.config));
writeSafetensors(join(folder, "weights.safetensors"), new Map(named));
network.eval(); // without the noise on boxes, which is each side's own
const firstLosses = batches.map((samples, batch) =>
  scope(() => {
    const recorder = new BatchRecorder(network);
    const losses = objective.losses(samples);
    const { nameOf } = namedObjects(loaded(samples), network.maskGrid, { device: network.device })!;
    recorder.write(join(folder, "batches", `${batch}.safetensors`), nameOf);
    return Object.fromEntries(Object.entries(losses).map(([name, loss]) => [name, loss.item()]));
  }),
);

network.train();
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

/**
 * Weights that start at zero would hide from the comparison what they multiply, and names that fit nothing yet would leave the
 * lists of proposals empty: all weights are moved a little, and names begin at even odds.
 */
function stir(): void {
  noGrad(() => {
    for (const [, parameter] of named) parameter.add_(randn([...parameter.shape]).mul(STIRRED));
    network.visualDecoders.querySelection!.nameFit!.bias.zero_();
  });
}
