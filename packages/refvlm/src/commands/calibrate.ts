// `refvlm calibrate`: fits what a network's scores and denials are worth, and writes that into its folder.
import type { Command } from "commander";
import { modelFolder } from "../model-folder.js";
import { optionNumber } from "../option-number.js";
import { showProgress } from "../terminal/progress.js";
import { stopSignals } from "../terminal/stop-signals.js";
import { tellWritten } from "../terminal/tell-written.js";
import { wholeNumber } from "../whole-number.js";
import { checkWritable } from "../writable.js";

const share = optionNumber((value) => value >= 0 && value <= 1, "a number from 0 to 1");

export function addCalibrate(program: Command): void {
  program
    .command("calibrate")
    .description(
      "fit scores and denials of a network on questions of their own, and write calibration.json into its folder",
    )
    .argument("<model>", "the network's folder")
    .option("--scenes <n>", "scenes to ask about (default 400)", wholeNumber(1))
    .option("--data <shards>", "a data set that was held back from training, built: a folder, or a Parquet file of it")
    .option("--root <folder>", "where the pictures of the data are, if not where the build says")
    .option("--limit <n>", "only so many pictures of the data, drawn evenly", wholeNumber(1))
    .option("--false-denials <share>", "most things that may be denied though they are there (default 0.05)", share)
    .action(calibrateModel);
}

const percent = (value: number) => `${(100 * value).toFixed(1)} %`;

interface CalibrateOptions {
  scenes?: number;
  data?: string;
  root?: string;
  limit?: number;
  falseDenials?: number;
}

async function calibrateModel(
  name: string,
  { scenes, data, root, limit, falseDenials }: CalibrateOptions,
): Promise<void> {
  if (scenes !== undefined && data !== undefined)
    throw new Error("--scenes and --data: a calibration is fitted on one of them; leave out the other");
  if (data === undefined && (root !== undefined || limit !== undefined))
    throw new Error("--root and --limit say something of --data SHARDS; give that, too, or use --scenes");
  const { join } = await import("node:path");
  const { writeWhole } = await import("@refvlm/config");
  const { CALIBRATION_FILE, loadPretrained } = await import("@refvlm/model");
  const { readyEngine } = await import("@refvlm/torch");
  const { calibrate, calibrationScenes, calibrationShards } = await import("@refvlm/train");
  const folder = modelFolder(name);
  const path = join(folder, CALIBRATION_FILE);
  checkWritable(path);
  await readyEngine();
  const model = loadPretrained(folder);
  using stop = stopSignals("stopped; nothing was written");
  const more = data === undefined ? "ask about more --scenes" : "build more of the data, or take all of it";
  let progress: ReturnType<typeof showProgress> | undefined;
  try {
    const source =
      data === undefined ? await calibrationScenes(model, { scenes }) : await calibrationShards(data, { root, limit });
    progress = showProgress("pictures", source.size);
    const calibration = await calibrate(model, source, {
      falseDenials,
      signal: stop.signal,
      onProgress: (done) => progress?.update(done, ""),
    });
    progress.stop();
    if (Object.keys(calibration.units).length === 0 && !calibration.presence)
      throw new Error(`too few right or too few wrong answers to fit anything; nothing was written, ${more}`);
    writeWhole(path, `${JSON.stringify(calibration, null, 2)}\n`);
    for (const [unit, { minScore, singled }] of Object.entries(calibration.units)) {
      console.log(`${unit}: answers below ${minScore.toFixed(2)} are left out`);
      if (singled) console.log(`  where a question singles out one of several: below ${singled.minScore.toFixed(2)}`);
    }
    const { deny, denied } = calibration.presence ?? {};
    if (deny !== undefined) console.log(`things that are there with a probability below ${deny.toFixed(2)} are denied`);
    if (denied)
      console.log(`of what is there that denies ${percent(denied.present)}, of what is not ${percent(denied.absent)}`);
    for (const unit of model.network.visualDecoders.units.keys())
      if (!Object.hasOwn(calibration.units, unit))
        process.stderr.write(`note: ${unit}: too few right or too few wrong answers to fit; ${more}\n`);
    if (deny === undefined) process.stderr.write(`note: too few answers to fit denials; ${more}\n`);
    tellWritten(path);
  } finally {
    progress?.stop();
    model.network.dispose();
  }
}
