// Calibration: what is fitted from judged answers.
import { scoreOf } from "@refvlm/model";
import { Random } from "@refvlm/vt-instruct";
import { describe, expect, it } from "vitest";
import { bestThreshold, FALSE_DENIALS, fitCalibration, type JudgedUnit } from "../src/calibrate/fit.js";
import { fitLogistic } from "../src/calibrate/logistic.js";

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
  });

  it("3. fits nothing from too few cases", () => {
    expect(fitCalibration(units.slice(0, 5), presences.slice(0, 5), 0, "few")).toEqual({
      on: "few",
      units: {},
      presence: null,
    });
  });
});
