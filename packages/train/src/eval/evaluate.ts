// One evaluation, whatever it asks about: batches of pictures with their questions, answers, figures.
import type { ResultLog } from "@refvlm/metrics/node";
import { answerFromJson, answerToJson, type LoadedModel } from "@refvlm/model";
import { answerOrFail, lackOf } from "./asking.js";
import { type Figure, FigureCollector, type LackingFigure } from "./figures.js";
import { type QuestionKind, questionKinds } from "./kinds.js";
import { type AnsweredQuestion, type EvalQuestion, type QuestionResult, questionKey } from "./question.js";
import { isWellFormed, scoreAnswer } from "./score.js";
import { type TaskFamily, taskFamilies } from "./tasks/index.js";

/** Where questions come from. */
export interface QuestionSource {
  /** Pictures. */
  readonly size: number;
  /** Of everything that decides what is asked. */
  readonly digest: string;
  /** The questions about picture number `index`. */
  at(index: number): EvalQuestion[] | Promise<EvalQuestion[]>;
}

export interface EvaluationOptions {
  /** Default all. */
  kinds?: readonly QuestionKind[];
  /** What is measured. Default: the rows of all tasks. */
  families?: readonly TaskFamily[];
  /** Pictures that are in memory together, and questions generated side by side. Default 48. */
  batchSize?: number;
  /** Longest answer in tokens; a longer one is wrong. Default 256. */
  maxNewTokens?: number;
  /** Results so far: what it holds is not asked again, what is answered goes there. */
  log?: ResultLog<QuestionResult>;
  onAnswer?(answered: AnsweredQuestion): void;
  /** Told after every batch of pictures. */
  onProgress?(pictures: number, total: number, questions: number): void;
  onWarning?(message: string): void;
  signal?: AbortSignal;
}

export interface Evaluation {
  figures: (Figure | LackingFigure)[];
  results: QuestionResult[];
  /** What was answered in files that `refvlm score` takes. */
  files: ReturnType<FigureCollector["files"]>;
  /** Questions asked now (not read from the log) and the seconds that took. */
  asked: number;
  seconds: number;
}

/**
 * Asks all questions of a source and measures the answers. What the network has no decoder for is not asked.
 * @throws the signal's reason when aborted: results so far are in the log
 */
export async function evaluate(
  model: LoadedModel,
  source: QuestionSource,
  options: EvaluationOptions = {},
): Promise<Evaluation> {
  const { batchSize = 48, kinds = questionKinds, families = taskFamilies } = options;
  const began = performance.now();
  const collector = new FigureCollector(families);
  const results: QuestionResult[] = [];
  let asked = 0;
  for (let first = 0; first < source.size; first += batchSize) {
    options.signal?.throwIfAborted();
    const end = Math.min(first + batchSize, source.size);
    const questions: EvalQuestion[] = [];
    for (let index = first; index < end; index++) questions.push(...(await source.at(index)));
    const wanted = kinds.flatMap((kind) => questions.filter((question) => question.kind === kind));
    const possible = wanted.filter((question) => {
      const lack = lackOf(model, question);
      if (lack !== undefined) collector.lack(question, lack);
      return lack === undefined;
    });
    const fresh = await answered(model, possible, { batchSize, ...options });
    asked += fresh.size;
    for (const question of possible) {
      const result = fresh.get(question) ?? options.log!.get(questionKey(question));
      const each = { question, answer: result.answer && answerFromJson(result.answer), result };
      collector.add(each);
      results.push(result);
      options.onAnswer?.(each);
    }
    options.onProgress?.(end, source.size, results.length);
  }
  const seconds = (performance.now() - began) / 1000;
  return { figures: collector.figures(), results, files: collector.files(), asked, seconds };
}

/** The results of the questions that the log does not hold; they are in it afterwards. */
async function answered(
  model: LoadedModel,
  questions: readonly EvalQuestion[],
  { batchSize, maxNewTokens = 256, signal, log, onWarning }: EvaluationOptions,
): Promise<ReadonlyMap<EvalQuestion, QuestionResult>> {
  const open = questions.filter((question) => !log?.has(questionKey(question)));
  const answers = await answerOrFail(model, open, { batchSize, maxNewTokens, signal }, onWarning);
  const results = open.map((question, i): [EvalQuestion, QuestionResult] => {
    const { set, id, kind, turn } = question;
    const answer = answers[i];
    const wellFormed = isWellFormed(answer, model.network.config);
    const score = scoreAnswer(kind, answer, turn);
    return [question, { set, id, kind, ...score, wellFormed, answer: answer && answerToJson(answer) }];
  });
  log?.append(results.map(([, result]) => result));
  return new Map(results);
}
