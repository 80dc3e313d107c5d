// Answers limited to given names and units, and answers that are closed before their time: all parse and keep their plan.
import { describe, expect, it } from "vitest";
import { AnswerAutomaton, type AnswerConstraint, type AutomatonOptions, tokenIds } from "../src/automaton/index.js";
import { comparePlan, findUnit, parseAnswer, TrpError, type Unit } from "../src/index.js";
import { toyCodec, toyVocabSize } from "./toy-codec.js";

const units: Unit[] = ["box", "mask", "depth"].map((name) => findUnit(name)!);
const limits = { lines: 4, instances: 15, nameTokens: 4, textTokens: 24, depth: 3, unitsPerLine: 3 };
const automaton = (options: Partial<AutomatonOptions> = {}) =>
  new AnswerAutomaton({ codec: toyCodec, vocabSize: toyVocabSize, units, limits, ...options });

/** A cheap repeatable source of numbers below 1. */
function source(seed: number): () => number {
  let state = seed >>> 0;
  return () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32;
}

/** Writes on; structure, whose ids are lowest, more often than words. @returns ids without the end token */
function write(constraint: AnswerConstraint, random: () => number, ids: number[] = [], most = Infinity): number[] {
  while (!constraint.done && ids.length < most) {
    const allowed = constraint.next();
    const among = "forced" in allowed ? null : tokenIds(allowed);
    const few = among && random() < 0.5 ? among.slice(0, 3) : among;
    const next = "forced" in allowed ? allowed.forced : [few![Math.floor(random() * few!.length)]];
    for (const id of next) {
      constraint.accept(id);
      if (id !== toyCodec.eosId) ids.push(id);
    }
  }
  return ids;
}

describe("a closed set", () => {
  it("is all that 400 random answers name, names that begin alike and those without an own token included", () => {
    const names = ["dog", "dogs", "dog in park", "é", "dog", "it>"];
    const seen = new Set<string>();
    for (let seed = 0; seed < 400; seed++) {
      const of = automaton({ distinctNames: seed % 2 === 0 });
      const room = seed % 3 === 0 ? 60 + (seed % 40) : undefined;
      const ids = write(of.follow(room, undefined, { names, units: ["mask"] }), source(seed));
      const { answer, problems } = parseAnswer(toyCodec.decode(ids));
      expect(problems).toEqual([]);
      expect(comparePlan(answer.plan!, answer.body)).toEqual([]);
      const planned = answer.plan!.lines.map(({ name }) => name);
      if (seed % 2 === 0) expect(new Set(planned).size).toBe(planned.length);
      for (const { name, units } of answer.plan!.lines) {
        expect(names).toContain(name);
        expect(units).toEqual(["mask"]);
        seen.add(name);
      }
    }
    expect(seen.size).toBe(5);
  });

  it("has only names that can stand in a plan", () => {
    for (const name of ["", "a dog\nUnit", "a Unit: b", "x<REF>y", "</Task>", "<Ph" + "rase>"])
      expect(() => automaton().start(undefined, undefined, { names: ["dog", name] }), name).toThrow(TrpError);
  });

  it("of no names, or of no unit, leaves words", () => {
    for (const closed of [{ names: [] }, { units: [] }]) {
      const { plan } = parseAnswer(
        toyCodec.decode(write(automaton().follow(undefined, undefined, closed), source(1))),
      ).answer;
      expect(plan!.decode).toBe(false);
    }
  });
});

describe("an answer that is closed", () => {
  it.each([{ plan: true }, { plan: false }])("ends the shortest way from wherever it is, and parses: %o", (options) => {
    let shortened = 0;
    for (let seed = 0; seed < 120; seed++) {
      const of = automaton(options);
      const whole = write(of.follow(), source(seed));
      const [constraint, random] = [of.follow(), source(seed)];
      const begun = write(constraint, random, [], seed % 60);
      const at = begun.length;
      constraint.close();
      const closed = write(constraint, random, begun);
      const { answer, problems } = parseAnswer(toyCodec.decode(closed));
      expect(problems).toEqual([]);
      if (options.plan) expect(comparePlan(answer.plan!, answer.body)).toEqual([]);
      expect(closed.slice(0, at)).toEqual(whole.slice(0, at));
      const tighter = () => {
        const constraint = of.follow(closed.length - 1);
        for (const id of whole.slice(0, at)) constraint.accept(id);
      };
      expect(tighter).toThrow(TrpError); // one token less is not enough
      if (closed.length < whole.length) shortened++;
    }
    expect(shortened).toBeGreaterThan(15);
  });
});
