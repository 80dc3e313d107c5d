// `refvlm predict PICTURE... QUESTION`: one answer, for people or as JSON for programs; about many pictures a JSON line each.
import { type Command, Option } from "commander";
import { addPromptOptions } from "../prompt-options.js";
import { addAskingOptions } from "./answering.js";
import { FORMATS, type PredictOptions } from "./predict-options.js";

export function addPredict(program: Command): void {
  const command = program
    .command("predict")
    .description("answer a question about a picture, or about many")
    .usage("[options] <picture...> <question>")
    .argument(
      "[words...]",
      'pictures (files, folders, "globs", file: and data: URLs, - for paths on stdin), then the question',
    )
    .option("--json", "print the answer as JSON, masks as COCO run lengths")
    .option("--polygons", "in JSON, masks as polygons")
    .option("--out <path>", "a folder for annotated pictures and JSON; FILE.jsonl for a line a picture, gone on with")
    .addOption(new Option("--format <name>", "of the answers about many pictures").choices(FORMATS).default("jsonl"))
    .option(
      "--rows <file>",
      "ask about the picture of each row of a list in JSON; {field} in the question is the row's",
    )
    .option("--cutouts <folder>", "write each instance as a PNG, cut out along its mask or its box")
    .option("--masks <folder>", "write each mask as a transparent PNG of the picture's size")
    .option("--depth <folder>", "write depth as 16-bit PNG, its kind and scale as JSON beside it")
    .option("--timing", "say on stderr how the time was spent");
  addPromptOptions(addAskingOptions(command)).action(predict);
}

async function predict(words: string[], options: PredictOptions): Promise<void> {
  const { isOnePicture } = await import("../answers/picture-list.js");
  const fromRows = options.rows !== undefined;
  const pictures = fromRows ? [] : words.slice(0, -1);
  const question = words.at(-1);
  if (fromRows && words.length > 1) throw new Error("--rows names the pictures: give the question alone");
  if (!fromRows && (question === undefined || pictures.length === 0))
    throw new Error('give a picture and a question, e.g. refvlm predict street.jpg "where is the dog?"');
  const asLines = options.out?.toLowerCase().endsWith(".jsonl") || options.format !== "jsonl";
  if (fromRows || asLines || !isOnePicture(pictures)) {
    const { predictMany } = await import("./predict-many.js");
    await predictMany(pictures, question, options);
  } else {
    const { predictOne } = await import("./predict-one.js");
    await predictOne(pictures[0], question!, options);
  }
}
