// Answers without a plan: whatever the model prefers they parse, end and fit; what training teaches is allowed.
import { describe, expect, it } from "vitest";
import { AnswerAutomaton, type AutomatonOptions, tokenIds } from "../src/automaton/index.js";
import {
  encodeConversation,
  findUnit,
  groups,
  type Node,
  parseAnswer,
  phrase,
  plainTemplate,
  planOf,
  printAnswer,
  text,
  triplet,
  triplets,
} from "../src/index.js";
import { toyCodec, toyVocabSize } from "./toy-codec.js";

const units = ["box", "mask", "depth"].map((name) => findUnit(name)!);
const limits = { lines: 3, instances: 8, textTokens: 24, depth: 2, unitsPerLine: 1 };
const automaton = (options: Partial<AutomatonOptions> = {}) =>
  new AnswerAutomaton({ codec: toyCodec, vocabSize: toyVocabSize, units, limits, plan: false, ...options });

/** Writes an answer, with a source of numbers below 1. */
function write(of: AnswerAutomaton, random: () => number, room: number): number[] {
  const ids: number[] = [];
  for (let state = of.start(room); !state.done; ) {
    const allowed = state.allowed();
    const some =
      "forced" in allowed ? allowed.forced : tokenIds(allowed).filter((id) => id !== toyCodec.eosId || random() < 0.1);
    const few = random() < 0.5 ? Math.min(4, some.length) : some.length;
    const open = some.find((id) => id === toyCodec.encodeText("(")[0]);
    const chosen = open !== undefined && random() < 0.5 ? open : some[Math.floor(random() * few)];
    for (const id of "forced" in allowed ? allowed.forced : [chosen ?? toyCodec.eosId]) {
      state = state.advance(id);
      ids.push(id);
    }
  }
  expect(ids.pop()).toBe(toyCodec.eosId);
  return ids;
}

/** The ids that training has for the answer. */
function taught(body: Node[]): number[] {
  const turn = { user: [{ type: "text" as const, text: "?" }], answer: printAnswer({ plan: planOf(body), body }) };
  const [{ ids, answerStart }] = encodeConversation([turn], toyCodec, plainTemplate, { plan: false }).turns;
  return ids.slice(answerStart);
}

describe("the automaton without a plan", () => {
  it("1. lets 3,000 of 3,000 random answers parse, without a plan, within limits and room", () => {
    const of = automaton();
    let grounded = 0;
    let full = 0;
    for (let seed = 0; seed < 3_000; seed++) {
      let state = seed;
      const random = () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32;
      const room = Math.floor(random() * 120);
      const ids = write(of, random, room);
      const { answer, problems } = parseAnswer(toyCodec.decode(ids), { mode: "strict" });
      expect(problems).toEqual([]);
      expect(answer.plan).toBeNull();
      expect(ids.length).toBeLessThanOrEqual(room);
      expect(triplets(answer.body).length).toBeLessThanOrEqual(3);
      const instances = groups(answer.body).map(({ group }) => group.instances.length);
      expect(instances.reduce((sum, count) => sum + count, 0)).toBeLessThanOrEqual(8);
      if (instances.length > 0) grounded++;
      if (ids.length === room) full++;
    }
    expect(grounded).toBeGreaterThan(500);
    expect(full).toBeGreaterThan(300);
  });

  it("2. allows what training teaches, with the very ids of training: bare, nested and composite phrases", () => {
    const of = automaton({ limits: { ...limits, unitsPerLine: 2 } });
    const bodies: Node[][] = [
      [],
      [text("two dogs.")],
      [text("a "), phrase("cup"), text(" and "), triplet("dogs", { units: ["box"], instances: [0, 1, 2] }), text(".")],
      [triplet("dog", { units: ["mask", "box"], instances: [0] })],
      [
        triplet([text("a "), triplet("cat", { units: ["box"], instances: [0] }), text(" there")], {
          units: ["mask"],
          instances: [0],
        }),
      ],
    ];
    for (const body of bodies) {
      const ids = taught(body);
      expect(toyCodec.decode(ids)).not.toContain("<Task>");
      let state = of.start();
      for (const id of ids) state = state.advance(id);
      expect(state.done).toBe(true);
    }
  });

  it("3. allows no more instances than a unit has, and no units without a decoder", () => {
    const start = taught([triplet("room", { units: ["depth"], instances: [0] })]);
    const behind = (of: AnswerAutomaton, ids: number[]) => ids.reduce((state, id) => state.advance(id), of.start());
    const close = toyCodec.encodeText(")");
    expect(behind(automaton(), start.slice(0, start.lastIndexOf(close[0]))).allowed()).toEqual({
      forced: [...close],
    });
    expect(() => behind(automaton({ units: [] }), start)).toThrow("not allowed here");
  });

  it("4. says nothing where there is room for nothing", () => {
    expect(automaton().shortest).toBe(0);
    expect(automaton().start(0).allowed()).toEqual({ forced: [toyCodec.eosId] });
  });
});
