// Measures a network on scenes that training never shows: the same scenes and questions in every evaluation.
import type { ResultLog } from "@refvlm/metrics/node";
import { answerBatch, type GroundedAnswer, type LoadedModel } from "@refvlm/model";
import type { Turn } from "@refvlm/trp";
import { prepareAtlas, type SampleTurn, type Scene } from "@refvlm/vt-instruct";
import { type Figure, figuresOf, type QuestionResult, type SceneFamilies } from "./figures.js";
import { SceneQuestions, sceneFamilies } from "./questions.js";
import { resultKey } from "./result-log.js";
import { isWellFormed, type ScoredKind, scoreAnswer, scoredKinds } from "./score.js";

/** A question with the answer and its score, for pictures of results. */
export interface AnsweredQuestion {
  scene: Scene;
  turn: SampleTurn;
  answer: GroundedAnswer | null;
  result: QuestionResult;
}

export interface EvaluationOptions {
  /** Default: the package's own, `SceneQuestions.read()`. */
  questions?: SceneQuestions;
  /** Scenes of each set of families. Default: all that there are questions about. */
  scenes?: number;
  /** Default both. */
  families?: readonly SceneFamilies[];
  /** Default all. */
  kinds?: readonly ScoredKind[];
  /** Scenes whose pictures are in memory together, and questions generated side by side. Default 48. */
  batchSize?: number;
  /** Longest answer in tokens; a longer one is wrong. Default 256. */
  maxNewTokens?: number;
  /** Results so far: what it holds is not asked again, what is answered goes there. */
  log?: ResultLog<QuestionResult>;
  onAnswer?(answered: AnsweredQuestion): void;
  /** Told after every batch of scenes. */
  onProgress?(scenes: number, total: number, questions: number): void;
  onWarning?(message: string): void;
  signal?: AbortSignal;
}

export interface Evaluation {
  figures: Figure[];
  results: QuestionResult[];
  /** Questions asked now (not read from the log) and the seconds that took. */
  asked: number;
  seconds: number;
}

/**
 * Asks every kind of question about every scene and scores the answers.
 * @throws QuestionsError where scenes and questions do not fit; the signal's reason when aborted: results so far are in
 *   the log
 */
export async function evaluateScenes(model: LoadedModel, options: EvaluationOptions = {}): Promise<Evaluation> {
  const { questions = SceneQuestions.read(), families = sceneFamilies, batchSize = 48 } = options;
  const { scenes = questions.header.scenes } = options;
  questions.checkCount(scenes);
  await prepareAtlas();
  const began = performance.now();
  const results: QuestionResult[] = [];
  let asked = 0;
  for (const [place, set] of families.entries())
    for (let first = 0; first < scenes; first += batchSize) {
      options.signal?.throwIfAborted();
      const indices = Array.from({ length: Math.min(batchSize, scenes - first) }, (_, i) => first + i);
      const batch = await evaluateBatch(model, questions, set, indices, options);
      results.push(...batch.results);
      asked += batch.asked;
      options.onProgress?.(place * scenes + first + indices.length, families.length * scenes, results.length);
    }
  return { figures: figuresOf(results), results, asked, seconds: (performance.now() - began) / 1000 };
}

interface Asked {
  key: string;
  kind: ScoredKind;
  index: number;
  scene: Scene;
  /** Earlier turns with their true answers. */
  history: SampleTurn[];
  turn: SampleTurn;
}

/** All questions about some scenes, kind by kind, so that answers generated side by side are of like length. */
async function evaluateBatch(
  model: LoadedModel,
  written: SceneQuestions,
  families: SceneFamilies,
  indices: readonly number[],
  { kinds = scoredKinds, batchSize = 48, maxNewTokens = 256, signal, log, onAnswer, onWarning }: EvaluationOptions,
): Promise<{ results: QuestionResult[]; asked: number }> {
  const asked = indices.map((index) => ({ index, ...written.about(families, index) }));
  const questions = kinds.flatMap((kind) =>
    asked.flatMap(({ index, scene, questions }): Asked[] => {
      const turns = questions[kind];
      if (!turns) return [];
      const key = resultKey({ families, scene: index, kind });
      return [{ key, kind, index, scene, history: turns.slice(0, -1), turn: turns.at(-1)! }];
    }),
  );
  const open = questions.filter(({ key }) => !log?.has(key));
  const answers = await answerOrFail(model, open, { batchSize, maxNewTokens, signal }, onWarning);
  const fresh = new Map(
    open.map(({ key, kind, index, scene, turn }, i) => {
      const answer = answers[i];
      const result: QuestionResult = {
        families,
        scene: index,
        kind,
        ...scoreAnswer(kind, answer, turn),
        wellFormed: isWellFormed(answer),
        trp: answer?.trp ?? "",
      };
      onAnswer?.({ scene, turn, answer, result });
      return [key, result];
    }),
  );
  log?.append([...fresh.values()]);
  return { results: questions.map(({ key }) => fresh.get(key) ?? log!.get(key)), asked: open.length };
}

/** A turn without its command: but for new units, questions are measured by their wording. */
const wordsAlone = ({ user, answer }: SampleTurn): Turn => ({ user, answer });

/** A batch that fails is asked question by question; what fails then has no answer, and counts as wrong. */
async function answerOrFail(
  model: LoadedModel,
  questions: readonly Asked[],
  options: { batchSize: number; maxNewTokens: number; signal?: AbortSignal },
  onWarning: (message: string) => void = () => {},
): Promise<(GroundedAnswer | null)[]> {
  const batch = questions.map(({ scene, history, turn }) => ({
    picture: scene.picture,
    parts: turn.user,
    history: history.map(wordsAlone),
    command: turn.command?.newUnits && turn.command,
  }));
  try {
    return await answerBatch(model, batch, { ...options, minScore: 0 });
  } catch (error) {
    options.signal?.throwIfAborted();
    if (questions.length === 1) {
      onWarning(`${questions[0].key}: no answer: ${(error as Error).message}`);
      return [null];
    }
    const answers: (GroundedAnswer | null)[] = [];
    for (const question of questions) answers.push(...(await answerOrFail(model, [question], options, onWarning)));
    return answers;
  }
}
