// Answers that a network gives while it learns, drawn for the page of its run: the same questions each time.
import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import type { LoadedModel } from "@refvlm/model";
import { getRngState, setRngState } from "@refvlm/torch";
import type { Picture } from "@refvlm/vision";
import { savePng } from "@refvlm/vision/node";
import type { Stage } from "../config/schema.js";
import type { StageData } from "../data/batches.js";
import { evaluate } from "../eval/evaluate.js";
import { kindOf } from "../eval/kinds.js";
import type { AnsweredQuestion, EvalQuestion } from "../eval/question.js";
import { contactSheet } from "../eval/sheet.js";

/** Pictures that are asked about, a question each. */
const PICTURES = 4;

/** Tokens of an answer: what a network says that has learnt little yet may never end. */
const LONGEST = 128;

/** Questions of one stage's data. */
export class SampleAnswers {
  private constructor(
    private readonly model: LoadedModel,
    private readonly questions: readonly EvalQuestion[],
  ) {}

  /** Asks about what stands behind the stage's last batch: scenes that no step sees, of shards the rows of a later round. */
  static async of(model: LoadedModel, stage: Stage, data: StageData): Promise<SampleAnswers> {
    const end = stage.steps * stage.accumulate * stage.batch;
    const samples = await Promise.all(Array.from({ length: PICTURES }, (_, i) => data.at(end + i)));
    const questions = samples.map(({ picture, turns: [turn] }, i): EvalQuestion => {
      const { command } = turn;
      const asked = { set: stage.name, id: String(i), kind: kindOf(turn, []), history: [], turn };
      // Whoever learns from a sample has its pixels.
      return { ...asked, picture: picture as Picture, ...(command && { command }) };
    });
    return new SampleAnswers(model, questions);
  }

  /**
   * Writes a sheet of the answers as a PNG file. The run's own draws stay as they are.
   * @returns how many there are, and the seconds that they took; none where the network can answer no question
   */
  async draw(path: string): Promise<{ count: number; seconds: number }> {
    const began = performance.now();
    const answered: AnsweredQuestion[] = [];
    const rng = getRngState();
    const source = { size: this.questions.length, digest: "", at: (index: number) => [this.questions[index]] };
    await evaluate(this.model, source, { maxNewTokens: LONGEST, onAnswer: (each) => answered.push(each) });
    setRngState(rng);
    if (answered.length > 0) {
      mkdirSync(dirname(path), { recursive: true });
      await savePng(await contactSheet(answered, { columns: 2 }), path);
    }
    return { count: answered.length, seconds: (performance.now() - began) / 1000 };
  }
}
