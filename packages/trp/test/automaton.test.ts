// Whatever the model prefers, an answer under the automaton parses, keeps its plan, uses loaded units and ends.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  AnswerAutomaton,
  type AutomatonOptions,
  bodyText,
  comparePlan,
  encodeConversation,
  findUnit,
  groups,
  lineName,
  type Node,
  normalizeBody,
  parseAnswer,
  phrase,
  plainTemplate,
  planOf,
  tokenIds,
  triplet,
  type Unit,
} from "../src/index.js";
import { toyCodec, toyVocabSize } from "./toy-codec.js";
import { words } from "./trees.js";

const loaded = (...names: string[]): Unit[] => names.map((name) => findUnit(name) ?? { name, plurality: "many" });
const automaton = (options: Partial<AutomatonOptions> = {}) =>
  new AnswerAutomaton({ codec: toyCodec, vocabSize: toyVocabSize, units: loaded("box", "mask", "depth"), ...options });

/** Writes an answer; `choose` picks among the allowed ids. Returns ids without the end token, and the free choices. */
function write(
  of: AnswerAutomaton,
  choose: (ids: number[], step: number) => number,
): { ids: number[]; chosen: number } {
  const ids: number[] = [];
  let chosen = 0;
  for (let state = of.start(); !state.done; ) {
    const allowed = state.allowed();
    const next = "forced" in allowed ? allowed.forced : [choose(tokenIds(allowed), chosen++)];
    if (next.length === 0) throw new Error("nothing may come next");
    for (const id of next) {
      state = state.advance(id);
      ids.push(id);
    }
  }
  expect(ids.pop()).toBe(toyCodec.eosId);
  return { ids, chosen };
}

/** A cheap repeatable source of numbers below 1. */
function source(seed: number): () => number {
  let state = seed >>> 0;
  return () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32;
}

/** Random bodies as data sets have them: every phrase named differently, every unit once in a triplet. */
function teachable(): fc.Arbitrary<Node[]> {
  const name = words.filter((text) => !text.includes(" Unit"));
  const units = fc.shuffledSubarray(["box", "mask", "keypoint", "point", "new-unit"], { minLength: 1 });
  const group = fc.tuple(units, fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 5, maxLength: 5 }), fc.nat(2));
  const node: fc.Memo<Node> = fc.memo((depth) => {
    const text = words.map((each): Node => ({ kind: "text", text: each }));
    if (depth <= 1) return text;
    const children = fc.tuple(name, fc.array(node(depth - 1), { maxLength: 2 }));
    const inside = children.map(([first, rest]): Node[] => [{ kind: "text", text: first }, ...rest]);
    const grounded = fc.tuple(inside, group).map(([nodes, [names, counts, cuts]]): Node => {
      const size = Math.ceil(names.length / (cuts + 1));
      const rows = [0, 1, 2].map((i) => names.slice(i * size, (i + 1) * size)).filter((row) => row.length > 0);
      return triplet(nodes, ...rows.map((row, i) => ({ units: row, count: counts[i] })));
    });
    return fc.oneof(
      text,
      grounded,
      inside.map((nodes) => phrase(nodes)),
    );
  });
  return fc
    .array(node(3), { maxLength: 3 })
    .map(normalizeBody)
    .filter((body) => {
      const names = phraseNames(body);
      const markers = /<(\/?(Task|Phrase|Unit)|REF)>/.test(JSON.stringify(body));
      return new Set(names).size === names.length && !markers && !names.some((each) => each.includes(" Unit"));
    });
}

/** Ids of an answer as training has them, its end token included. */
function answerIds(body: Node[]): number[] {
  const turn = { user: [{ type: "text" as const, text: "what?" }], answer: { plan: planOf(body), body } };
  const { ids, answerStart } = encodeConversation([turn], toyCodec, plainTemplate).turns[0];
  return ids.slice(answerStart);
}

function phraseNames(body: Node[]): string[] {
  return body.flatMap((node) => {
    if (node.kind === "text") return [];
    const { children } = node.kind === "phrase" ? node : node.phrase;
    return [lineName(bodyText(children)), ...phraseNames(children)];
  });
}

describe("AnswerAutomaton", () => {
  it("lets 10,000 of 10,000 random answers parse, with their counts, loaded units and within the limits", () => {
    const nasty = new Set(
      ["<", "</", "<RE", "F>", "REF", ">", "Phrase>", "\n"].map((piece) => toyCodec.encodeText(piece)[0]),
    );
    const limits = { lines: 4, instances: 15, nameTokens: 4, textTokens: 24, depth: 3, unitsPerLine: 3 };
    const kinds = [automaton({ limits }), automaton({ limits, bareConcepts: true }), automaton({ limits, units: [] })];
    let decoded = 0;
    for (let seed = 0; seed < 10_000; seed++) {
      const random = source(seed);
      const { ids, chosen } = write(kinds[seed % 3], (allowed) => {
        // Markers and the end have the lowest ids; text that looks like markers is preferred, too.
        if (random() < 0.3) return allowed[Math.floor(random() * Math.min(3, allowed.length))];
        const id = allowed[Math.floor(random() * allowed.length)];
        return random() < 0.5 ? (allowed.find((each) => nasty.has(each) && random() < 0.5) ?? id) : id;
      });
      const { answer, problems } = parseAnswer(toyCodec.decode(ids));
      expect(problems).toEqual([]);
      expect(comparePlan(answer.plan!, answer.body)).toEqual([]);
      const units = groups(answer.body).flatMap(({ group }) => group.units);
      expect(units.every((unit) => ["box", "mask", "depth"].includes(unit))).toBe(true);
      expect(groups(answer.body).reduce((sum, { group }) => sum + group.count, 0)).toBeLessThanOrEqual(15);
      expect(chosen).toBeLessThan(200);
      if (units.length > 0) decoded += 1;
    }
    expect(decoded).toBeGreaterThan(1_000);
  });

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
      triplet("dog", { units: ["box"], count: 1 }),
      triplet("cat", { units: ["box"], count: 1 }),
    ]);
    const name = before.indexOf(toyCodec.encodeText("cat")[0]);
    const second = before.slice(0, name).reduce((state, id) => state.advance(id), of.start());
    expect(() => second.advance(whole[0])).toThrow("not allowed");
    const almost = spelt.slice(0, 2).reduce((state, id) => state.advance(id), second);
    const allowed = almost.allowed();
    expect("forced" in allowed || tokenIds(allowed).includes(spelt[2])).toBe(false);
    expect(() => almost.advance(spelt[2])).toThrow("not allowed");
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
    for (const id of answerIds([triplet("dog", { units: ["box"], count: 2 })])) {
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

  it("follows one sequence for callers that keep no states", () => {
    const constraint = automaton({ units: [] }).follow();
    for (let i = 0; i < 60 && !constraint.done; i++) {
      const next = constraint.next();
      for (const id of "forced" in next ? next.forced : [toyCodec.eosId]) constraint.accept(id);
    }
    expect(constraint.done).toBe(true);
  });
});
