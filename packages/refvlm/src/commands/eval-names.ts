// `refvlm eval names`: what a network's picture side calls the things of scenes, without its language model.
import type { Command } from "commander";
import { modelFolder } from "../model-folder.js";
import { showProgress } from "../terminal/progress.js";
import { stopSignals } from "../terminal/stop-signals.js";
import { wholeNumber } from "../whole-number.js";

export function addEvalNames(evaluate: Command): void {
  evaluate
    .command("names")
    .description("measure how a network's text tower names what scenes show, before any question")
    .option("--model <nano|folder>", "the network", "nano")
    .option("--scenes <n>", "scenes of each set of icon families", wholeNumber(1), 200)
    .action(evalNames);
}

async function evalNames(options: { model: string; scenes: number }): Promise<void> {
  const { loadPretrained } = await import("@refvlm/model");
  const { readyEngine } = await import("@refvlm/torch");
  const { figureTable, measureNames } = await import("@refvlm/train");
  const folder = modelFolder(options.model);
  await readyEngine();
  const model = loadPretrained(folder);
  using stop = stopSignals("stopped");
  const progress = showProgress("pictures", 2 * options.scenes);
  try {
    const figures = await measureNames(model, {
      scenes: options.scenes,
      signal: stop.signal,
      onProgress: (done) => progress.update(done, ""),
    });
    progress.stop();
    console.log(figureTable(figures));
  } finally {
    progress.stop();
    model.network.dispose();
  }
}
