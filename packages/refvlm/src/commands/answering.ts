// What the commands that ask share: options of a question, and one answer shown while it is written.

import type { Picture } from "@refvlm/vision";
import type { Command } from "commander";
import { addDecoderOptions, type DecoderOptions } from "../decoder-options.js";
import type { AnswerEvent, GroundedAnswer, RefVlm } from "../index.js";
import { outsideNotice } from "../known-names.js";
import { DEFAULT_MODEL } from "../model-folder.js";
import { optionNumber } from "../option-number.js";
import type { QuestionOptions } from "../question.js";
import { wholeNumber } from "../whole-number.js";

/** Options of every command that asks. */
export interface AskingOptions extends DecoderOptions {
  model: string;
  maxTokens?: number;
  temperature?: number;
  topP?: number;
  minScore?: number;
  deny?: number;
  seed?: number;
  trp?: boolean;
  allowHttp?: boolean;
}

export function addAskingOptions(command: Command): Command {
  return addDecoderOptions(command.option("--model <name>", "a shipped network, or a folder with one", DEFAULT_MODEL))
    .option("--max-tokens <n>", "longest answer", wholeNumber(1))
    .option("--temperature <t>", "0 takes the likeliest token always", optionNumber(isHeat, "a number from 0"))
    .option("--top-p <p>", "sample among the likeliest tokens only", optionNumber(isShare, "a number up to 1, above 0"))
    .option("--min-score <p>", "leave out boxes, masks, … that are less likely right", probability)
    .option("--deny <p>", "deny in words what is less likely there; 0 leaves it to the language model", probability)
    .option("--seed <n>", "start of the random stream", optionNumber(Number.isSafeInteger, "a whole number"))
    .option("--trp", "show the answer as the model writes it, with plan and markers")
    .option("--allow-http", "fetch pictures that are given as http: or https: URLs");
}

const isHeat = (value: number) => value >= 0 && Number.isFinite(value);
const isShare = (value: number) => value > 0 && value <= 1;
const probability = optionNumber((value) => value >= 0 && value <= 1, "a probability from 0 to 1");

/** What is asked with a question; also what a JSON line says of it, the seed left out. */
export function questionOptions({ maxTokens, temperature, topP, minScore, deny, seed }: AskingOptions): AskedOptions {
  return { maxTokens, temperature, topP, minScore, deny, seed };
}

type AskedOptions = Pick<QuestionOptions, "maxTokens" | "temperature" | "topP" | "minScore" | "deny" | "seed">;

/** A picture to ask about and what to call it. */
export interface Subject {
  path: string;
  picture: Picture;
  question: string;
}

/** Reads a picture; notices go to stderr. Heavy modules are imported only here, so that `--help` is instant. */
export async function readSubject(path: string, question: string, { allowHttp }: AskingOptions): Promise<Subject> {
  const { readPicture } = await import("../picture-source.js");
  const picture = await readPicture(path, { http: allowHttp });
  if (picture.notice) process.stderr.write(`note: ${picture.notice}\n`);
  return { path, picture, question };
}

/** Says on stderr what the model knows where the question names none of it and points at nothing, and what only looks like pointing. */
export async function tellOutside(vlm: RefVlm, question: string, { prompts }: QuestionOptions = {}): Promise<void> {
  const { PROMPT_PLACEHOLDER } = await import("@refvlm/trp");
  const notice = prompts || vlm.warnsOfNames ? undefined : outsideNotice(question, vlm.card);
  if (notice) process.stderr.write(`note: ${notice}\n`);
  if (question.includes(PROMPT_PLACEHOLDER))
    process.stderr.write(
      `note: ${PROMPT_PLACEHOLDER} in a question is text like any other; what is pointed at stands behind it\n`,
    );
}

/** Says on stderr what of an answer lies outside what its network knows. */
function tellWarnings({ model, warnings = [] }: GroundedAnswer): void {
  for (const { about, name } of warnings)
    process.stderr.write(
      about === "picture"
        ? `note: this picture is unlike those that ${model.name} has learnt from: expect little of the answer\n`
        : `note: ${model.name} knows nothing like "${name}"\n`,
    );
}

/** Writes an answer to stdout as it comes, then its instances as a table. */
export async function showAnswer(
  events: AsyncIterable<AnswerEvent>,
  { trp }: Pick<AskingOptions, "trp">,
): Promise<GroundedAnswer> {
  const [{ MarkupPrinter }, { WordsPrinter }, { paintFor }, { instanceTable }] = await Promise.all([
    import("../terminal/markup-printer.js"),
    import("../terminal/words-printer.js"),
    import("../terminal/paint.js"),
    import("../terminal/instance-table.js"),
  ]);
  const paint = paintFor(process.stdout);
  const printer = trp ? new MarkupPrinter(paint) : new WordsPrinter(paint);
  for await (const event of events) {
    process.stdout.write(printer.print(event));
    if (event.type !== "end") continue;
    const cut = event.answer.ended === "length" ? paint.dim(" … cut off at the longest length") : "";
    process.stdout.write(`${cut}\n\n${instanceTable(event.answer, paint)}\n`);
    tellWarnings(event.answer);
    return event.answer;
  }
  throw new Error("the answer has no end");
}
