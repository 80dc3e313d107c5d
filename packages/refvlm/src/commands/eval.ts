// `refvlm eval scenes`: measures a network on unseen scenes and prints the table of figures.
import type { Command } from "commander";
import { modelFolder } from "../model-folder.js";
import { showProgress } from "../terminal/progress.js";
import { stopSignals } from "../terminal/stop-signals.js";
import { tellWritten } from "../terminal/tell-written.js";
import { version } from "../version.js";
import { wholeNumber } from "../whole-number.js";

interface SceneOptions {
  model: string;
  scenes: number;
  families?: string[];
  kinds?: string[];
  batch: number;
  results?: string;
  json?: string;
  markdown?: string;
  sheet?: string;
  sheetTiles: number;
}

export function addEval(program: Command): void {
  const evaluate = program.command("eval").description("measure a network");
  evaluate
    .command("scenes")
    .description("measure a network on scenes that training never shows")
    .option("--model <nano|folder>", "the network", "nano")
    .option("--scenes <n>", "scenes of each set of icon families", wholeNumber(1), 1000)
    .option("--families <list>", "seen, held-out; both by default", list)
    .option("--kinds <list>", "kinds of question, e.g. rec,res,fovd; all by default", list)
    .option("--batch <n>", "questions answered side by side", wholeNumber(1), 48)
    .option("--results <file.jsonl>", "every answer with its score; an evaluation that was cut off goes on from it")
    .option("--json <file>", "the figures as JSON")
    .option("--markdown <file>", "the table in Markdown")
    .option("--sheet <file.png>", "a contact sheet of answered questions, green for right and red for wrong")
    .option("--sheet-tiles <n>", "questions on the sheet", wholeNumber(1), 24)
    .action(evalScenes);
}

async function evalScenes(options: SceneOptions): Promise<void> {
  const { writeFileSync } = await import("node:fs");
  const { loadPretrained } = await import("@refvlm/model");
  const { readyEngine } = await import("@refvlm/torch");
  const { savePng } = await import("@refvlm/vision/node");
  const evaluation = await import("@refvlm/train");
  const { figureMarkdown, figureTable, SceneQuestions, sceneFamilies, scoredKinds } = evaluation;
  const families = chosen("--families", options.families, sceneFamilies);
  const kinds = chosen("--kinds", options.kinds, scoredKinds);
  const folder = modelFolder(options.model);
  await readyEngine();
  const model = loadPretrained(folder);
  const questions = SceneQuestions.read();
  const log = options.results
    ? evaluation.openResultLog(options.results, await keyOf(folder, questions.digest))
    : undefined;

  using stop = stopSignals(stopped(options));
  const shown: import("@refvlm/train").AnsweredQuestion[] = [];
  const perFamily = options.sheet ? Math.ceil(options.sheetTiles / families.length) : 0;
  const progress = showProgress("scenes", families.length * options.scenes);
  try {
    const measured = await evaluation.evaluateScenes(model, {
      questions,
      scenes: options.scenes,
      families,
      kinds,
      batchSize: options.batch,
      log,
      signal: stop.signal,
      // Each tile shows another scene, and the kinds take turns.
      onAnswer: (answered) => {
        const { scene, kind } = answered.result;
        if (scene < perFamily && kind === kinds[scene % kinds.length]) shown.push(answered);
      },
      onProgress: (done, _, questions) => progress.update(done, `${questions} questions`),
      onWarning: (message) => process.stderr.write(`${message}\n`),
    });
    progress.stop();
    const { figures, asked, seconds } = measured;
    console.log(figureTable(figures));
    console.log(`\n${asked} questions in ${seconds.toFixed(0)} s, ${(asked / seconds).toFixed(1)} a second`);
    if (options.markdown) {
      writeFileSync(options.markdown, figureMarkdown(figures));
      tellWritten(options.markdown);
    }
    if (options.json) {
      const { scenes } = options;
      const report = { model: options.model, scenes, questions: questions.digest, figures, asked, seconds };
      writeFileSync(options.json, `${JSON.stringify(report, null, 2)}\n`);
      tellWritten(options.json);
    }
    if (options.sheet && shown.length > 0) {
      await savePng(await evaluation.contactSheet(shown), options.sheet);
      tellWritten(options.sheet);
    } else if (options.sheet)
      process.stderr.write(`no sheet: every answer came from ${options.results}, without its picture\n`);
  } finally {
    progress.stop();
    model.network.dispose();
  }
}

/** What answers about these scenes depend on. */
async function keyOf(folder: string, questions: string): Promise<string> {
  const { createHash } = await import("node:crypto");
  const { readFileSync } = await import("node:fs");
  const { join } = await import("node:path");
  const { cacheKey } = await import("@refvlm/metrics/node");
  const read = (name: string) => readFileSync(join(folder, name));
  return cacheKey({
    weights: createHash("sha256").update(read("model.safetensors")).digest("hex"),
    config: { questions, network: JSON.parse(read("config.json").toString()) },
    code: version,
  });
}

const stopped = ({ results }: SceneOptions) =>
  results ? `stopped; the same command goes on from ${results}` : "stopped; with --results it could go on from here";

function chosen<Name extends string>(option: string, names: string[] | undefined, valid: readonly Name[]): Name[] {
  const unknown = names?.find((name) => !valid.some((each) => each === name));
  if (unknown !== undefined) throw new Error(`${option}: "${unknown}" is none of ${valid.join(", ")}`);
  return valid.filter((name) => names?.includes(name) ?? true);
}

const list = (value: string) => value.split(",").map((name) => name.trim());
