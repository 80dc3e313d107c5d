// Calibration: what is asked, and what is fitted from judged answers.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import {
  type LoadedModel,
  loadedModel,
  minScoreOf,
  pictureDistance,
  RefVlmNetwork,
  readModelFolder,
  scoreOf,
} from "@refvlm/model";
import { manualSeed } from "@refvlm/torch";
import { triplet } from "@refvlm/trp";
import type { Box } from "@refvlm/vision";
import { prepareAtlas, Random } from "@refvlm/vt-instruct";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { calibrate, canBeJudged, type Judged, judge } from "../src/calibrate/calibrate.js";
import { familiarPictures } from "../src/calibrate/familiar.js";
import { bestThreshold, FALSE_DENIALS, fitCalibration, type JudgedUnit } from "../src/calibrate/fit.js";
import { fitLogistic } from "../src/calibrate/logistic.js";
import { principalAxes } from "../src/calibrate/principal-axes.js";
import { calibrationScenes, calibrationShards } from "../src/calibrate/sources.js";
import { buildScenes } from "./built-scenes.js";

const random = Random.of("calibrate");
const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));

describe("fitLogistic", () => {
  it("1. finds the weights that made the truth", () => {
    const inputs = Array.from({ length: 20_000 }, () => [1, 4 * random.next() - 2, 4 * random.next() - 2]);
    const right = inputs.map(([, a, b]) => random.next() < sigmoid(0.5 + 2 * a - b));
    const [bias, first, second] = fitLogistic(inputs, right);
    expect(bias).toBeCloseTo(0.5, 1);
    expect(first).toBeCloseTo(2, 1);
    expect(second).toBeCloseTo(-1, 1);
  });

  it("2. stays finite where the truth follows from an input", () => {
    const weights = fitLogistic(
      [
        [1, -1],
        [1, -2],
        [1, 1],
        [1, 2],
      ],
      [false, false, true, true],
    );
    expect(weights.every(Number.isFinite)).toBe(true);
    expect(weights[1]).toBeGreaterThan(0);
  });

  it("3. counts a case as often as it is told", () => {
    const twice = fitLogistic([[1], [1], [1]], [true, true, false]);
    expect(fitLogistic([[1], [1]], [true, false], [2, 1])[0]).toBeCloseTo(twice[0], 9);
  });
});

it("the best threshold keeps what makes the F1 highest", () => {
  expect(bestThreshold([0.9, 0.8, 0.3, 0.2], [true, true, false, true])).toBe(0.2);
  expect(bestThreshold([0.9, 0.8, 0.3, 0.2, 0.1], [true, true, false, false, false])).toBe(0.8);
  expect(bestThreshold([0.9, 0.9, 0.5, 0.5, 0.5, 0.5], [true, true, true, false, false, false])).toBe(0.9);
});

describe("fitCalibration", () => {
  const units: JudgedUnit[] = Array.from({ length: 4000 }, () => {
    const [words, quality, presence] = [random.next(), random.next(), random.next()];
    return { unit: "box", evidence: { words, quality, presence }, right: random.next() < quality * presence };
  });
  const presences = Array.from({ length: 2000 }, (_, i) => {
    const there = i % 2 === 0;
    return { presence: there ? 0.3 + 0.7 * random.next() : 0.6 * random.next(), there };
  });
  const { units: fitted, presence } = fitCalibration(units, presences, 0, "made up");

  it("1. makes scores that are as often right as they say", () => {
    const calibration = { on: "", units: fitted, presence };
    const scored = units.map(({ unit, evidence, right }) => ({ score: scoreOf(unit, evidence, calibration), right }));
    for (const [low, high] of [
      [0, 0.2],
      [0.2, 0.4],
      [0.4, 0.6],
      [0.6, 1],
    ]) {
      const inside = scored.filter(({ score }) => score >= low && score < high);
      const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
      const off = mean(inside.map(({ score }) => score)) - mean(inside.map(({ right }) => Number(right)));
      expect(Math.abs(off), `${low} to ${high}`).toBeLessThan(0.05);
    }
  });

  it("2. denies as few present things as is allowed, those included that were denied anyway", () => {
    const denied = (deny: number) =>
      presences.filter((each) => each.there && sigmoidOf(each.presence) < deny).length / 1000;
    const sigmoidOf = (value: number) => sigmoid(presence!.bias + presence!.presence * Math.log(value / (1 - value)));
    expect(denied(presence!.deny)).toBeCloseTo(FALSE_DENIALS, 2);
    expect(fitCalibration(units, presences, FALSE_DENIALS, "").presence!.deny).toBeLessThan(presence!.deny);
    const asked = fitCalibration(units, presences, 0, "", 0.15).presence!;
    expect(denied(asked.deny)).toBeCloseTo(0.15, 2);
  });

  it("4. fits scores on what is given, not on what is denied", () => {
    const denied = units.map((each) => ({ ...each, right: false, deniable: 1e-6 }));
    expect(fitCalibration([...units, ...denied], presences, 0, "made up").units).toEqual(fitted);
    expect(fitCalibration([...units, ...denied], [], 0, "made up").units).not.toEqual(fitted);
  });

  it("5. fits apart what questions single out, of which the right name is right half of the time only", () => {
    const singled = units.map(({ unit, evidence }, i) => ({
      ...{ unit, right: i % 2 === 0 },
      evidence: { ...evidence, singled: true },
    }));
    const { box } = fitCalibration([...units, ...singled], [], 0, "made up").units;
    const { singled: apart, ...plain } = box;
    expect(plain).toEqual(fitCalibration(units, [], 0, "made up").units.box);
    const calibration = { on: "made up", units: { box }, presence: null };
    for (const quality of [0.2, 0.8]) {
      const evidence = { words: 0.5, quality, presence: 0.8, singled: true };
      expect(scoreOf("box", evidence, calibration)).toBeCloseTo(0.5, 1);
      expect(minScoreOf("box", evidence, calibration)).toBe(apart!.minScore);
    }
    expect(fitCalibration(units, [], 0, "made up").units.box.singled).toBeUndefined();
  });

  it("3. fits nothing from too few cases", () => {
    expect(fitCalibration(units.slice(0, 5), presences.slice(0, 5), 0, "few")).toEqual({
      on: "few",
      units: {},
      presence: null,
    });
  });
});

describe("judge", () => {
  const box: Box = [0, 0, 10, 10];
  const judged = (
    truths: readonly { phrase: string; box: Box }[],
    given: readonly string[],
    singled = false,
    planned = given.length > 0,
  ) => {
    const body = truths.map(({ phrase }) => triplet(phrase, { units: ["box"], instances: [0] }));
    const lines = [{ name: "thing", units: ["box"], count: 1 }];
    const answer = {
      plan: { decode: planned, lines: planned ? lines : [] },
      instances: given.map((phrase, number) => {
        const evidence = { words: 1, quality: 0.9, presence: 0.9, ...(singled && { singled }) };
        return { phrase, triplet: number, index: 0, score: 1, units: [{ unit: "box", score: 1, evidence }], box };
      }),
    };
    const told: Judged = { units: [], presences: [], present: 0, denied: 0 };
    judge(answer, { answer: { plan: null, body }, targets: truths.map((truth) => [{ box: truth.box }]) }, told);
    return told;
  };
  const rights = (told: Judged) => told.units.map(({ right }) => right);

  it("1. asks for names where several are meant: the boy is a person, but the dog beside him is none", () => {
    expect(rights(judged([{ phrase: "boy", box }], ["person"]))).toEqual([true]);
    const two = [
      { phrase: "dog", box },
      { phrase: "cup", box: [50, 50, 60, 60] as const },
    ];
    expect(rights(judged(two, ["dog", "cup", "person"]))).toEqual([true, false, false]);
    expect(rights(judged([], ["dog"]))).toEqual([false]);
  });

  it("2. learns of what is there from questions that name it alone", () => {
    expect(judged([], ["cup"]).presences).toEqual([{ presence: 0.9, there: false }]);
    expect(judged([], ["cup"], true).presences).toEqual([]); // there is a cup, but not left of the plate
    expect(judged([{ phrase: "cup", box }], []).denied).toBe(1);
    expect(judged([{ phrase: "cup", box }], [], false, true).denied).toBe(0); // planned, and not found
  });
});

it("most pictures that a network has not seen are familiar, of which one in a hundred is not", () => {
  const gaussian = () => Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next());
  const draw = (count: number) => Array.from({ length: count }, () => Array.from({ length: 40 }, gaussian));
  const { mean, most, ...fitted } = familiarPictures(draw(120))!;
  expect(Math.max(...mean.map(Math.abs))).toBeLessThan(0.4);
  const others = draw(4000).map((each) => pictureDistance(each, { mean, ...fitted }));
  expect(others.filter((distance) => distance > most).length / others.length).toBeLessThan(0.03);
  expect(familiarPictures(draw(99))).toBeUndefined();
});

it("principal axes are the directions in which rows differ most", () => {
  const rows = Array.from({ length: 4000 }, () => {
    const [far, near] = [10 * (random.next() - 0.5), random.next() - 0.5];
    return [0.6 * far - 0.8 * near, 0.8 * far + 0.6 * near, 0];
  });
  const [{ axis: first, variance }, { axis: second }, { axis: third }] = principalAxes(rows, 3);
  expect(variance).toBeCloseTo(100 / 12, 0);
  expect(Math.abs(0.6 * first[0] + 0.8 * first[1])).toBeCloseTo(1, 3);
  expect(Math.abs(0.6 * second[1] - 0.8 * second[0])).toBeCloseTo(1, 3);
  expect(third.every(Number.isFinite)).toBe(true);
});

describe("calibrate", () => {
  const folder = mkdtempSync(join(tmpdir(), "refvlm-calibrate-"));
  let model: LoadedModel;
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

  it("1. asks about the rows of a built data set what a unit answers, and no question in words", async () => {
    const path = join(folder, "held-back.parquet");
    await buildScenes(path, { rows: 3, tasks: { rec: 1, vqa: 1 } });
    const source = await calibrationShards(path);
    expect([source.size, source.about]).toEqual([3, `3 pictures of ${path}`]);
    const questions = (await Promise.all([0, 1, 2].map((index) => source.at(index)))).flat();
    const tasks = (of: typeof questions) => new Set(of.map(({ turn }) => turn.task));
    expect(tasks(questions)).toEqual(new Set(["rec", "vqa"]));
    expect(tasks(questions.filter((question) => canBeJudged(model, question)))).toEqual(new Set(["rec"]));
    const pictures: number[] = [];
    const calibration = await calibrate(model, source, { batchSize: 2, onProgress: (done) => pictures.push(done) });
    expect(calibration).toMatchObject({ on: `3 pictures of ${path}`, units: {}, presence: null });
    expect(pictures).toEqual([2, 3]);
  });

  it("2. takes some of the rows, and scenes that ask for the network's units", async () => {
    const path = join(folder, "some.parquet");
    await buildScenes(path, { rows: 3 });
    expect((await calibrationShards(path, { limit: 2 })).size).toBe(2);
    const scenes = await calibrationScenes(model, { scenes: 5, size: 64 });
    expect(scenes).toMatchObject({ size: 5, about: '5 scenes of the split "calibration" (seed 9, 64 px)' });
    const questions = (await Promise.all([0, 1, 2, 3, 4].map((index) => scenes.at(index)))).flat();
    expect(questions.length).toBeGreaterThan(10);
    for (const { turn } of questions) expect(turn.command).toBeUndefined();
  });
});
