import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { averageFigures, evaluatePope, MetricsError, popeAnswer } from "@refvlm/metrics";
import { readPope, scorePope } from "@refvlm/metrics/node";
import { afterAll, describe, expect, it } from "vitest";
import { goldenJson } from "../golden.js";

const folder = mkdtempSync(join(tmpdir(), "pope-"));
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, value: unknown): string {
  const path = join(folder, name);
  writeFileSync(path, typeof value === "string" ? value : JSON.stringify(value));
  return path;
}
const lines = (records: readonly unknown[]) => records.map((record) => `${JSON.stringify(record)}\n`).join("");

interface GoldenFigures {
  accuracy: number;
  precision: number;
  recall: number;
  f1: number;
  yesRatio: number;
}
type GoldenSet = GoldenFigures & { answers: string; labels: string; pred: string[] };
const { average, ...sets } = goldenJson<Record<string, GoldenSet> & { average: GoldenFigures }>("pope/expected.json");

function expectGolden(figures: Readonly<Record<string, number>>, golden: GoldenFigures) {
  const names = { accuracy: "accuracy", precision: "precision", recall: "recall", f1: "F1", yesRatio: "yes ratio" };
  for (const [key, name] of Object.entries(names) as [keyof GoldenFigures, string][])
    expect(figures[name], name).toBeCloseTo(golden[key], 12);
}

describe("POPE equals the official evaluation", () => {
  for (const [name, golden] of Object.entries(sets)) {
    it(`${Object.keys(sets).indexOf(name) + 1}. ${name}: what each answer is taken for, and the figures`, () => {
      const answers = goldenJson<{ answer: string }[]>(`pope/${golden.answers}`);
      expect(answers.map(({ answer }) => popeAnswer(answer))).toEqual(golden.pred);
      const labels = goldenJson<unknown[]>(`pope/${golden.labels}`);
      expectGolden(scorePope(file("labels.jsonl", lines(labels)), file("answers.json", answers)).figures(), golden);
    });
  }

  it("4. the average over the sets", () => {
    const figures = Object.values(sets).map(({ labels, answers }) =>
      scorePope(
        file("labels.json", goldenJson(`pope/${labels}`)),
        file("answers.jsonl", lines(goldenJson<unknown[]>(`pope/${answers}`))),
      ).figures(),
    );
    expectGolden(averageFigures(figures), average);
  });
});

describe("POPE", () => {
  it("5. reads no only from No, no and not as words of the first sentence", () => {
    const read = ["No", "no, sir", "It is not.", "NO", "Nope", "isn't", "", "Yes,no", "Sure. No."].map(popeAnswer);
    expect(read).toEqual(["no", "no", "no", "yes", "yes", "yes", "yes", "yes", "yes"]);
  });

  it("6. a missing answer is wrong whatever its label, though an empty one is a yes", () => {
    const samples = (answer?: string) => [
      { id: 1, label: "yes" as const, answer },
      { id: 2, label: "no" as const, answer },
      { id: 3, label: "yes" as const, answer: "Yes" },
      { id: 4, label: "no" as const, answer: "No" },
    ];
    expect(evaluatePope(samples("")).figures().accuracy).toBe(0.75);
    const missing = evaluatePope(samples());
    expect(missing.size).toBe(4);
    const half = { accuracy: 0.5, precision: 0.5, recall: 0.5, F1: 0.5, "yes ratio": 0.5 };
    expect(missing.figures()).toEqual(half);
  });

  it("7. precision is not defined where nothing is answered with yes, and samples can be chosen", () => {
    const evaluation = evaluatePope([
      { id: 1, label: "yes", answer: "No" },
      { id: 2, label: "yes", answer: "Yes" },
    ]);
    expect(evaluation.figures(Uint32Array.of(0))).toMatchObject({ precision: Number.NaN, recall: 0, F1: 0 });
    expect(evaluation.figures(Uint32Array.of(1, 1)).F1).toBe(1);
    expect(() => evaluatePope([])).toThrow(MetricsError);
  });
});

describe("POPE files", () => {
  const labels = file(
    "two.jsonl",
    lines([
      { question_id: 1, image: "a.jpg", text: "Is there a cat?", label: "yes" },
      { question_id: 2, image: "a.jpg", text: "Is there a dog?", label: "no" },
    ]),
  );
  const cat = { question: "Is there a cat?", answer: "Yes" };
  const dog = { question: "Is there a dog?", answer: null };
  const problem = (answers: unknown, truth = labels): string => {
    try {
      readPope(truth, file("bad.json", answers));
    } catch (error) {
      expect(error).toBeInstanceOf(MetricsError);
      return (error as Error).message;
    }
    throw new Error("no error");
  };

  it("8. null is a failed answer", () => {
    expect(readPope(labels, file("ok.json", [cat, dog])).map(({ answer }) => answer)).toEqual(["Yes", undefined]);
  });

  it("9. a lost answer, another order, and wrong fields are named", () => {
    expect(problem([cat])).toMatch(/bad\.json: 1 answers to 2 questions of .*two\.jsonl/);
    expect(problem([dog, cat])).toMatch(/bad\.json: record 1, field question: "Is there a dog\?"/);
    expect(problem([cat, { question: dog.question }])).toMatch(/bad\.json: record 2, field answer/);
    expect(problem({})).toMatch(/bad\.json: expected a list/);
    expect(problem("")).toMatch(/bad\.json: the file is empty/);
  });

  it("10. labels other than yes and no, and repeated questions", () => {
    const label = { question_id: 1, text: "Is there a cat?", label: "maybe" };
    expect(problem([cat], file("maybe.json", [label]))).toMatch(/maybe\.json: record 1.*field label/);
    const twice = [1, 1].map((question_id) => ({ ...label, question_id, label: "yes" }));
    expect(problem([cat, cat], file("twice.json", twice))).toMatch(/twice\.json: record 2 has the id 1/);
  });
});
