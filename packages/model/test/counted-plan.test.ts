// Plans whose numbers a decoder counts: what GroundingDINO finds for a name is the line's Num, while it is untrained.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { noGrad } from "@refvlm/torch";
import { afterAll, expect, it } from "vitest";
import { answerBatch, loadPretrained, savePretrained, trainTokenizer } from "../src/index.js";
import { longestPhrase } from "../src/plugins/grounding-dino/caption.js";
import { SAME_THING } from "../src/plugins/grounding-dino/phrase-detector.js";
import { tinyDetector, tinyDetectorConfig, writePlugin } from "./tiny-grounding.js";
import { speckledPicture, tinyModel } from "./tiny-model.js";

const place = mkdtempSync(join(tmpdir(), "refvlm-counted-"));
afterAll(() => rmSync(place, { recursive: true, force: true }));
const words = ["where is the dog? segment the cup, now as a landmark.", "a dog and a cat left of the bus"];
const picture = speckledPicture(80, 50);

it("Num is the number that the decoder of the line's first unit finds, at least 1; trained, the language decides", async () => {
  const detector = tinyDetector();
  const scores = (await detector.find(picture, ["dog"], { threshold: 0, overlap: SAME_THING })).map(
    ({ score }) => score,
  );
  const threshold = scores[Math.min(3, scores.length - 1)]; // four of these, more or fewer of other names
  const plugin = writePlugin(join(place, "plugin"), "grounding-dino", detector, { ...tinyDetectorConfig, threshold });
  savePretrained(join(place, "model"), tinyModel().network, trainTokenizer(words, { vocabSize: 330 }), {
    dtype: "float32",
  });
  const model = loadPretrained(join(place, "model"), { decoders: { box: plugin } });
  const parts = [{ type: "text" as const, text: "where is the dog?" }];
  const questions = [6, 7, 8, 9].map((seed) => ({ picture, parts, seed }));
  const ask = () => answerBatch(model, questions, { temperature: 1, maxNewTokens: 250, minScore: 0 });
  const answers = await ask();
  const lines = answers.flatMap(({ plan }) => plan!.lines).filter(({ units }) => units.includes("box"));
  expect(lines.length).toBeGreaterThan(0);
  for (const { name, count } of lines) {
    const pieces = detector.words(name).length;
    if (pieces > longestPhrase(tinyDetectorConfig.captionLength)) continue; // read as far as a pass holds
    const found = pieces === 0 ? [] : await detector.find(picture, [name], { threshold, overlap: SAME_THING });
    expect([name, count]).toEqual([name, Math.max(1, found.length)]);
  }
  for (const { problems } of answers) expect(problems).toEqual([]);
  noGrad(() => model.network.visualDecoders.units.get("box").stateDict().get("wish.weight")!.add_(0.01));
  const trained = await ask();
  expect(trained.map(({ plan }) => plan)).not.toEqual(answers.map(({ plan }) => plan));
  model.network.dispose();
});
