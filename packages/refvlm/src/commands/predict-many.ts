// `refvlm predict` about many pictures: one process, a line or a record each, and what was answered before is passed over.
import { answerToJson, modelDigest } from "@refvlm/model";
import { polygonShapes, promptToJson } from "@refvlm/vision";
import { makeFolder, writeAnswer } from "../answers/annotate.js";
import { type AnswerKey, AnswerLines } from "../answers/answer-lines.js";
import { answerMany } from "../answers/answer-many.js";
import { answerName, Names } from "../answers/answer-name.js";
import { detectionOutput, lineOutput } from "../answers/answer-output.js";
import { checkHeld } from "../answers/held-units.js";
import { writeInstances } from "../answers/instance-files.js";
import { listPictures, pictureLabel } from "../answers/picture-list.js";
import { type QuestionRow, readQuestionRows } from "../answers/question-rows.js";
import { chosenDecoders } from "../decoder-options.js";
import { readPrompts } from "../prompt-options.js";
import { checkQuestion } from "../question.js";
import { RefVlm } from "../refvlm.js";
import { showProgress } from "../terminal/progress.js";
import { stopSignals } from "../terminal/stop-signals.js";
import { tellWritten } from "../terminal/tell-written.js";
import { TimeSpent } from "../terminal/time-spent.js";
import { checkWritable } from "../writable.js";
import { questionOptions, tellOutside } from "./answering.js";
import type { PredictOptions } from "./predict-options.js";

/** A question, what its line is told apart by, and what its files are called. */
type Job = QuestionRow & { key: AnswerKey; name: string };

export async function predictMany(
  pictures: readonly string[],
  question: string | undefined,
  options: PredictOptions,
): Promise<void> {
  const time = new TimeSpent("starting");
  const { seed = 0, ...said } = questionOptions(options);
  const prompts = await readPrompts(options);
  const rows = await rowsOf(pictures, question, options);
  for (const { question } of rows) checkQuestion(question, { seed, ...said, prompts });
  // A folder takes a file for each picture, and the lines go to stdout.
  const isFile = options.format !== "jsonl" || options.out?.toLowerCase().endsWith(".jsonl");
  const [file, folder] = isFile ? [options.out] : [undefined, options.out];
  const resumed = options.format === "jsonl" ? file : undefined;
  if (options.format !== "jsonl") checkWritable(file);
  for (const each of foldersOf(options, folder)) await makeFolder(each);
  using stop = stopSignals(resumed === undefined ? "stopped" : `stopped; the same command goes on from ${resumed}`);

  time.turnTo("loading the model");
  await using vlm = await RefVlm.load(options.model, { decoders: chosenDecoders(options) });
  checkHeld(options, vlm);
  const saysSomething = Object.values(said).some((value) => value !== undefined);
  const jobs = jobsOf(rows, {
    ...(prompts && { prompts: prompts.map(promptToJson) as AnswerKey["prompts"] }),
    ...(saysSomething && { options: said }),
    // Answers of other weights or another calibration are not gone on with.
    model: {
      ...vlm.identity,
      ...(resumed !== undefined && { digest: await modelDigest(vlm.folder, chosenDecoders(options)) }),
    },
    seed,
  });
  time.turnTo("writing");
  const lines = resumed === undefined ? undefined : AnswerLines.open(resumed, keysOf(jobs));
  const output = options.format === "jsonl" ? lineOutput(lines) : detectionOutput(options.format, file);
  const open = jobs.filter(({ key }) => !lines?.has(key));
  tellResumed(jobs.length - open.length, resumed);
  if (options.rows === undefined) await tellOutside(vlm, question!, { prompts });

  const progress = showProgress("answering", jobs.length, jobs.length - open.length);
  const tally = { done: jobs.length - open.length, failed: 0, files: 0 };
  try {
    const outcomes = answerMany(vlm, open, {
      ...said,
      prompts,
      seed,
      http: options.allowHttp,
      signal: stop.signal,
      onReading: () => time.turnTo("decoding files"),
      onPhase: (phase) => time.turnTo(phase),
    });
    for await (const outcome of outcomes) {
      time.turnTo("writing");
      const { key, name } = outcome.row;
      if ("error" in outcome) {
        tally.failed++;
        output.failure({ ...key, error: outcome.error });
      } else {
        const { answer, picture } = outcome;
        const json = answerToJson(
          { ...answer, model: key.model },
          { ...key, prompts },
          options.polygons ? polygonShapes : undefined,
        );
        const written = await writeInstances(options, name, answer, picture);
        if (folder !== undefined)
          written.push(...Object.values(await writeAnswer(folder, name, answer, { picture, prompts, json })));
        tally.files += written.length;
        // Last, so that a line says that all of its files are there.
        output.answer(answer, json);
      }
      progress.update(++tally.done, tally.failed === 0 ? "" : `${tally.failed} failed`);
    }
    output.end();
  } finally {
    progress.stop();
  }
  if (file !== undefined) tellWritten(file);
  if (tally.files > 0) tellWritten(`${tally.files} files into ${foldersOf(options, folder).join(", ")}`);
  if (options.timing) process.stderr.write(time.report());
  if (tally.failed > 0)
    throw new Error(
      `${tally.failed} of ${jobs.length} could not be answered: ${options.format === "jsonl" ? `see "error" in ${resumed ?? "their lines"}` : "why is said above"}`,
    );
}

async function rowsOf(
  pictures: readonly string[],
  question: string | undefined,
  { rows }: PredictOptions,
): Promise<QuestionRow[]> {
  if (rows !== undefined) return readQuestionRows(rows, question);
  return (await listPictures(pictures)).map((picture) => ({ picture, question: question! }));
}

/** Rows with what tells their answers apart, and names of their own for their files, the same in every run. */
function jobsOf(rows: readonly QuestionRow[], asked: Omit<AnswerKey, "id" | "picture" | "question">): Job[] {
  const names = new Names();
  return rows.map(({ id, picture, question }) => ({
    picture,
    question,
    key: { ...(id !== undefined && { id }), picture: pictureLabel(picture), question, ...asked },
    name: names.unlike(answerName(picture, question)),
  }));
}

function keysOf(jobs: readonly Job[]): AnswerKey[] {
  return jobs.map(({ key }) => key);
}

function tellResumed(answered: number, file: string | undefined): void {
  if (answered > 0) process.stderr.write(`${answered} answers are in ${file} from an earlier run\n`);
}

function foldersOf({ cutouts, masks, depth }: PredictOptions, folder: string | undefined): string[] {
  return [...new Set([folder, cutouts, masks, depth].filter((each) => each !== undefined))];
}
