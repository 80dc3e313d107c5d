// `refvlm detect PICTURE "cat, dog"`: boxes of whatever the phrases name, by GroundingDINO alone.
import type { GroundedAnswer } from "@refvlm/model";
import type { Picture } from "@refvlm/vision";
import type { Command } from "commander";
import { optionNumber } from "../option-number.js";
import { wholeNumber } from "../whole-number.js";

interface DetectOptions {
  model: string;
  out: string;
  threshold?: number;
  overlap?: number;
  tiles?: number;
  cutouts?: string;
  json?: boolean;
  allowHttp?: boolean;
}

const share = optionNumber((value) => value >= 0 && value <= 1, "a number from 0 to 1");

export function addDetect(program: Command): void {
  program
    .command("detect")
    .description("find what phrases name, with GroundingDINO alone: a box for each thing, in a picture and as JSON")
    .argument("<picture>", "a file, or a file: or data: URL")
    .argument("<phrases>", 'what to look for, parted by commas, e.g. "cat, traffic light"')
    .requiredOption("--model <folder>", "GroundingDINO's folder, as `refvlm convert` makes it")
    .option("--out <folder>", "where the annotated picture and the JSON go", "detections")
    .option("--threshold <p>", "least score of a box (default 0.35)", share)
    .option(
      "--overlap <iou>",
      "of two boxes of a phrase that overlap by more the better one stays (default 0.8)",
      share,
    )
    .option(
      "--tiles <pixels>",
      "of large pictures: look once more in overlapping tiles of that side (by default at the whole picture only)",
      wholeNumber(16),
    )
    .option("--cutouts <folder>", "write each thing as a PNG, cut out along its box")
    .option("--json", "print the JSON")
    .option("--allow-http", "fetch a picture that is given as http: or https: URL")
    .action(detect);
}

async function detect(path: string, said: string, options: DetectOptions): Promise<void> {
  const [{ phrasesOf, Detector }, { readSubject }, { showProgress }, { stopSignals }] = await Promise.all([
    import("../detector.js"),
    import("./answering.js"),
    import("../terminal/progress.js"),
    import("../terminal/stop-signals.js"),
  ]);
  const { makeFolder } = await import("../answers/annotate.js");
  const phrases = phrasesOf(said);
  for (const folder of [options.out, options.cutouts]) if (folder !== undefined) await makeFolder(folder);
  using stop = stopSignals("stopped; nothing was written");
  const { picture } = await readSubject(path, said, { model: options.model, allowHttp: options.allowHttp });
  using detector = await Detector.load(options.model);
  let bar: ReturnType<typeof showProgress> | undefined;
  const { threshold, overlap, tiles: tileSide } = options;
  const answer = await detector
    .detect(picture, phrases, {
      ...{ threshold, overlap, tileSide, signal: stop.signal },
      onPass: (done, of) => {
        if (of > 1) (bar ??= showProgress("looking", of)).update(done, "passes over the picture");
      },
    })
    .finally(() => bar?.stop());
  await tell(path, said, picture, answer, options);
}

/** Writes picture and JSON, then prints what was found. */
async function tell(
  path: string,
  said: string,
  picture: Picture,
  answer: GroundedAnswer,
  { out, cutouts, json: asJson }: DetectOptions,
): Promise<void> {
  const [{ answerToJson }, { writeAnswer }, { answerName }, { writeInstances }] = await Promise.all([
    import("@refvlm/model"),
    import("../answers/annotate.js"),
    import("../answers/answer-name.js"),
    import("../answers/instance-files.js"),
  ]);
  const [{ pictureLabel }, { instanceTable }, { paintFor }, { tellWritten }] = await Promise.all([
    import("../answers/picture-list.js"),
    import("../terminal/instance-table.js"),
    import("../terminal/paint.js"),
    import("../terminal/tell-written.js"),
  ]);
  const json = answerToJson(answer, { picture: pictureLabel(path), question: said });
  const name = answerName(path, said);
  const written = await writeAnswer(out, name, answer, { picture, json });
  if (asJson) process.stdout.write(`${JSON.stringify(json, null, 2)}\n`);
  else if (answer.instances.length === 0) process.stdout.write(`${answer.text}\n`);
  else process.stdout.write(`${answer.text}\n\n${instanceTable(answer, paintFor(process.stdout))}\n`);
  tellWritten(written.png, written.json);
  tellWritten(...(await writeInstances({ cutouts }, name, answer, picture)));
}
