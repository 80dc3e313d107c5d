// `refvlm eval`: measures a network on unseen scenes, on photographs, on a built data set or on a published benchmark.
import type { Command } from "commander";
import { addDecoderOptions, chosenDecoders, type DecoderOptions } from "../decoder-options.js";
import { DEFAULT_MODEL, modelFolder } from "../model-folder.js";
import { showProgress } from "../terminal/progress.js";
import { stopSignals } from "../terminal/stop-signals.js";
import { tellWritten } from "../terminal/tell-written.js";
import { version } from "../version.js";
import { wholeNumber } from "../whole-number.js";
import { checkWritable } from "../writable.js";
import { addEvalNames } from "./eval-names.js";

type Train = typeof import("@refvlm/train");
type Source = import("@refvlm/train").QuestionSource;
type Evaluation = import("@refvlm/train").Evaluation;

/** Options of every evaluation. */
interface MeasureOptions extends DecoderOptions {
  model: string;
  kinds?: string[];
  batch: number;
  results?: string;
  answers?: string;
  json?: string;
  markdown?: string;
  sheet?: string;
  sheetTiles: number;
}

interface SceneOptions extends MeasureOptions {
  scenes: number;
  families?: string[];
}

interface PhotoOptions extends MeasureOptions {
  root?: string;
  limit?: number;
  detections?: string;
  questions?: string;
}

interface DataOptions extends MeasureOptions {
  data?: string;
  benchmark?: string;
  root?: string;
  parts?: string[];
  limit?: number;
}

export function addEval(program: Command): void {
  const evaluate = addMeasuring(program.command("eval").description("measure a network"), DEFAULT_MODEL)
    .option("--data <shards>", "a finished build, or a Parquet file of one")
    .option("--benchmark <name>", 'a published benchmark; "list" prints them')
    .option("--root <folder>", "where the pictures of the data are, or the files of the benchmark")
    .option("--parts <list>", "parts of the benchmark, e.g. testA; all by default", list)
    .option("--limit <n>", "only so many pictures, drawn evenly (of each part)", wholeNumber(1))
    .action(evalData);
  addMeasuring(evaluate.command("scenes").description("measure a network on scenes that training never shows"), "nano")
    .option("--scenes <n>", "scenes of each set of icon families", wholeNumber(1), 1000)
    .option("--families <list>", "seen, held-out; both by default", list)
    .action(evalScenes);
  addEvalNames(evaluate);
  addMeasuring(evaluate.command("photos").description("measure a network on photographs of COCO"), DEFAULT_MODEL)
    .option("--root <folder>", "the pictures: a folder in COCO's layout with images/val")
    .option("--limit <n>", "only so many pictures, drawn evenly", wholeNumber(1))
    .option(
      "--questions <file.jsonl.gz>",
      "other questions than the package's own, as write-photo-questions.ts writes them",
    )
    .option("--detections <file.json>", "a detector's results as COCO has them: what they answer by rule stands beside")
    .action(evalPhotos);
}

/** @param model that is measured where none is named */
function addMeasuring(command: Command, model: string): Command {
  return addDecoderOptions(command.option("--model <name|folder>", "the network", model))
    .option("--kinds <list>", "kinds of question, e.g. rec,res,fovd; all by default", list)
    .option("--batch <n>", "questions answered side by side", wholeNumber(1), 48)
    .option("--results <file.jsonl>", "every answer with its score; an evaluation that was cut off goes on from it")
    .option("--answers <folder>", "truth and answers of every task in files that `refvlm score` takes")
    .option("--json <file>", "the figures as JSON")
    .option("--markdown <file>", "the table in Markdown")
    .option("--sheet <file.png>", "a contact sheet of answered questions, each said to be right (green) or wrong (red)")
    .option("--sheet-tiles <n>", "questions on the sheet", wholeNumber(1), 24);
}

async function evalScenes(options: SceneOptions): Promise<void> {
  const train = await import("@refvlm/train");
  const families = chosen("--families", options.families, train.sceneFamilies);
  const source = await train.sceneQuestions({ scenes: options.scenes, families });
  await measure(train, options, source);
}

async function evalPhotos({ root, limit, detections, questions, ...options }: PhotoOptions): Promise<void> {
  if (root === undefined) throw new Error("give --root FOLDER, the folder in COCO's layout that holds images/val");
  const train = await import("@refvlm/train");
  const source = train.photoQuestions(root, {
    limit,
    ...(questions !== undefined && { questions: train.PhotoQuestions.read(questions) }),
  });
  const byRule = detections ? await train.evaluateByRule(source, train.cocoResultList(detections)) : [];
  await measure(train, options, source, { families: train.photoFamilies, byRule });
}

async function evalData(options: DataOptions): Promise<void> {
  const { data, benchmark, root, limit } = options;
  if ((data === undefined) === (benchmark === undefined))
    throw new Error(
      "say what to measure on: `refvlm eval scenes`, `refvlm eval photos`, --data SHARDS or --benchmark NAME",
    );
  const train = await import("@refvlm/train");
  if (data !== undefined) await measure(train, options, await train.shardQuestions(data, { root, limit }));
  else if (benchmark === "list") process.stdout.write(train.benchmarkList());
  else await evalBenchmark(train, benchmark!, options);
}

async function evalBenchmark(train: Train, name: string, { parts, root, limit, ...options }: DataOptions) {
  const [benchmark] = chosen("--benchmark", [name], Object.keys(train.benchmarks)).map(
    (each) => train.benchmarks[each],
  );
  if (root === undefined)
    throw new Error(`--benchmark ${name}: give --root FOLDER, the folder with its files (${benchmark.published})`);
  const warn = (message: string) => process.stderr.write(`${message}\n`);
  const selection = { parts: chosen("--parts", parts, Object.keys(benchmark.parts)), limit, onWarning: warn };
  const source = await train.benchmarkQuestions(name, benchmark, root, selection);
  try {
    const beside = train.besidePaper(benchmark);
    await measure(train, options, source, { families: [benchmark.family], beside });
  } finally {
    await source.close();
  }
}

/** What is measured and printed, where that is not the table of all tasks. */
interface Measured {
  families?: import("@refvlm/train").EvaluationOptions["families"];
  beside?: import("@refvlm/train").Beside;
  /** Figures of the same questions that stand beside the network's. */
  byRule?: Evaluation["figures"];
}

/** Asks, then shows and writes what was measured. */
async function measure(
  train: Train,
  options: MeasureOptions,
  source: Source,
  { families, beside, byRule = [] }: Measured = {},
): Promise<void> {
  const { loadPretrained } = await import("@refvlm/model");
  const { readyEngine } = await import("@refvlm/torch");
  const kinds = chosen("--kinds", options.kinds, train.questionKinds);
  const folder = modelFolder(options.model);
  checkWritable(options.results, options.json, options.markdown, options.sheet);
  await readyEngine();
  const decoders = chosenDecoders(options);
  const model = loadPretrained(folder, { decoders });
  const log = options.results
    ? train.openResultLog(options.results, await keyOf(folder, source.digest, decoders))
    : undefined;
  using stop = stopSignals(stopped(options));
  const shown = new train.SheetChoice(options.sheet ? options.sheetTiles : 0);
  const progress = showProgress("pictures", source.size);
  try {
    const measured = await train.evaluate(model, source, {
      kinds,
      families,
      batchSize: options.batch,
      log,
      signal: stop.signal,
      onAnswer: (answered) => shown.offer(answered),
      onProgress: (done, _, questions) => progress.update(done, `${questions} questions`),
      onWarning: (message) => process.stderr.write(`${message}\n`),
    });
    progress.stop();
    measured.figures.push(...byRule);
    const { figures, asked, seconds } = measured;
    console.log(train.figureTable(figures, beside));
    console.log(`\n${asked} questions in ${seconds.toFixed(0)} s, ${(asked / seconds).toFixed(1)} a second`);
    await writeMeasured(train, options, source.digest, measured, beside);
    if (options.sheet) await writeSheet(train, options.sheet, shown.chosen);
  } finally {
    progress.stop();
    model.network.dispose();
  }
}

async function writeMeasured(
  train: Train,
  { model, answers, json, markdown }: MeasureOptions,
  questions: string,
  { figures, files, asked, seconds }: Evaluation,
  beside: Measured["beside"],
): Promise<void> {
  const { writeFileSync } = await import("node:fs");
  if (markdown) writeFileSync(markdown, train.figureMarkdown(figures, beside));
  if (json) writeFileSync(json, `${JSON.stringify({ model, questions, figures, asked, seconds }, null, 2)}\n`);
  tellWritten(...[markdown, json].filter((path) => path !== undefined));
  if (answers) console.log(`\n${train.writeAnswerFiles(answers, files).join("\n")}`);
}

async function writeSheet(
  train: Train,
  path: string,
  chosen: readonly import("@refvlm/train").AnsweredQuestion[],
): Promise<void> {
  const { savePng } = await import("@refvlm/vision/node");
  if (chosen.length === 0) return void process.stderr.write("no sheet: no question was answered\n");
  await savePng(await train.contactSheet(chosen), path);
  tellWritten(path);
}

/** What answers to these questions depend on. */
async function keyOf(folder: string, questions: string, decoders: ReturnType<typeof chosenDecoders>): Promise<string> {
  const { cacheKey } = await import("@refvlm/metrics/node");
  const { modelDigest } = await import("@refvlm/model");
  return cacheKey({ weights: await modelDigest(folder, decoders), config: { questions }, code: version });
}

const stopped = ({ results }: MeasureOptions) =>
  results ? `stopped; the same command goes on from ${results}` : "stopped; with --results it could go on from here";

function chosen<Name extends string>(
  option: string,
  names: readonly string[] | undefined,
  valid: readonly Name[],
): Name[] {
  const unknown = names?.find((name) => !valid.some((each) => each === name));
  if (unknown !== undefined) throw new Error(`${option}: "${unknown}" is none of ${valid.join(", ")}`);
  return valid.filter((name) => names?.includes(name) ?? true);
}

const list = (value: string) => value.split(",").map((name) => name.trim());
