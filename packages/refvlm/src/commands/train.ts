// `refvlm train RECIPE`: follows a training run with a progress bar; Ctrl-C saves and ends.
import type { Override } from "@refvlm/config";
import { type Command, InvalidArgumentError } from "commander";
import { type Progress, showProgress } from "../terminal/progress.js";
import { type StoppedError, stopSignals } from "../terminal/stop-signals.js";
import { wholeNumber } from "../whole-number.js";

interface TrainOptions {
  resume: boolean;
  replicas: number;
  processes: number;
  timeout: number;
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
    .option("--processes <n>", "processes of this machine that each train on a slice of every batch", wholeNumber(1), 1)
    .option("--timeout <seconds>", "how long one process waits for the others", wholeNumber(1), 600)
    .option("--output <folder>", "where checkpoints and logs go, instead of the recipe's output")
    .option(
      "--set <key=value>",
      "a setting in place of the recipe's, e.g. stages.0.steps=20; may be given again",
      set,
      [],
    )
    .addHelpText(
      "after",
      "\nStarted by torchrun --no-python, srun, PyTorchJob or TrainJob, each process is one that shares every batch.",
    )
    .action(async (path: string, options: TrainOptions) => {
      const { checkBatches, isBegun, readRecipe, trainRecipe, worldOf } = await import("@refvlm/train");
      const world = worldOf();
      const { namedFile, recipeFolder } = await import("../named-file.js");
      const recipe = readRecipe(namedFile("recipe", path, recipeFolder), options.set);
      if (options.output) recipe.output = options.output;
      if (options.processes > 1 && !world) {
        checkBatches(recipe, options.processes);
        const { startProcesses } = await import("../terminal/start-processes.js");
        return startProcesses(options.processes, { timeout: options.timeout, isBegun: () => isBegun(recipe) });
      }
      // Those that we start ourselves have a channel to us.
      if (options.processes > 1 && world && !process.channel)
        throw new Error(
          `this is rank ${world.rank} of ${world.size} that a launcher has started: leave --processes out`,
        );
      const leads = (world?.rank ?? 0) === 0;
      // The one that started us is gone (see startProcesses).
      if (world) process.once("disconnect", () => process.kill(process.pid, "SIGTERM")).channel?.unref();
      using stop = stopSignals("stopped; continue with --resume", () => {
        if (leads) process.stderr.write("\nsaving after this step; once more to end at once\n");
      });
      let progress: Progress | undefined;
      const end = await trainRecipe(recipe, {
        resume: options.resume,
        replicas: options.replicas,
        world,
        timeout: 1000 * options.timeout,
        signal: stop.signal,
        onNote: (message) => process.stderr.write(`${message}\n`),
        onLog: ({ step, stage, losses, picturesPerSecond }, total) => {
          progress ??= showProgress("training", total, step - 1);
          const parts = Object.entries(losses).map(([name, value]) => `${name} ${value.toFixed(3)}`);
          progress.update(step, `${stage}: ${parts.join(" ")} | ${picturesPerSecond.toFixed(1)} pictures/s`);
        },
      });
      progress?.stop();
      if (!leads) return;
      if (end === "stopped" && stop.signal.aborted) {
        const stopped: StoppedError = stop.signal.reason;
        if (!process.channel) throw stopped;
        process.exitCode = stopped.exitCode; // who started us says how to go on
        return;
      }
      if (end === "stopped") throw new Error("another process was asked to stop; continue with --resume");
      console.log(`the model is in ${recipe.output}/model`);
    });
}

/** Takes one more setting. */
function set(text: string, before: Override[]): Override[] {
  const at = text.indexOf("=");
  if (at < 1) throw new InvalidArgumentError("give a key and a value in YAML, e.g. stages.0.steps=20.");
  return [...before, { key: text.slice(0, at), value: text.slice(at + 1) }];
}
