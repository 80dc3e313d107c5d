// `refvlm calibrate`: fits what a network's scores and denials are worth, and writes that into its folder.
import type { Command } from "commander";
import { modelFolder } from "../model-folder.js";
import { showProgress } from "../terminal/progress.js";
import { stopSignals } from "../terminal/stop-signals.js";
import { tellWritten } from "../terminal/tell-written.js";
import { wholeNumber } from "../whole-number.js";
import { checkWritable } from "../writable.js";

export function addCalibrate(program: Command): void {
  program
    .command("calibrate")
    .description(
      "fit scores and denials of a network on scenes of their own, and write calibration.json into its folder",
    )
    .argument("<model>", "the network's folder")
    .option("--scenes <n>", "scenes to ask about", wholeNumber(1), 400)
    .action(calibrateModel);
}

async function calibrateModel(name: string, { scenes }: { scenes: number }): Promise<void> {
  const { join } = await import("node:path");
  const { writeWhole } = await import("@refvlm/config");
  const { CALIBRATION_FILE, loadPretrained } = await import("@refvlm/model");
  const { readyEngine } = await import("@refvlm/torch");
  const { calibrate } = await import("@refvlm/train");
  const folder = modelFolder(name);
  const path = join(folder, CALIBRATION_FILE);
  checkWritable(path);
  await readyEngine();
  const model = loadPretrained(folder);
  using stop = stopSignals("stopped; nothing was written");
  const progress = showProgress("scenes", scenes);
  try {
    const calibration = await calibrate(model, {
      scenes,
      signal: stop.signal,
      onProgress: (done) => progress.update(done, ""),
    });
    progress.stop();
    if (Object.keys(calibration.units).length === 0 && !calibration.presence)
      throw new Error(
        "too few right or too few wrong answers to fit anything; nothing was written, ask about more --scenes",
      );
    writeWhole(path, `${JSON.stringify(calibration, null, 2)}\n`);
    for (const [unit, { minScore }] of Object.entries(calibration.units))
      console.log(`${unit}: answers below ${minScore.toFixed(2)} are left out`);
    const deny = calibration.presence?.deny;
    if (deny !== undefined) console.log(`things that are there with a probability below ${deny.toFixed(2)} are denied`);
    for (const unit of model.network.visualDecoders.units.keys())
      if (!Object.hasOwn(calibration.units, unit))
        process.stderr.write(`note: ${unit}: too few right or too few wrong answers to fit; ask about more --scenes\n`);
    if (deny === undefined) process.stderr.write("note: too few answers to fit denials; ask about more --scenes\n");
    tellWritten(path);
  } finally {
    progress.stop();
    model.network.dispose();
  }
}
