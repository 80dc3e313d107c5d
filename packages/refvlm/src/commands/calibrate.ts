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
    .option(
      "--questions <file.jsonl.gz>",
      "questions about photographs that were held back, as write-photo-questions.ts writes them",
    )
    .option("--root <folder>", "where the pictures are: of the data, if not where its build says; of the questions")
    .option("--limit <n>", "only so many pictures of the data or the questions, drawn evenly", wholeNumber(1))
    .option("--false-denials <share>", "most things that may be denied though they are there (default 0.05)", share)
    .action(calibrateModel);
}

const percent = (value: number) => `${(100 * value).toFixed(1)} %`;

interface CalibrateOptions {
  scenes?: number;
  data?: string;
  questions?: string;
  root?: string;
  limit?: number;
  falseDenials?: number;
}

async function calibrateModel(
  name: string,
  { scenes, data, questions, root, limit, falseDenials }: CalibrateOptions,
): Promise<void> {
  const chosen = Object.entries({ scenes, data, questions }).flatMap(([name, value]) =>
    value === undefined ? [] : [`--${name}`],
  );
  if (chosen.length > 1)
    throw new Error(`${chosen.join(" and ")}: a calibration is fitted on one of them; leave out the others`);
  const ofPhotographs = data ?? questions;
  if (ofPhotographs === undefined && (root !== undefined || limit !== undefined))
    throw new Error(
      "--root and --limit say something of --data or --questions; give one of them, too, or use --scenes",
    );
  if (questions !== undefined && root === undefined)
    throw new Error("--questions: give --root FOLDER, the folder in COCO's layout that holds their pictures");
  const { join } = await import("node:path");
  const { writeWhole } = await import("@refvlm/config");
  const { CALIBRATION_FILE, loadPretrained } = await import("@refvlm/model");
  const { readyEngine } = await import("@refvlm/torch");
  const train = await import("@refvlm/train");
  const folder = modelFolder(name);
  const path = join(folder, CALIBRATION_FILE);
  checkWritable(path);
  await readyEngine();
  const model = loadPretrained(folder);
  using stop = stopSignals("stopped; nothing was written");
  const more = ofPhotographs === undefined ? "ask about more --scenes" : "ask about more photographs";
  let progress: ReturnType<typeof showProgress> | undefined;
  try {
    const source =
      questions !== undefined
        ? train.calibrationQuestions(root!, { questions: train.PhotoQuestions.read(questions), limit })
        : data !== undefined
          ? await train.calibrationShards(data, { root, limit })
          : await train.calibrationScenes(model, { scenes });
    progress = showProgress("pictures", source.size);
    const calibration = await train.calibrate(model, source, {
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
