// Whatever the model prefers, an answer under the automaton parses, keeps its plan, uses loaded units and ends.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { AnswerAutomaton, type AutomatonOptions, tokenIds } from "../src/automaton/index.js";
import {
  type Answer,
  bodyText,
  comparePlan,
  encodeConversation,
  findUnit,
  type Group,
  groups,
  lineName,
  type Node,
  normalizeBody,
  parseAnswer,
  phrase,
  phraseText,
  plainTemplate,
  planOf,
  type TripletNode,
  triplet,
  triplets,
  type Unit,
} from "../src/index.js";
import { toyCodec, toyVocabSize } from "./toy-codec.js";
import { tripletGroups, words } from "./trees.js";

const loaded = (...names: string[]): Unit[] => names.map((name) => findUnit(name) ?? { name, plurality: "many" });
const automaton = (options: Partial<AutomatonOptions> = {}) =>
  new AnswerAutomaton({ codec: toyCodec, vocabSize: toyVocabSize, units: loaded("box", "mask", "depth"), ...options });

/** Writes an answer; `choose` picks among the allowed ids. Returns ids without the end token, and the free choices. */
function write(
  of: AnswerAutomaton,
  choose: (ids: number[], step: number) => number,
  room?: number,
): { ids: number[]; chosen: number } {
  const ids: number[] = [];
  let chosen = 0;
  for (let state = of.start(room); !state.done; ) {
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

/** Whether an answer with these bodies' plan and ids is written under an automaton. */
function accepts(of: AnswerAutomaton, body: Node[], plan = planOf(body)): boolean {
  let state = of.start();
  for (const id of answerIds(body, plan)) {
    const allowed = state.allowed();
    if (!("forced" in allowed ? allowed.forced[0] === id : tokenIds(allowed).includes(id))) return false;
    state = state.advance(id);
  }
  return state.done;
}

const one = (name: string | Node[], unit = "box") => triplet(name, { units: [unit], instances: [0] });
const said = (words: string): Node => ({ kind: "text", text: words });

/** Random bodies as data sets have them: every phrase named differently. */
function teachable(): fc.Arbitrary<Node[]> {
  const name = words.filter((text) => !text.includes(" Unit"));
  const node: fc.Memo<Node> = fc.memo((depth) => {
    const text = words.map((each): Node => ({ kind: "text", text: each }));
    if (depth <= 1) return text;
    const children = fc.tuple(name, fc.array(node(depth - 1), { maxLength: 2 }));
    const inside = children.map(([first, rest]): Node[] => [{ kind: "text", text: first }, ...rest]);
    const grounded = fc
      .tuple(inside, tripletGroups(["box", "mask", "keypoint", "point", "new-unit"]))
      .map(([nodes, each]): Node => triplet(nodes, ...each));
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

/** Most phrases inside each other. */
function depthOf(body: Node[]): number {
  return Math.max(0, ...body.map((node) => (node.kind === "triplet" ? 1 + depthOf(node.phrase.children) : 0)));
}

/** Ids of an answer as training has them, its end token included. */
function answerIds(body: Node[], plan = planOf(body)): number[] {
  const idsOf = (answer: Answer) => {
    const turn = { user: [{ type: "text" as const, text: "what?" }], answer };
    const { ids, answerStart } = encodeConversation([turn], toyCodec, plainTemplate).turns[0];
    return ids.slice(answerStart);
  };
  const behindPlan = idsOf({ plan: null, body });
  const planned = plan.lines.map(({ name, units, count }) =>
    triplet(name, { units, instances: Array.from({ length: count }, (_, i) => i) }),
  );
  const whole = idsOf({ plan, body: planned });
  return [...whole.slice(0, whole.length - idsOf({ plan: null, body: planned }).length), ...behindPlan];
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
