// POPE: does a model see objects that are not there? Accuracy, precision, recall, F1 and yes ratio (Li et al. 2023).
import { z } from "zod";
import { type Evaluation, type Figures, MetricsError } from "../evaluation.js";
import { readJsonFile } from "../files/json-file.js";
import { checkRecords, type RecordFormat, type RecordId, recordId } from "../files/records.js";

export type YesNo = "yes" | "no";

/** A question, its label, and the answer in words; the answer is absent where there is none. */
export interface PopeSample {
  readonly id: RecordId;
  readonly question?: string;
  readonly label: YesNo;
  readonly answer?: string;
}

/**
 * What POPE's own evaluation takes an answer for: "no" if the words before the first full stop, split at single spaces
 * and without commas, hold "No", "no" or "not"; "yes" otherwise, so also "NO", "Nope" and an empty answer.
 */
export function popeAnswer(answer: string): YesNo {
  const words = answer.split(".", 1)[0]!.replaceAll(",", "").split(" ");
  return words.some((word) => word === "No" || word === "no" || word === "not") ? "no" : "yes";
}

/**
 * Figures with "yes" as the positive answer. A question without an answer counts as answered wrongly: with the
 * opposite of its label.
 * @throws MetricsError without samples
 */
export function evaluatePope(samples: readonly PopeSample[]): Evaluation {
  if (samples.length === 0) throw new MetricsError("POPE: there is no question; give at least one");
  // Index in the counts below: whether yes is right, then whether yes was said.
  const outcomes = Uint8Array.from(samples, ({ label, answer }) => {
    const opposite = label === "yes" ? "no" : "yes";
    const said = answer === undefined ? opposite : popeAnswer(answer);
    return 2 * Number(label === "yes") + Number(said === "yes");
  });
  return {
    size: samples.length,
    figures(chosen) {
      const counts = [0, 0, 0, 0];
      if (chosen) for (const i of chosen) counts[outcomes[i]!]!++;
      else for (const outcome of outcomes) counts[outcome]!++;
      return popeFigures(...(counts as [number, number, number, number]));
    },
    note: (i) => {
      const { id, question, label, answer } = samples[i]!;
      return { id, question, truth: label, answer };
    },
  };
}

function popeFigures(rightNo: number, wrongYes: number, wrongNo: number, rightYes: number): Figures {
  const all = rightNo + wrongYes + wrongNo + rightYes;
  const precision = rightYes / (rightYes + wrongYes);
  const recall = rightYes / (rightYes + wrongNo);
  return {
    accuracy: (rightYes + rightNo) / all,
    precision,
    recall,
    // As the harmonic mean of both; but 0, not undefined, where yes is never said.
    F1: (2 * rightYes) / (2 * rightYes + wrongYes + wrongNo),
    "yes ratio": (rightYes + wrongYes) / all,
  };
}

/** The plain mean of each figure, as papers give it over POPE's random, popular and adversarial questions. */
export function averageFigures(sets: readonly Figures[]): Figures {
  const names = Object.keys(sets[0] ?? {});
  return Object.fromEntries(
    names.map((name) => [name, sets.reduce((sum, figures) => sum + figures[name]!, 0) / sets.length]),
  );
}

const labelFormat: RecordFormat<PopeSample> = {
  schema: z
    .object({ question_id: recordId, text: z.string(), label: z.enum(["yes", "no"]) })
    .transform(({ question_id, text, label }) => ({ id: question_id, question: text, label })),
  example: '{"question_id": 1, "image": "a.jpg", "text": "Is there a cat in the image?", "label": "yes"}',
};

const answerSchema = z.object({ question: z.string(), answer: z.string().nullable() });

/**
 * Puts answers beside labels, from JSON lines or lists. Answers stand in the labels' order, one a question, as POPE has
 * it; null is a failed answer. Their `question` is compared, so that a lost line is noticed.
 * @throws MetricsError naming file, record and field
 */
export function readPope(labels: string, answers: string): PopeSample[] {
  const questions = checkRecords(labels, readJsonFile(labels), labelFormat);
  const list = z.array(z.unknown()).safeParse(readJsonFile(answers));
  const example = '{"question": "Is there a cat in the image?", "answer": "No"}';
  if (!list.success) throw new MetricsError(`${answers}: expected a list of records like ${example}`);
  if (list.data.length !== questions.length)
    throw new MetricsError(
      `${answers}: ${list.data.length} answers to ${questions.length} questions of ${labels}; give one each, in their order, with "answer": null where there is none`,
    );
  return questions.map((question, i) => {
    const record = answerSchema.safeParse(list.data[i]);
    if (!record.success) {
      const { path, message } = record.error.issues[0]!;
      throw new MetricsError(
        `${answers}: record ${i + 1}, field ${path.join(".")}: ${message}; a record is like ${example}`,
      );
    }
    if (record.data.question !== question.question)
      throw new MetricsError(
        `${answers}: record ${i + 1}, field question: "${record.data.question}", but record ${i + 1} of ${labels} asks "${question.question}"; keep the order of the labels`,
      );
    return { ...question, answer: record.data.answer ?? undefined };
  });
}

/**
 * POPE's figures of one set of questions.
 * @throws MetricsError as {@link readPope}
 */
export function scorePope(gt: string, pred: string): Evaluation {
  return evaluatePope(readPope(gt, pred));
}
