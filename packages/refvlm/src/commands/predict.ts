// `refvlm predict PICTURE QUESTION`: one answer, for people or as JSON for programs.
import type { Command } from "commander";
import { addPromptOptions, type PromptOptions, readPrompts } from "../prompt-options.js";
import {
  type AskingOptions,
  addAskingOptions,
  questionOptions,
  readSubject,
  showAnswer,
  tellOutside,
} from "./answering.js";

interface PredictOptions extends AskingOptions, PromptOptions {
  json?: boolean;
  out?: string;
}

export function addPredict(program: Command): void {
  const command = program
    .command("predict")
    .description("answer one question about a picture")
    .argument("<picture>", "picture file")
    .argument("<question>", 'e.g. "where is the dog?"')
    .option("--json", "print the answer as JSON, masks as COCO run lengths")
    .option("--out <folder>", "write the annotated picture and the JSON there");
  addPromptOptions(addAskingOptions(command)).action(predict);
}

async function predict(path: string, question: string, options: PredictOptions): Promise<void> {
  const prompts = await readPrompts(options);
  const asking = { ...questionOptions(options), ...(prompts.length > 0 && { prompts }) };
  const { checkQuestion } = await import("../question.js");
  checkQuestion(question, asking);
  const subject = await readSubject(path, question);
  const { RefVlm, answerToJson } = await import("../index.js");
  await using vlm = await RefVlm.load(options.model);
  if (options.json) tellOutside(vlm, question, asking);
  const answer = options.json
    ? await vlm.ask(subject.picture, question, asking)
    : await showAnswer(vlm, subject, asking);
  if (options.json) {
    const json = answerToJson(answer, { picture: path, question, prompts: asking.prompts });
    process.stdout.write(`${JSON.stringify(json, null, 2)}\n`);
  }
  if (options.out) {
    const { writeAnswer } = await import("../answers/annotate.js");
    const { png, json } = await writeAnswer(options.out, answer, { ...subject, prompts: asking.prompts });
    process.stderr.write(`wrote ${png} and ${json}\n`);
  }
}
