// `refvlm predict` about one picture.
import { answerToJson } from "@refvlm/model";
import { polygonShapes } from "@refvlm/vision";
import { makeFolder, writeAnswer } from "../answers/annotate.js";
import { answerName } from "../answers/answer-name.js";
import { checkHeld } from "../answers/held-units.js";
import { writeInstances } from "../answers/instance-files.js";
import { pictureLabel } from "../answers/picture-list.js";
import { chosenDecoders } from "../decoder-options.js";
import { readPrompts } from "../prompt-options.js";
import { checkQuestion } from "../question.js";
import { RefVlm } from "../refvlm.js";
import { stopSignals } from "../terminal/stop-signals.js";
import { tellWritten } from "../terminal/tell-written.js";
import { TimeSpent } from "../terminal/time-spent.js";
import { questionOptions, readSubject, showAnswer, tellOutside } from "./answering.js";
import type { PredictOptions } from "./predict-options.js";

export async function predictOne(path: string, question: string, options: PredictOptions): Promise<void> {
  const time = new TimeSpent("starting");
  const prompts = await readPrompts(options);
  const asking = { ...questionOptions(options), prompts };
  checkQuestion(question, asking);
  const { out, cutouts, masks, depth } = options;
  for (const folder of [out, cutouts, masks, depth]) if (folder !== undefined) await makeFolder(folder);
  using stop = stopSignals("stopped");
  time.turnTo("decoding files");
  const { picture } = await readSubject(path, question, options);
  time.turnTo("loading the model");
  await using vlm = await RefVlm.load(options.model, { decoders: chosenDecoders(options) });
  checkHeld({ cutouts, masks, depth }, vlm);
  await tellOutside(vlm, question, asking);
  const followed = { ...asking, signal: stop.signal, onPhase: (phase: string) => time.turnTo(phase) };
  const answer = options.json
    ? await vlm.ask(picture, question, followed)
    : await showAnswer(vlm.stream(picture, question, followed), options);
  time.turnTo("writing");
  const asked = { picture: pictureLabel(path), question, prompts };
  const json = answerToJson(answer, asked, options.polygons ? polygonShapes : undefined);
  if (options.json) process.stdout.write(`${JSON.stringify(json, null, 2)}\n`);
  const name = answerName(path, question);
  if (out !== undefined) {
    const written = await writeAnswer(out, name, answer, { picture, prompts, json });
    tellWritten(written.png, written.json);
  }
  tellWritten(...(await writeInstances(options, name, answer, picture)));
  if (options.timing) process.stderr.write(time.report());
}
