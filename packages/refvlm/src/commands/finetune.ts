// `refvlm finetune MODEL --data coco.json|SHARDS`: a model made better on a user's own pictures, and how much better it is.
import type { Command } from "commander";
import { modelFolder } from "../model-folder.js";
import { type Progress, showProgress } from "../terminal/progress.js";
import { stopSignals } from "../terminal/stop-signals.js";
import { wholeNumber } from "../whole-number.js";

interface Options {
  data: string;
  images?: string;
  heldOut?: string;
  output: string;
  epochs: number;
  loraRank?: number;
  replicas: number;
  device: string;
  seed: number;
}

const told = {
  questions: "making questions of the labels",
  before: "measuring the model on held-out pictures",
  training: "training",
  after: "measuring what has come of it",
};

export function addFinetune(program: Command): void {
  program
    .command("finetune")
    .description("train a model on your own pictures, stopping early, and measure it before and after")
    .argument("<model>", "a name of `refvlm models`, or a folder")
    .requiredOption("--data <coco.json|shards>", "annotations in COCO's layout, or a data set of `refvlm build`")
    .option("--images <folder>", "where the pictures are; by default `images` beside the annotations, or their folder")
    .option("--held-out <shards>", "a data set to measure on and to stop by; a tenth of the pictures by default")
    .option("--output <folder>", "where all goes", "runs/finetune")
    .option("--epochs <n>", "most times that every picture is learnt from", wholeNumber(1), 3)
    .option(
      "--lora-rank <n>",
      "adapters of the language model, as networks from 300 M parameters on have; 0 for none",
      wholeNumber(0),
    )
    .option("--replicas <n>", "threads that each train on a slice of every batch", wholeNumber(1), 1)
    .option("--device <name>", "cpu, cuda or cuda:N", "cpu")
    .option("--seed <n>", "of questions and training", wholeNumber(0), 0)
    .action(finetuneModel);
}

async function finetuneModel(model: string, { data, output, ...options }: Options): Promise<void> {
  const { changeTable, finetune } = await import("@refvlm/train");
  const { readyEngine } = await import("@refvlm/torch");
  const folder = modelFolder(model);
  await readyEngine();
  using stop = stopSignals(
    `stopped; refvlm train ${output}/recipe.yaml --resume goes on with a training that had begun`,
  );
  let progress: Progress | undefined;
  const note = (message: string) => process.stderr.write(`${message}\n`);
  try {
    const done = await finetune(folder, data, output, {
      ...options,
      signal: stop.signal,
      onPart: (part) => note(told[part]),
      onNote: note,
      onLog: ({ step, losses }, total) => {
        progress ??= showProgress("training", total, step - 1);
        progress.update(step, `loss ${losses.total.toFixed(3)}`);
      },
    });
    progress?.stop();
    console.log(`\n${changeTable(done)}\n\nthe model is in ${output}/model`);
  } finally {
    progress?.stop();
  }
}
