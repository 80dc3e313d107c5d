// `refvlm train RECIPE`: follows a training run with a progress bar; Ctrl-C saves and ends.
import type { Override } from "@refvlm/config";
import { type Command, InvalidArgumentError } from "commander";
import { type Progress, showProgress } from "../terminal/progress.js";
import { stopSignals } from "../terminal/stop-signals.js";
import { wholeNumber } from "../whole-number.js";

interface TrainOptions {
  resume: boolean;
  replicas: number;
  output?: string;
  set: Override[];
}

export function addTrain(program: Command): void {
  program
    .command("train")
    .description("train a network from a recipe")
    .argument("<recipe>", "recipe in YAML, or the name of one that comes along, e.g. nano")
    .option("--resume", "continue from the newest whole checkpoint", false)
    .option("--replicas <n>", "threads that each train on a slice of every batch", wholeNumber(1), 1)
    .option("--output <folder>", "where checkpoints and logs go, instead of the recipe's output")
    .option(
      "--set <key=value>",
      "a setting in place of the recipe's, e.g. stages.0.steps=20; may be given again",
      set,
      [],
    )
    .action(async (path: string, options: TrainOptions) => {
      const { readRecipe, trainRecipe } = await import("@refvlm/train");
      const { namedFile, recipeFolder } = await import("../named-file.js");
      const recipe = readRecipe(namedFile("recipe", path, recipeFolder), options.set);
      if (options.output) recipe.output = options.output;
      using stop = stopSignals("stopped; continue with --resume", () =>
        process.stderr.write("\nsaving after this step; once more to end at once\n"),
      );
      let progress: Progress | undefined;
      const end = await trainRecipe(recipe, {
        resume: options.resume,
        replicas: options.replicas,
        signal: stop.signal,
        onNote: (message) => process.stderr.write(`${message}\n`),
        onLog: ({ step, stage, losses, picturesPerSecond }, total) => {
          progress ??= showProgress("training", total, step - 1);
          const parts = Object.entries(losses).map(([name, value]) => `${name} ${value.toFixed(3)}`);
          progress.update(step, `${stage}: ${parts.join(" ")} | ${picturesPerSecond.toFixed(1)} pictures/s`);
        },
      });
      progress?.stop();
      if (end === "stopped") stop.signal.throwIfAborted();
      console.log(`the model is in ${recipe.output}/model`);
    });
}

/** Takes one more setting. */
function set(text: string, before: Override[]): Override[] {
  const at = text.indexOf("=");
  if (at < 1) throw new InvalidArgumentError("give a key and a value in YAML, e.g. stages.0.steps=20.");
  return [...before, { key: text.slice(0, at), value: text.slice(at + 1) }];
}
