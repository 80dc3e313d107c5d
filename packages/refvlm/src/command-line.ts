// The command line: one file a command, one clear message an error. Commands import what is heavy when they run.
import { Command } from "commander";
import { addBuild } from "./commands/build.js";
import { addCalibrate } from "./commands/calibrate.js";
import { addChat } from "./commands/chat.js";
import { addConvert } from "./commands/convert.js";
import { addCost } from "./commands/cost.js";
import { addDetect } from "./commands/detect.js";
import { addDoctor } from "./commands/doctor.js";
import { addEval } from "./commands/eval.js";
import { addFinetune } from "./commands/finetune.js";
import { addInspect } from "./commands/inspect.js";
import { addMergeLora } from "./commands/merge-lora.js";
import { addModel } from "./commands/model.js";
import { addParse } from "./commands/parse.js";
import { addPlot } from "./commands/plot.js";
import { addPredict } from "./commands/predict.js";
import { addPull } from "./commands/pull.js";
import { addScore } from "./commands/score.js";
import { addSegment } from "./commands/segment.js";
import { addServe } from "./commands/serve.js";
import { addSetup } from "./commands/setup.js";
import { addStart } from "./commands/start.js";
import { addStudio } from "./commands/studio.js";
import { addTrain } from "./commands/train.js";
import { StoppedError } from "./terminal/stop-signals.js";
import { version } from "./version.js";

const commands = [
  addStart,
  addPredict,
  addChat,
  addDetect,
  addSegment,
  addServe,
  addStudio,
  addEval,
  addCalibrate,
  addTrain,
  addFinetune,
  addBuild,
  addInspect,
  addCost,
  addScore,
  addParse,
  addPlot,
  addModel,
  addConvert,
  addPull,
  addMergeLora,
  addDoctor,
  addSetup,
];

/**
 * Runs a command as the program `refvlm` does: answers on stdout, messages on stderr, failures in `process.exitCode`.
 * @param args what stands behind the program's name
 */
export async function commandLine(args: readonly string[]): Promise<void> {
  const program = new Command("refvlm")
    .description("Ask about a picture; get an answer in which every phrase carries its boxes and masks.")
    .version(version)
    // Options belong to the command they stand behind, so that `eval` and `eval scenes` may share their names.
    .enablePositionalOptions()
    .showHelpAfterError("(refvlm --help lists commands and options)");
  for (const add of commands) add(program);
  try {
    await program.parseAsync(args, { from: "user" });
  } catch (error) {
    process.stderr.write(`refvlm: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = error instanceof StoppedError ? error.exitCode : 1;
  }
}
