// The evaluation end to end on a network of random weights: every question is asked once, failures count, results resume.
import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { scoreKinds } from "@refvlm/metrics/node";
import {
  answerBatch,
  type GroundedAnswer,
  type LoadedModel,
  loadedModel,
  PictureSession,
  RefVlmNetwork,
  readModelFolder,
  unitsOfAnswer,
} from "@refvlm/model";
import { liveTensors, manualSeed } from "@refvlm/torch";
import { prepareAtlas, renderScene } from "@refvlm/vt-instruct";
import { afterAll, beforeAll, expect, test } from "vitest";
import { settledTensors } from "../../torch/test/settled-tensors.js";
import {
  type AnsweredQuestion,
  contactSheet,
  type EvaluationOptions,
  evaluate,
  openResultLog,
  type QuestionKind,
  type SceneFamilies,
  SheetChoice,
  sceneQuestions,
  writeAnswerFiles,
} from "../src/eval/index.js";

let model: LoadedModel;
const folder = mkdtempSync(join(tmpdir(), "refvlm-eval-"));
beforeAll(async () => {
  await prepareAtlas();
  const { config, codec, textCodec } = readModelFolder(fileURLToPath(new URL("./golden/tiny-run", import.meta.url)));
  manualSeed(7);
  const network = new RefVlmNetwork(config);
  network.eval().requiresGrad_(false);
  model = loadedModel({ network, codec, textCodec });
});
afterAll(() => {
  model.network.dispose();
  rmSync(folder, { recursive: true, force: true });
});
const small = { batchSize: 2, maxNewTokens: 64 };
const seen = { ...small, families: ["seen"] } as const;
const wordless = ["rec", "res", "fovd", "vqa-presence", "vqa-count", "rec-absent", "follow-up", "new-unit"] as const;

/** Asks about the first three scenes. */
async function evaluateScenes(
  network: LoadedModel,
  { families, ...options }: Omit<EvaluationOptions, "families"> & { families?: readonly SceneFamilies[] },
) {
  return evaluate(network, await sceneQuestions({ scenes: 3, families }), options);
}

test("every kind of question is asked about every scene of both families", async () => {
  const before = await settledTensors();
  const progress: number[] = [];
  const { results, asked, figures } = await evaluateScenes(model, {
    ...small,
    kinds: wordless,
    onProgress: (scenes, total) => progress.push(scenes / total),
  });
  expect(liveTensors()).toBe(before);
  expect(asked).toBe(results.length);
  expect(new Set(results.map(({ set }) => set))).toEqual(new Set(["seen", "held-out"]));
  expect(new Set(results.map(({ kind }) => kind))).toEqual(new Set(wordless));
  expect(new Set(results.map(({ id }) => id))).toEqual(new Set(["0", "1", "2"]));
  expect(progress).toEqual([2 / 6, 4 / 6, 1]);
  // An untrained network that is cut off after 64 tokens earns nothing, and is not left out either.
  expect(results.filter(({ wellFormed }) => !wellFormed).every(({ gain, of }) => gain === 0 && of > 0)).toBe(true);
  for (const figure of figures) {
    if ("lacks" in figure) throw new Error(`${figure.name}: ${figure.lacks}`);
    const { value, interval } = figure;
    expect(value).toBeGreaterThanOrEqual(0);
    expect(interval[0]).toBeLessThanOrEqual(value);
    expect(interval[1]).toBeGreaterThanOrEqual(value);
  }
});

test("the same network gives the same results, whatever the batches", async () => {
  const options = { ...seen, kinds: ["rec", "vqa-count"] } as const;
  const [one, two] = [await evaluateScenes(model, options), await evaluateScenes(model, { ...options, batchSize: 3 })];
  const sorted = (results: typeof one.results) => results.map((result) => JSON.stringify(result)).sort();
  expect(sorted(two.results)).toEqual(sorted(one.results));
});

test("a batch answers as a session does, question by question", async () => {
  const scenes = [0, 1].map((index) => renderScene(1, index, { size: 64 }).picture);
  const questions = ["where is the dog?", "how many cats are there?", "detect all objects."].map((text, i) => ({
    picture: scenes[i % 2],
    parts: [{ type: "text" as const, text }],
  }));
  const options = { maxNewTokens: 80 };
  const together = await answerBatch(model, questions, { ...options, batchSize: 2 });
  const session = PictureSession.open(model, scenes);
  for (const [i, { parts, picture }] of questions.entries()) {
    const alone = await session.ask(parts, options, scenes.indexOf(picture));
    expect(together[i].trp).toBe(alone.trp);
    const marks = (answer: GroundedAnswer) => unitsOfAnswer(answer).map(({ phrase, unit }) => [phrase, unit]);
    expect(marks(together[i])).toEqual(marks(alone));
  }
  session.dispose();
});

test("a question that fails has no answer and counts as wrong; the others are not touched", async () => {
  const options = { ...seen, kinds: ["rec"], batchSize: 3 } as const;
  const questions: string[] = [];
  const onAnswer = ({ question: { turn } }: AnsweredQuestion) =>
    questions.push((turn.user[0] as { text: string }).text);
  const sound = await evaluateScenes(model, { ...options, onAnswer });
  const warnings: string[] = [];
  const failing = { ...model, codec: failingOn(model.codec, questions[1]) };
  const { results } = await evaluateScenes(failing, { ...options, onWarning: (message) => warnings.push(message) });
  expect(warnings).toEqual(["seen/rec/1: no answer: this question cannot be encoded"]);
  expect(results[1]).toMatchObject({ gain: 0, of: 1, wellFormed: false, answer: null });
  expect([results[0], results[2]]).toEqual([sound.results[0], sound.results[2]]);
});

/** A codec that cannot encode one question. */
function failingOn(codec: LoadedModel["codec"], question: string): LoadedModel["codec"] {
  return new Proxy(codec, {
    get(target, name) {
      const value = Reflect.get(target, name, target);
      if (typeof value !== "function") return value;
      return (...given: unknown[]) => {
        if (name === "encodeText" && String(given[0]).includes(question))
          throw new Error("this question cannot be encoded");
        return Reflect.apply(value, target, given);
      };
    },
  });
}

test("results in a file are not asked for again; a cut line is", async () => {
  const path = join(folder, "results.jsonl");
  const options = { ...seen, kinds: ["rec", "res"] } as const;
  const first = await evaluateScenes(model, { ...options, log: openResultLog(path, "weights-1") });
  const lines = readFileSync(path, "utf8").trimEnd().split("\n");
  expect(lines).toHaveLength(1 + first.results.length);
  writeFileSync(path, `${lines.slice(0, -1).join("\n")}\n`);
  appendFileSync(path, lines.at(-1)!.slice(0, 20));
  const second = await evaluateScenes(model, { ...options, log: openResultLog(path, "weights-1") });
  expect(second.asked).toBe(1);
  expect(second.results).toEqual(first.results);
  expect(() => openResultLog(path, "weights-2")).toThrow(/holds results of another network/);
});

test("a sheet shows a tile for each answer, none of them empty", async () => {
  const answered: AnsweredQuestion[] = [];
  await evaluateScenes(model, { ...seen, kinds: ["rec", "vqa-count"], onAnswer: (each) => answered.push(each) });
  const sheet = await contactSheet(answered.slice(0, 3), { columns: 2, tile: 200 });
  expect(sheet.width).toBe(2 * 206 + 6);
  expect(sheet.height).toBeGreaterThan(2 * 206);
  expect(sheet.data).toHaveLength(sheet.width * sheet.height * 3);
  await expect(contactSheet([])).rejects.toThrow("there is no answer to draw");
});

test("a sheet says right and wrong in words, for eyes that do not see green and red apart", async () => {
  const answered: AnsweredQuestion[] = [];
  await evaluateScenes(model, { ...seen, kinds: ["vqa-count"], onAnswer: (each) => answered.push(each) });
  const [{ question, result }] = answered;
  // Only the caption is there to see.
  const picture = { width: 200, height: 200, data: new Uint8Array(200 * 200 * 3) };
  const litPixels = async (gain: number) => {
    const one = { question: { ...question, picture }, answer: null, result: { ...result, gain } };
    const { data } = await contactSheet([one], { tile: 200 });
    const brightest = Array.from({ length: data.length / 3 }, (_, i) => Math.max(...data.subarray(3 * i, 3 * i + 3)));
    const ink = brightest.reduce((most, value) => Math.max(most, value));
    return brightest.map((value) => value > ink / 2);
  };
  const [right, wrong] = [await litPixels(result.of), await litPixels(0)];
  expect(right.filter((isLit, pixel) => isLit !== wrong[pixel]).length).toBeGreaterThan(30);
});

test("a sheet's choice shows each picture once and all kinds alike", async () => {
  const choice = new SheetChoice(2);
  const kinds: readonly QuestionKind[] = ["rec", "vqa-count"];
  await evaluateScenes(model, { ...seen, kinds, batchSize: 3, onAnswer: (each) => choice.offer(each) });
  const shown = choice.chosen.map(({ question: { kind, id } }) => `${kind} ${id}`);
  expect(shown).toEqual(["rec 1", "vqa-count 0"]);
});

test("what the network has no decoder for is not asked, and its rows say so", async () => {
  const { results, figures } = await evaluateScenes(model, { ...seen, kinds: ["keypoint", "depth"] });
  expect(results).toEqual([]);
  expect(figures).toContainEqual({ name: "Keypoints OKS-AP50", set: "seen", lacks: "no decoder for keypoint" });
  expect(figures).toContainEqual({ name: "Depth AbsRel", set: "seen", lacks: "no decoder for depth" });
});

test("answers are written as refvlm score takes them", async () => {
  const kinds: readonly QuestionKind[] = ["res", "fovd", "gcg-mask", "caption", "vqa-presence"];
  const { files, figures } = await evaluateScenes(model, { ...seen, kinds });
  const commands = writeAnswerFiles(join(folder, "answers"), files);
  expect(commands.map((command) => command.split(" ")[2])).toEqual(["res", "coco-box", "gcg", "captions", "pope"]);
  for (const command of commands) {
    const [, , kind, , gt, , pred, ...settings] = command.split(" ");
    const set = Object.fromEntries(settings.filter((each) => each !== "--set").map((each) => each.split("=")));
    const scored = (await scoreKinds[kind].score(gt, pred, set)).figures();
    const same = figures.filter((figure) => "value" in figure && Object.values(scored).includes(figure.value));
    expect(same.length, command).toBeGreaterThan(0);
  }
});

test("an aborted evaluation stops with the signal's reason", async () => {
  const signal = AbortSignal.abort(new Error("enough"));
  await expect(evaluateScenes(model, { ...small, signal })).rejects.toThrow("enough");
});
