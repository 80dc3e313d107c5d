// What `start` and `predict` share: options of a question, and one answer shown while it is written.

import type { Picture } from "@refvlm/vision";
import type { Command } from "commander";
import type { GroundedAnswer, RefVlm } from "../index.js";
import { outsideNotice } from "../known-names.js";
import type { QuestionOptions } from "../question.js";

/** Options of every command that asks. */
export interface AskingOptions {
  model: string;
  maxTokens?: number;
  temperature?: number;
  topP?: number;
  seed?: number;
}

export function addAskingOptions(command: Command): Command {
  return command
    .option("--model <name>", "a shipped network, or a folder with one", "nano")
    .option("--max-tokens <n>", "longest answer", Number)
    .option("--temperature <t>", "0 takes the likeliest token always", Number)
    .option("--top-p <p>", "sample among the likeliest tokens only", Number)
    .option("--seed <n>", "start of the random stream", Number);
}

export function questionOptions({ maxTokens, temperature, topP, seed }: AskingOptions): QuestionOptions {
  return { maxTokens, temperature, topP, seed };
}

/** A picture to ask about and what to call it. */
export interface Subject {
  path: string;
  picture: Picture;
  question: string;
}

/** Reads a picture; notices go to stderr. Heavy modules are imported only here, so that `--help` is instant. */
export async function readSubject(path: string, question: string): Promise<Subject> {
  const { loadPicture } = await import("@refvlm/vision/node");
  const picture = await loadPicture(path);
  if (picture.notice) process.stderr.write(`note: ${picture.notice}\n`);
  return { path, picture, question };
}

/** Says on stderr what the model knows where the question names none of it and points at nothing. */
export function tellOutside(vlm: RefVlm, question: string, { prompts }: QuestionOptions): void {
  const notice = prompts ? undefined : outsideNotice(question, vlm.card);
  if (notice) process.stderr.write(`note: ${notice}\n`);
}

/** Asks, writing the answer to stdout as it comes, then its instances as a table. */
export async function showAnswer(vlm: RefVlm, subject: Subject, options: QuestionOptions): Promise<GroundedAnswer> {
  const [{ AnswerPrinter }, { paintFor }, { instanceTable }] = await Promise.all([
    import("../terminal/answer-printer.js"),
    import("../terminal/paint.js"),
    import("../terminal/instance-table.js"),
  ]);
  tellOutside(vlm, subject.question, options);
  const paint = paintFor(process.stdout);
  const printer = new AnswerPrinter(paint);
  for await (const event of vlm.stream(subject.picture, subject.question, options)) {
    process.stdout.write(printer.print(event));
    if (event.type !== "end") continue;
    const cut = event.answer.ended === "length" ? paint.dim(" … cut off at the longest length") : "";
    process.stdout.write(`${cut}\n\n${instanceTable(event.answer.instances, paint)}\n`);
    return event.answer;
  }
  throw new Error("the answer has no end");
}
