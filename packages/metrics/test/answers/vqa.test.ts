import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { evaluateVqa, MetricsError, vqaAccuracy } from "@refvlm/metrics";
import { scoreVqa } from "@refvlm/metrics/node";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { normaliseAnswer, trimAnswer, withoutPunctuation } from "../../src/answers/vqa-normalise.js";
import { goldenJson } from "../golden.js";

const folder = mkdtempSync(join(tmpdir(), "vqa-"));
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, value: unknown): string {
  const path = join(folder, name);
  writeFileSync(path, typeof value === "string" ? value : JSON.stringify(value));
  return path;
}

interface Golden {
  accuracy: { overall: number; perQuestionType: Record<string, number>; perAnswerType: Record<string, number> };
  perQuestion: Record<string, { prediction: string; answers: string[]; accuracy: number }>;
}
interface Annotation {
  question_id: number;
  answers: { answer: string }[];
}
const golden = goldenJson<Golden>("vqa/expected.json");
const { annotations } = goldenJson<{ annotations: Annotation[] }>("vqa/annotations.json");
const results = goldenJson<{ question_id: number; answer: string }[]>("vqa/results.json");

describe("VQA's normalisation equals the official one", () => {
  it("1. of 481 texts, before and after articles and contractions", () => {
    for (const { text, afterPunctuation, normalised } of goldenJson<Record<string, string>[]>("vqa/normalise.json")) {
      expect(withoutPunctuation(text!)).toBe(afterPunctuation);
      expect(normaliseAnswer(text!)).toBe(normalised);
    }
  });

  it("2. of every answer and prediction, where people differ", () => {
    const given = new Map(results.map(({ question_id, answer }) => [question_id, answer]));
    for (const { question_id, answers } of annotations) {
      const trimmed = answers.map(({ answer }) => trimAnswer(answer));
      const write = new Set(trimmed).size > 1 ? normaliseAnswer : (text: string) => text;
      const expected = golden.perQuestion[question_id]!;
      expect(trimmed.map(write)).toEqual(expected.answers);
      expect(write(trimAnswer(given.get(question_id)!))).toBe(expected.prediction);
    }
  });

  it("3. contractions get their apostrophes back, one missing at a time", () => {
    expect(normaliseAnswer("dont couldntve couldn'tve y'alldve wheres")).toBe(
      "don't couldntve couldn't've y'alldve where's",
    );
    expect(normaliseAnswer("its im somebody'd")).toBe("its im somebodyd");
  });

  it("4. only the first 32 full stops go", () => {
    expect(withoutPunctuation(".".repeat(40))).toBe("........");
  });
});

describe("VQA accuracy", () => {
  const evaluation = scoreVqa(file("gt.json", { annotations }), file("pred.json", results));

  it("5. of each question equals the official one", () => {
    annotations.forEach(({ question_id }, i) => {
      const { accuracy } = evaluation.figures(Uint32Array.of(i));
      expect(accuracy, `${question_id}`).toBeCloseTo(golden.perQuestion[question_id]!.accuracy, 12);
    });
  });

  it("6. overall, by answer type and by question type, to the official two decimals of percent", () => {
    const figures = evaluation.figures();
    const percent = (name: string) => Math.round(figures[name]! * 1e4) / 100;
    expect(percent("accuracy")).toBe(golden.accuracy.overall);
    for (const [type, value] of Object.entries(golden.accuracy.perAnswerType))
      expect(percent(`accuracy, answer: ${type}`)).toBe(value);
    for (const [type, value] of Object.entries(golden.accuracy.perQuestionType))
      expect(percent(`accuracy, question: ${type}`)).toBe(value);
    const types = { ...golden.accuracy.perAnswerType, ...golden.accuracy.perQuestionType };
    expect(Object.keys(figures)).toHaveLength(1 + Object.keys(types).length);
  });

  const truth = [
    { id: 1, answers: ["a", "a", "the", "an"], answerType: "other", questionType: "what" },
    { id: 2, answers: Array<string>(10).fill("cat"), answerType: "other", questionType: "what" },
  ];
  const cat = { id: 2, answer: "cat" };

  it("7. a missing or failed answer is wrong, even where people's answers come out empty", () => {
    expect(evaluateVqa(truth, [{ id: 1, answer: "" }, cat]).figures().accuracy).toBe(1);
    for (const answers of [[cat], [{ id: 1, answer: null }, cat]]) {
      const evaluated = evaluateVqa(truth, answers);
      expect(evaluated.size).toBe(2);
      expect(evaluated.figures().accuracy).toBe(0.5);
    }
  });

  it("8. where all agree, letters and marks must be theirs", () => {
    expect(vqaAccuracy(" cat\n", truth[1]!.answers)).toBe(1);
    expect(vqaAccuracy("Cat", truth[1]!.answers)).toBe(0);
    expect(vqaAccuracy("Cat.", ["cat", "cat", "cat", "cat", "dog"])).toBe(1);
  });

  it("9. two who agree with it make 0.6 among ten, one 0.3, four or more 1", () => {
    const people = (agreeing: number) => Array.from({ length: 10 }, (_, i) => (i < agreeing ? "cat" : `dog ${i}`));
    expect([0, 1, 2, 3, 4, 9].map((agreeing) => Math.round(100 * vqaAccuracy("cat", people(agreeing))))).toEqual([
      0, 30, 60, 90, 100, 100,
    ]);
  });

  it("10. equals the definition: the mean over people of min(1, others who agree / 3)", () => {
    const word = fc.constantFrom("red", "blue", "green");
    fc.assert(
      fc.property(word, fc.array(word, { minLength: 1, maxLength: 10 }), (answer, people) => {
        const each = people.map((_, i) => people.filter((other, j) => j !== i && other === answer).length);
        const mean = each.reduce((sum, others) => sum + Math.min(1, others / 3), 0) / people.length;
        expect(vqaAccuracy(answer, people)).toBeCloseTo(mean, 12);
      }),
    );
  });
});

describe("VQA files", () => {
  const gt = file("small.json", {
    annotations: [{ question_id: 1, question_type: "what", answer_type: "other", answers: [{ answer: "cat" }] }],
  });
  const problem = (pred: unknown, truth = gt): string => {
    try {
      scoreVqa(truth, file("bad.json", pred));
    } catch (error) {
      expect(error).toBeInstanceOf(MetricsError);
      return (error as Error).message;
    }
    throw new Error("no error");
  };

  it("11. unknown and repeated questions, missing and wrong fields are named", () => {
    expect(problem([{ question_id: 9, answer: "a" }])).toMatch(/bad\.json: record 1 has the id 9, which .*small\.json/);
    expect(problem([1, 1].map((question_id) => ({ question_id, answer: "a" })))).toMatch(/record 2 has the id 1/);
    expect(problem([{ question_id: 1 }])).toMatch(/bad\.json: record 1, field answer/);
    expect(problem([{ question_id: null, answer: "a" }])).toMatch(/field question_id/);
  });

  it("12. empty files, files of another kind, questions without answers", () => {
    expect(problem("")).toMatch(/bad\.json: the file is empty/);
    expect(problem([], file("list.json", []))).toMatch(/list\.json: there is no "annotations"/);
    expect(problem([], file("empty.json", { annotations: [] }))).toMatch(/empty\.json/);
    const bare = { annotations: [{ question_id: 1, question_type: "what", answer_type: "other", answers: [] }] };
    expect(problem([], file("bare.json", bare))).toMatch(/bare\.json: record 1, field answers/);
  });
});
