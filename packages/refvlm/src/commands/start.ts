// `refvlm start`: what `npm start` runs. A few answers about bundled pictures, or one about a picture of one's own.
import { fileURLToPath } from "node:url";
import type { VisualPrompt } from "@refvlm/vision";
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

interface Stop {
  picture: string;
  question: string;
  prompts?: VisualPrompt[];
}

/** A line as a hand draws it over the dog. */
const DRAWN: VisualPrompt = {
  kind: "scribble",
  points: [
    [121, 205],
    [128, 219],
    [137, 226],
    [134, 238],
    [143, 245],
    [139, 258],
    [130, 270],
  ],
  width: 4,
};
/** A box that a place chooses, several masks, something drawn on by hand, and a thing that is not there. */
const PHOTOGRAPHS: readonly Stop[] = [
  { picture: "beach-horses.jpg", question: "where is the horse on the right?" },
  { picture: "beach-horses.jpg", question: "segment all horses." },
  { picture: "skier-and-dog.jpg", question: "what is this?", prompts: [DRAWN] },
  { picture: "dinner.jpg", question: "where is the cat?" },
];
/** What drawings are asked by a network that knows them: a box, a mask, and everything there is. */
const DRAWINGS: readonly Stop[] = [
  { picture: "street.png", question: "where is the dog?" },
  { picture: "kitchen-table.png", question: "segment the cup." },
  { picture: "street.png", question: "detect all objects." },
];
const tours: Readonly<Record<string, readonly Stop[]>> = { nano: DRAWINGS };
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
  const tour = tours[options.model] ?? PHOTOGRAPHS;
  const questions: Asked[] = path === undefined ? tour.map(bundled) : [{ path, question: question ?? EVERYTHING }];
  const subjects = await Promise.all(
    questions.map(async ({ prompts, ...asked }) => ({
      ...(await readSubject(asked.path, asked.question, options)),
      prompts,
    })),
  );
  const [{ RefVlm, answerToJson }, { writeAnswer }, { answerName }, { paintFor }] = await Promise.all([
    import("../index.js"),
    import("../answers/annotate.js"),
    import("../answers/answer-name.js"),
    import("../terminal/paint.js"),
  ]);
  const paint = paintFor(process.stdout);
  await using vlm = await RefVlm.load(options.model, { decoders: chosenDecoders(options) });
  for (const subject of subjects) {
    const { path, picture, question, prompts } = subject;
    process.stdout.write(`${paint.bold(`> ${question}`)}  ${paint.dim(describe(path, picture))}\n\n`);
    tellOutside(vlm, question, { prompts });
    const answer = await showAnswer(vlm.stream(picture, question, { ...asking, prompts }), options);
    const told = answerToJson(answer, { picture: path, question, prompts });
    const { png, json } = await writeAnswer(options.out, answerName(path, question), answer, {
      picture,
      prompts,
      json: told,
    });
    process.stdout.write("\n");
    tellWritten(png, json);
    process.stdout.write("\n");
  }
  process.stdout.write(`${whatNext(path === undefined)}\n`);
}

interface Asked extends Omit<Stop, "picture"> {
  path: string;
}

function bundled({ picture, ...asked }: Stop): Asked {
  return { path: fileURLToPath(new URL(`../../assets/pictures/${picture}`, import.meta.url)), ...asked };
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
