// `refvlm start`: what `npm start` runs. Three answers about bundled pictures, or one about a picture of one's own.
import { fileURLToPath } from "node:url";
import type { Command } from "commander";
import { chosenDecoders } from "../decoder-options.js";
import { tellWritten } from "../terminal/tell-written.js";
import {
  type AskingOptions,
  addAskingOptions,
  questionOptions,
  readSubject,
  showAnswer,
  tellOutside,
} from "./answering.js";

interface StartOptions extends AskingOptions {
  out: string;
}

/** A box, a mask, and everything there is. */
const TOUR = [
  { picture: "street.png", question: "where is the dog?" },
  { picture: "kitchen-table.png", question: "segment the cup." },
  { picture: "street.png", question: "detect all objects." },
];
const EVERYTHING = "detect all objects.";

export function addStart(program: Command): void {
  const command = program
    .command("start")
    .description("show what it does, on bundled pictures or on yours")
    .argument("[picture]", "picture file")
    .argument("[question]", `e.g. "where is the dog?" (default "${EVERYTHING}")`)
    .option("--out <folder>", "where annotated pictures and JSON go", "answers");
  addAskingOptions(command).action(start);
}

async function start(path: string | undefined, question: string | undefined, options: StartOptions): Promise<void> {
  const asking = questionOptions(options);
  const { checkQuestion } = await import("../question.js");
  checkQuestion(question ?? EVERYTHING, asking);
  const questions = path === undefined ? TOUR.map(bundled) : [{ path, question: question ?? EVERYTHING }];
  const subjects = await Promise.all(questions.map(({ path, question }) => readSubject(path, question, options)));
  const [{ RefVlm, answerToJson }, { writeAnswer }, { answerName }, { paintFor }] = await Promise.all([
    import("../index.js"),
    import("../answers/annotate.js"),
    import("../answers/answer-name.js"),
    import("../terminal/paint.js"),
  ]);
  const paint = paintFor(process.stdout);
  await using vlm = await RefVlm.load(options.model, { decoders: chosenDecoders(options) });
  for (const subject of subjects) {
    const { path, picture, question } = subject;
    process.stdout.write(`${paint.bold(`> ${question}`)}  ${paint.dim(describe(path, picture))}\n\n`);
    tellOutside(vlm, question);
    const answer = await showAnswer(vlm.stream(picture, question, asking), options);
    const told = answerToJson(answer, { picture: path, question });
    const { png, json } = await writeAnswer(options.out, answerName(path, question), answer, { picture, json: told });
    process.stdout.write("\n");
    tellWritten(png, json);
    process.stdout.write("\n");
  }
  process.stdout.write(`${whatNext(path === undefined)}\n`);
}

function bundled({ picture, question }: (typeof TOUR)[number]): { path: string; question: string } {
  return { path: fileURLToPath(new URL(`../../assets/pictures/${picture}`, import.meta.url)), question };
}

function describe(path: string, { width, height }: { width: number; height: number }): string {
  return `${path.split(/[\\/]/).at(-1)}, ${width} x ${height}`;
}

function whatNext(toured: boolean): string {
  const start = process.env.npm_lifecycle_event === "start" ? "npm start --" : "npx refvlm start";
  const own = toured ? `  ${start} picture.jpg "where is the dog?"    a picture of your own\n` : "";
  return (
    `Try next:\n${own}` +
    `  ${start} picture.jpg "segment all cats."    masks instead of boxes\n` +
    "  npx refvlm chat picture.jpg    a conversation about it\n" +
    "  npx refvlm studio    the same in a browser, pointing by hand: http://127.0.0.1:8080/\n" +
    '  npx refvlm predict folder "how many cats are there?" --out answers.jsonl    for programs\n' +
    "  npx refvlm --help    everything else"
  );
}
