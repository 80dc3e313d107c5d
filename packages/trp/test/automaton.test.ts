// Whatever the model prefers, an answer under the automaton parses, keeps its plan, uses loaded units and ends.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  comparePlan,
  groups,
  lineName,
  type Node,
  parseAnswer,
  phraseText,
  type TripletNode,
  triplet,
  triplets,
} from "../src/index.js";
import { toyCodec } from "./toy-codec.js";
import { accepts, answerIds, automaton, depthOf, loaded, said, source, teachable, write } from "./written-answers.js";

describe("AnswerAutomaton", () => {
  it("lets 10,000 of 10,000 random answers parse, with their counts, loaded units and within the limits", () => {
    const nasty = new Set(
      ["<", "</", "<RE", "F>", "REF", ">", "Phrase>", "\n"].map((piece) => toyCodec.encodeText(piece)[0]),
    );
    const limits = { lines: 4, instances: 15, nameTokens: 4, textTokens: 24, depth: 3, unitsPerLine: 3 };
    const newUnits = { landmark: "box", heat: null };
    const kinds = [
      automaton({ limits, newUnits }),
      automaton({ limits, bareConcepts: true }),
      automaton({ limits, newUnits }),
      automaton({ limits, units: [] }),
    ];
    // Short names of one letter stand inside each other.
    const few = ["a", " Unit: "].map((piece) => toyCodec.encodeText(piece)[0]);
    const known = ["box", "mask", "depth", ...Object.keys(newUnits)];
    const seen = { decoded: 0, composite: 0, takenUp: 0, nested: 0, newUnits: 0 };
    for (let seed = 0; seed < 10_000; seed++) {
      const random = source(seed);
      const { ids, chosen } = write(kinds[seed % 4], (allowed) => {
        const names = seed % 4 === 2 ? allowed.filter((id) => few.includes(id)) : [];
        if (names.length > 0 && random() < 0.7) return names[Math.floor(random() * names.length)];
        // Markers and the end have the lowest ids; text that looks like markers is preferred, too.
        if (random() < 0.3) return allowed[Math.floor(random() * Math.min(3, allowed.length))];
        const id = allowed[Math.floor(random() * allowed.length)];
        return random() < 0.5 ? (allowed.find((each) => nasty.has(each) && random() < 0.5) ?? id) : id;
      });
      const { answer, problems } = parseAnswer(toyCodec.decode(ids));
      expect(problems).toEqual([]);
      expect(comparePlan(answer.plan!, answer.body)).toEqual([]);
      const written = groups(answer.body).map(({ group }) => group);
      const units = written.flatMap((group) => group.units);
      expect(units.every((unit) => known.includes(unit))).toBe(true);
      expect(answer.plan!.lines.reduce((sum, { count }) => sum + count, 0)).toBeLessThanOrEqual(15);
      expect(chosen).toBeLessThan(250);
      if (units.length > 0) seen.decoded += 1;
      if (written.some((group) => group.units.length > 1)) seen.composite += 1;
      if (triplets(answer.body).some((each) => each.groups.length > 1)) seen.takenUp += 1;
      if (depthOf(answer.body) > 1) seen.nested += 1;
      if (units.some((unit) => unit in newUnits)) seen.newUnits += 1;
    }
    for (const [what, times] of Object.entries(seen)) expect(times, what).toBeGreaterThan(30);
  });

  it("allows every answer that training teaches, with the very ids of training", () => {
    const free = automaton({
      bareConcepts: true,
      units: loaded("box", "mask", "keypoint", "depth", "point", "new-unit"),
      limits: { lines: 100, instances: 2_000, nameTokens: 500, textTokens: 5_000, depth: 20, unitsPerLine: 6 },
    });
    fc.assert(
      fc.property(teachable(), (body) => {
        let state = free.start();
        for (const id of answerIds(body)) state = state.advance(id);
        expect(state.done).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it("forces whole triplets from their phrase on, as the plan says", () => {
    const of = automaton();
    let state = of.start();
    let free = 0;
    for (const id of answerIds([triplet("dog", { units: ["box"], instances: [0, 1] })])) {
      if (!("forced" in state.allowed())) free += 1;
      state = state.advance(id);
    }
    // Decode or not; name; end of name; unit; one unit or more; count (here "2" ends no other number); end of plan; phrase; end.
    expect(free).toBeLessThanOrEqual(10);
    expect(state.done).toBe(true);
  });

  it("refuses ids that are not allowed and options that cannot work", () => {
    expect(() => automaton().start().advance(toyCodec.eosId)).toThrow("not allowed");
    expect(() => automaton({ units: loaded("b x") })).toThrow("one word");
    expect(() => automaton({ limits: { depth: 0 } })).toThrow('limit "depth"');
  });

  it("allows every answer without bare concepts that training teaches, with the very ids of training", () => {
    const bound = automaton({
      units: loaded("box", "mask", "keypoint", "depth", "point", "new-unit"),
      limits: { lines: 100, instances: 2_000, nameTokens: 500, textTokens: 5_000, depth: 20, unitsPerLine: 6 },
    });
    const bare = (body: Node[]): boolean =>
      body.some((node) => node.kind === "phrase" || (node.kind === "triplet" && bare(node.phrase.children)));
    // A bound phrase is its name: no line breaks, no marker put together from the words of several phrases.
    const named = ({ phrase: words }: TripletNode) => lineName(phraseText(words)) === phraseText(words);
    const asNamed = (body: Node[]) => triplets(body).every(named);
    const given = teachable().filter((body) => !bare(body) && asNamed(body));
    fc.assert(
      fc.property(given, (body) => {
        expect(accepts(bound, body)).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  it("does not write the plan's wording as text", () => {
    const of = automaton();
    for (const wording of ["Unit decode (False).", "so: Unit decode (True)"])
      expect(accepts(of, [said(wording)]), wording).toBe(false);
    for (const words of ["Unit decode", "Unit decode: (", "the Unit decodes (", "Un", "U"])
      expect(accepts(of, [said(words)]), words).toBe(true);
  });

  it("leaves no choice but words where nothing is to be decoded", () => {
    const follow = automaton().follow(undefined, "words");
    let written: number[] = [];
    for (let step = follow.next(); "forced" in step && step.forced.length > 0; step = follow.next())
      for (const id of step.forced) {
        follow.accept(id);
        written = [...written, id];
      }
    expect(toyCodec.decode(written)).toBe("<Task>\nUnit decode (False).\n</Task>\n");
  });

  it("follows one sequence for callers that keep no states", () => {
    const constraint = automaton({ units: [] }).follow();
    for (let i = 0; i < 60 && !constraint.done; i++) {
      const next = constraint.next();
      for (const id of "forced" in next ? next.forced : [toyCodec.eosId]) constraint.accept(id);
    }
    expect(constraint.done).toBe(true);
  });
});
