// The seam of measuring a family of tasks: what is kept of its answers, and which figures are made of them.
import type { Evaluation } from "@refvlm/metrics";
import type { QuestionKind } from "../kinds.js";
import type { AnsweredQuestion } from "../question.js";

/** A line of the table. */
export interface Row {
  readonly name: string;
  /** Which of the family's figures it shows. */
  readonly figure: string;
  /** What is to be reached, by set; nothing is promised of others. */
  readonly targets?: Readonly<Record<string, number>>;
  /** The smaller, the better. */
  readonly error?: boolean;
}

/** Files that `refvlm score` takes, by what they are called there. */
export interface ScoreFiles {
  /** Kind of result, e.g. "rec". */
  readonly score: string;
  readonly gt: unknown;
  readonly pred: unknown;
  /** Files that a setting names. */
  readonly settings?: Readonly<Record<string, unknown>>;
}

/** How one family is measured; `Kept` is what is kept of a question and its answer, without pixels. */
export interface TaskMeasure<Kept> {
  /** Of its files. */
  readonly name: string;
  readonly kinds: readonly QuestionKind[];
  readonly rows: readonly Row[];
  /** @param number counts the family's questions of a set from 1; undefined for a question that it cannot measure */
  keep(asked: AnsweredQuestion, number: number): Kept | undefined;
  /** Its figures over what was kept, of at least one question; undefined where these allow none. */
  measure(kept: readonly Kept[]): Evaluation | undefined;
  /** What was kept, for `refvlm score`. */
  files?(kept: readonly Kept[]): ScoreFiles;
}

/** The answers of one set to one family. */
export interface Collected {
  readonly size: number;
  add(asked: AnsweredQuestion): void;
  measure(): Evaluation | undefined;
  files(): ScoreFiles | undefined;
}

/** A family with whatever it keeps hidden. */
export interface TaskFamily {
  readonly name: string;
  readonly kinds: readonly QuestionKind[];
  readonly rows: readonly Row[];
  collect(): Collected;
}

export function taskFamily<Kept>(how: TaskMeasure<Kept>): TaskFamily {
  const { name, kinds, rows } = how;
  return {
    name,
    kinds,
    rows,
    collect() {
      const kept: Kept[] = [];
      return {
        get size() {
          return kept.length;
        },
        add(asked) {
          const one = how.keep(asked, kept.length + 1);
          if (one !== undefined) kept.push(one);
        },
        measure: () => (kept.length > 0 ? how.measure(kept) : undefined),
        files: () => (kept.length > 0 ? how.files?.(kept) : undefined),
      };
    },
  };
}
