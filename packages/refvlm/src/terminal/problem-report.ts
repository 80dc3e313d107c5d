// What is wrong with an answer, for people: each problem with its place, the line, and how to go on.
import { PROBLEM_HINTS, type Problem, type TrpSyntaxError } from "@refvlm/trp";
import { excerpt } from "./excerpt.js";
import { harmless, type Paint } from "./paint.js";

/** A file and what stands in it. */
export interface Source {
  name: string;
  text: string;
}

const WAY_OUT = "--tolerant mends what it can and says what it did";

/** The first breach of the grammar. */
export function syntaxError(source: Source, error: TrpSyntaxError, paint: Paint): string {
  const { line, column, position, expected, found, hint } = error;
  const message = `${placeOf(source, { line, column }, paint)} expected ${expected}, found ${harmless(found)}`;
  return `${message}\n${excerpt(source.text, position, paint)}\n${hintLines([hint, WAY_OUT], paint)}`;
}

/** Disagreements of a plan and a body that are both well formed. */
export function disagreements(source: Source, problems: readonly Problem[], count: number, paint: Paint): string {
  const each = problems.map((problem, i) => {
    const [offset] = problem.range;
    const message = `${placeOf(source, problem, paint)} plan and body disagree: ${harmless(problem.message)}\n`;
    return problems[i + 1]?.range[0] === offset ? message : `${message}${excerpt(source.text, offset, paint)}\n`;
  });
  return `${each.join("")}${more(problems, count)}${hintLines([PROBLEM_HINTS["plan-differs"], WAY_OUT], paint)}`;
}

/** What tolerant parsing met and did about it; empty where there was nothing. */
export function mended(source: Source, problems: readonly Problem[], count: number, paint: Paint): string {
  if (count === 0) return "";
  const each = problems.map(
    (problem) => `${placeOf(source, problem, paint)} ${harmless(problem.message)}; ${paint.bold(problem.action)}\n`,
  );
  const heading = paint.bold(count === 1 ? "1 problem" : `${count} problems`);
  return `${heading}\n${each.join("")}${more(problems, count)}`;
}

function placeOf({ name }: Source, { line, column }: Pick<Problem, "line" | "column">, paint: Paint): string {
  return paint.bold(`${harmless(name)}:${line}:${column}:`);
}

function more(problems: readonly Problem[], count: number): string {
  return count > problems.length ? `and ${count - problems.length} more\n` : "";
}

function hintLines(hints: readonly string[], paint: Paint): string {
  return hints.map((hint) => `${paint.dim("hint:")} ${hint}\n`).join("");
}
