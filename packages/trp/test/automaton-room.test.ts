// Answers that must end in a given room: closed at every length, so that they parse and keep their plan.
import { describe, expect, it } from "vitest";
import { AnswerAutomaton, tokenIds } from "../src/automaton/index.js";
import { comparePlan, normalizeBody, parseAnswer, triplet } from "../src/index.js";
import { toyCodec, toyVocabSize } from "./toy-codec.js";
import { answerIds, automaton, depthOf, loaded, one, said, source, write } from "./written-answers.js";

describe("AnswerAutomaton, the room of an answer", () => {
  it("closes answers of every length from the shortest up so that they parse, keep their plan and fit", () => {
    const limits = { lines: 4, instances: 9, nameTokens: 4, textTokens: 24, depth: 3, unitsPerLine: 3 };
    const few = ["a", "s", "dog", "cat", " dog"].map((piece) => toyCodec.encodeText(piece)[0]);
    const kinds = [
      automaton({ limits }),
      automaton({ limits, distinctNames: true }),
      automaton({ limits, bareConcepts: true }),
      automaton({ limits, units: [] }),
    ];
    const grounded = new Set<number>();
    let full = 0;
    for (let seed = 0; seed < 4_000; seed++) {
      const random = source(seed);
      const of = kinds[seed % 4];
      const room = of.shortest + Math.floor(random() * random() * 500);
      const { ids } = write(
        of,
        (allowed) => {
          const names = allowed.filter((id) => few.includes(id));
          if (names.length > 0 && random() < 0.7) return names[Math.floor(random() * names.length)];
          // Markers have the lowest ids; what ends answers is avoided, so that the length has to.
          const some = allowed.length > 1 ? allowed.filter((id) => id !== toyCodec.eosId) : allowed;
          return some[Math.floor(random() * (random() < 0.4 ? Math.min(3, some.length) : some.length))];
        },
        room,
      );
      const { answer, problems } = parseAnswer(toyCodec.decode(ids), { mode: "strict" });
      expect(problems).toEqual([]);
      expect(comparePlan(answer.plan!, answer.body)).toEqual([]);
      expect(ids.length).toBeLessThanOrEqual(room);
      if (ids.length === room) full += 1;
      if (answer.plan!.decode) grounded.add(room);
    }
    expect(full).toBeGreaterThan(1_000);
    expect(grounded.size).toBeGreaterThan(80);
  });

  it("allows a token only while the shortest closing behind it fits", () => {
    const of = automaton({ units: loaded("box") });
    expect(() => of.start(of.shortest - 1)).toThrow(`an answer has at least ${of.shortest} tokens`);
    // At the shortest there is nothing to choose.
    const words = write(of, () => expect.fail("a choice"), of.shortest);
    expect(parseAnswer(toyCodec.decode(words.ids)).answer).toMatchObject({ plan: { decode: false }, body: [] });
    const body = [one("dog")];
    const exact = answerIds(body).length - 1;
    const follow = (room: number) => answerIds(body).reduce((state, id) => state.advance(id), of.start(room));
    expect(follow(exact).done).toBe(true);
    expect(() => follow(exact - 1)).toThrow("not allowed");
    // A second line is offered from the length on at which its body fits, too.
    const upTo = answerIds(body).indexOf(toyCodec.special("</Task>"));
    const behindLine = (room: number) => {
      const state = answerIds(body)
        .slice(0, upTo)
        .reduce((before, id) => before.advance(id), of.start(room));
      const allowed = state.allowed();
      return "forced" in allowed ? [allowed.forced[0]] : tokenIds(allowed);
    };
    const two = answerIds([one("dog"), said(", "), one("a")]).length - 1;
    expect(behindLine(two)).toHaveLength(2);
    expect(behindLine(two - 1)).toEqual([toyCodec.special("</Task>")]);
  });

  it("opens phrases inside others only while all of them fit", () => {
    const of = automaton({ units: loaded("box", "mask"), limits: { textTokens: 30 } });
    const names = ["a", "cat", "a cat", "s", "a cats hat"];
    const flat = names.flatMap((name, i) => [
      said(i > 0 ? ", " : ""),
      triplet(name, { units: ["box", "mask"], instances: [0, 1, 2] }),
    ]);
    const ids = answerIds(normalizeBody(flat));
    const plan = ids.slice(0, ids.indexOf(toyCodec.special("</Task>")));
    const depths = new Map<number, number>();
    for (let seed = 0; seed < 400; seed++) {
      const random = source(seed);
      const room = ids.length - 1 + Math.floor(random() * 150);
      let state = plan.reduce((before, id) => before.advance(id), of.start(room));
      const written = [...plan];
      while (!state.done) {
        const allowed = state.allowed();
        const some = "forced" in allowed ? allowed.forced : tokenIds(allowed);
        const id = "forced" in allowed || random() < 0.5 ? some[0] : some[Math.floor(random() * some.length)];
        state = state.advance(id);
        written.push(id);
      }
      expect(written.length - 1).toBeLessThanOrEqual(room);
      const { answer, problems } = parseAnswer(toyCodec.decode(written), { mode: "strict" });
      expect(problems).toEqual([]);
      expect(comparePlan(answer.plan!, answer.body)).toEqual([]);
      const depth = depthOf(answer.body);
      depths.set(depth, (depths.get(depth) ?? 0) + 1);
    }
    expect([...depths.keys()].sort()).toEqual([1, 2, 3]);
    for (const count of depths.values()) expect(count).toBeGreaterThan(10);
  });

  it("does not begin a character that the room is too small to finish", () => {
    const begun = { ...toyCodec, bytesOf: (id: number) => (id === 20 ? Uint8Array.of(0xf0) : toyCodec.bytesOf(id)) };
    const of = new AnswerAutomaton({ codec: begun, vocabSize: toyVocabSize, units: [] });
    const offered = (room: number) => {
      let state = of.start(room);
      for (let i = 0; i < of.shortest; i++) state = state.advance((state.allowed() as { forced: number[] }).forced[0]);
      return tokenIds(state.allowed() as { only: number[] }).includes(20);
    };
    expect([3, 4].map((more) => offered(of.shortest + more))).toEqual([false, true]);
  });
});
