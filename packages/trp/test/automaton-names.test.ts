// Names of the plan under the automaton: distinct, in order, told apart; the instances that further units take up.
import { describe, expect, it } from "vitest";
import { tokenIds } from "../src/automaton/index.js";
import { bodyText, type Group, parseAnswer, phrase, planOf, triplet } from "../src/index.js";
import { toyCodec } from "./toy-codec.js";
import { accepts, answerIds, automaton, one, said, source, write } from "./written-answers.js";

describe("AnswerAutomaton, planned names", () => {
  it("never lists a name twice where names are distinct, however much the model would like to", () => {
    const limits = { lines: 4, instances: 15, nameTokens: 1, textTokens: 8 };
    let lines = 0;
    for (const distinctNames of [true, false]) {
      let repeated = 0;
      for (let seed = 0; seed < 500; seed++) {
        const random = source(seed);
        // Structure is chosen freely, words among three only: many lines, few names.
        const of = automaton({ limits, distinctNames });
        const { ids } = write(of, (allowed) => {
          const few = allowed.length > 40 ? allowed.slice(20, 23) : allowed;
          return few[Math.floor(((random() * 997) % 1) * few.length)];
        });
        const names = parseAnswer(toyCodec.decode(ids)).answer.plan!.lines.map(({ name }) => name);
        lines += names.length;
        repeated += names.length - new Set(names).size;
      }
      if (distinctNames) expect(repeated).toBe(0);
      else expect(repeated).toBeGreaterThan(0);
    }
    expect(lines).toBeGreaterThan(500);
  });

  it("knows a name again that is spelt with other tokens", () => {
    const of = automaton({ distinctNames: true });
    const [spelt, whole] = [
      ["d", "o", "g"].flatMap((letter) => toyCodec.encodeText(letter)),
      toyCodec.encodeText("dog"),
    ];
    expect(whole).toHaveLength(1);
    const before = answerIds([
      triplet("dog", { units: ["box"], instances: [0] }),
      triplet("cat", { units: ["box"], instances: [0] }),
    ]);
    const name = before.indexOf(toyCodec.encodeText("cat")[0]);
    const second = before.slice(0, name).reduce((state, id) => state.advance(id), of.start());
    expect(() => second.advance(whole[0])).toThrow("not allowed");
    const almost = spelt.slice(0, 2).reduce((state, id) => state.advance(id), second);
    const allowed = almost.allowed();
    expect("forced" in allowed || tokenIds(allowed).includes(spelt[2])).toBe(false);
    expect(() => almost.advance(spelt[2])).toThrow("not allowed");
  });

  it("lets the model choose which instances a further unit takes up, each once, ascending", () => {
    const of = automaton({ limits: { unitsPerLine: 3 } });
    const dogs = (...later: Group[]) => triplet("dogs", { units: ["box"], instances: [0, 1, 2] }, ...later);
    const plan = planOf([dogs({ units: ["mask"], instances: [1] })]);
    for (const instances of [[0], [1], [2], [0, 2], [1, 2], [0, 1, 2]])
      expect(accepts(of, [dogs({ units: ["mask"], instances })], plan), `${instances}`).toBe(true);
    const together = triplet("dogs", { units: ["box", "mask"], instances: [0, 1, 2] });
    expect(accepts(of, [together], plan)).toBe(true);
    const fewer = triplet("dogs", { units: ["box"], instances: [0, 1] }, { units: ["mask"], instances: [0, 1] });
    for (const wrong of [dogs(), fewer]) expect(accepts(of, [wrong], plan)).toBe(false);
    const third = { units: ["depth"], instances: [0] };
    const one = triplet("dog", { units: ["box"], instances: [0] }, { units: ["mask"], instances: [0] }, third);
    expect(accepts(of, [one])).toBe(true);
  });

  it("writes planned names only, in their order, where one is a part of another", () => {
    const of = automaton();
    const plan = planOf([one("ball"), one("balloon")]);
    expect(accepts(of, [one("ball"), said(", "), one("balloon")])).toBe(true);
    expect(accepts(of, [one([one("ball"), said("oon")])], plan)).toBe(true);
    for (const wrong of [
      [one("balloon"), one("ball")],
      [one("cat"), one("balloon")],
      [one("balls"), one("balloon")],
      [one([one("ball"), said("oons")])],
      [one([said("a "), one("ball"), said("oon")])],
      [phrase("ball"), one("ball"), one("balloon")],
      [one("ball"), one("balloon"), phrase("balloon")],
    ])
      expect(accepts(of, wrong, plan), bodyText(wrong)).toBe(false);
  });

  it("tells phrases apart that begin alike, and nests as deep as the limit", () => {
    const hat = [one([said("a "), one("cat"), said(" in a hat")])];
    const both = [one([said("a "), one("cat"), said(" in")]), one([said("a cat in a hat")])];
    expect(accepts(automaton(), hat)).toBe(true);
    expect(accepts(automaton(), both)).toBe(true);
    const inner = one([said("a "), one("cat"), said(" in")]);
    const deep = [one([inner, said(" a hat")])];
    expect(accepts(automaton(), deep)).toBe(true);
    expect(accepts(automaton({ limits: { depth: 2 } }), deep)).toBe(false);
    expect(accepts(automaton({ limits: { depth: 2 } }), both)).toBe(true);
    // The inner phrase stands twice in the words around it: either place will do.
    const dogs = planOf([one("dog"), one("dog, dog")]);
    expect(accepts(automaton(), [one([one("dog"), said(", dog")])], dogs)).toBe(true);
    expect(accepts(automaton(), [one([said("dog, "), one("dog")])], dogs)).toBe(true);
    expect(accepts(automaton(), [one([one("dog"), said(", "), one("dog")])], dogs)).toBe(false);
  });
});
