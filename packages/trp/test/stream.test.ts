// The streaming parser: events, whatever the cuts.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { printAnswer, SPECIAL_TOKENS, TreeBuilder, type TrpEvent, TrpStream } from "../src/index.js";
import { answers, withoutRanges } from "./trees.js";

/** Joins neighbouring text events: where words are cut is the only freedom that a stream has. */
function joined(events: TrpEvent[]): TrpEvent[] {
  const out: TrpEvent[] = [];
  for (const event of events) {
    const last = out.at(-1);
    if (last?.type === "text" && event.type === "text") {
      out[out.length - 1] = { ...last, text: last.text + event.text, range: [last.range[0], event.range[1]] };
    } else out.push(event);
  }
  return out;
}

function read(pieces: (string | { special: string })[], options = {}): { events: TrpEvent[]; stream: TrpStream } {
  const stream = new TrpStream(options);
  const events = pieces.flatMap((piece) => stream.push(piece));
  return { events: joined([...events, ...stream.end()]), stream };
}

function cutAt(text: string, cuts: number[]): string[] {
  const places = [...new Set(cuts.map((cut) => cut % (text.length + 1)))].sort((a, b) => a - b);
  return [0, ...places].map((from, i) => text.slice(from, places[i] ?? text.length));
}

describe("TrpStream", () => {
  it("gives the same events for pieces cut anywhere, and the same tree", () => {
    fc.assert(
      fc.property(answers, fc.array(fc.nat(), { maxLength: 8 }), (answer, cuts) => {
        const text = printAnswer(answer);
        const whole = read([text]).events;
        expect(read(cutAt(text, cuts)).events).toEqual(whole);
        expect(read(text.split("")).events).toEqual(whole);
        const builder = new TreeBuilder();
        for (const event of whole) builder.add(event);
        expect(withoutRanges(builder.answer)).toEqual(answer);
      }),
      { numRuns: 600 },
    );
  });

  it("gives the tree that was printed for the pieces of 10,000 random trees, cut anywhere", () => {
    fc.assert(
      fc.property(answers, fc.array(fc.nat(), { maxLength: 8 }), (answer, cuts) => {
        const text = printAnswer(answer);
        for (const pieces of [cutAt(text, cuts), text.split("")]) {
          const stream = new TrpStream();
          const builder = new TreeBuilder();
          for (const piece of pieces) stream.read(piece, (event) => builder.add(event));
          for (const event of stream.end()) builder.add(event);
          expect(withoutRanges(builder.answer)).toEqual(answer);
        }
      }),
      { numRuns: 10_000 },
    );
  });

  it("gives the same events and problems for foreign text cut anywhere, within narrow limits, too", () => {
    const scraps = fc.constantFrom(
      ...SPECIAL_TOKENS,
      "(",
      ")",
      "[0]",
      "[1]",
      "[12345678901]",
      "<Task>\nUnit decode (True). Class name, target unit and number:\n",
      ", ",
      "box",
      "mask",
      "dog",
      " ",
      "\n",
      "<",
      "- Name: a Unit: box Num: 1\n",
    );
    const upTo = (max: number) => fc.integer({ min: 1, max });
    const narrow = { phrase: upTo(12), depth: upTo(3), plan: upTo(90), units: upTo(2), problems: upTo(4) };
    const limits = fc.option(fc.record(narrow), { nil: undefined });
    fc.assert(
      fc.property(
        fc.array(scraps, { maxLength: 14 }),
        fc.array(fc.nat(), { maxLength: 6 }),
        limits,
        (parts, cuts, limits) => {
          const text = parts.join("");
          const whole = read([text], { mode: "tolerant", limits });
          const pieces = read(cutAt(text, cuts), { mode: "tolerant", limits });
          expect(pieces.events).toEqual(whole.events);
          expect(pieces.stream.problems).toEqual(whole.stream.problems);
          expect(pieces.stream.problemCount).toBe(whole.stream.problemCount);
          const builder = new TreeBuilder();
          for (const event of whole.events) builder.add(event);
          expect(() => printAnswer(builder.answer)).not.toThrow();
        },
      ),
      { numRuns: 5_000 },
    );
  });

  it("reports text, phrases, units and references as they come", () => {
    const stream = new TrpStream();
    expect(stream.push("Here: <Phr")).toMatchObject([{ type: "text", text: "Here: " }]);
    expect(stream.push("ase>a d")).toMatchObject([{ type: "phrase-open" }, { type: "text", text: "a d" }]);
    expect(stream.push("og</Phrase>")).toMatchObject([
      { type: "text", text: "og" },
      { type: "phrase-close", text: "a dog" },
    ]);
    expect(stream.push("(<Unit>box, ")).toEqual([]);
    expect(stream.push("mask</Unit>")).toMatchObject([
      { type: "unit", units: ["box", "mask"], phrase: "a dog", group: 0 },
    ]);
    expect(stream.push("[0]")).toEqual([]);
    expect(stream.push("<REF>[1]<REF>, <Unit>point</Unit>[1]<REF>")).toMatchObject([
      { type: "ref", index: 0, instance: 0, units: ["box", "mask"], phrase: "a dog", group: 0 },
      { type: "ref", index: 1, instance: 1, group: 0 },
      { type: "unit", units: ["point"], group: 1 },
      { type: "ref", index: 1, instance: 0, group: 1 },
    ]);
    expect(stream.push(").")).toMatchObject([
      { type: "triplet-close", phrase: "a dog", count: 2 },
      { type: "text", text: "." },
    ]);
    expect(stream.end()).toEqual([]);
  });

  it("takes markers by their ids, and then leaves typed ones as text", () => {
    const { events } = read([{ special: "<Phrase>" }, "<REF", ">", { special: "</Phrase>" }], { textMarkers: false });
    expect(events).toMatchObject([
      { type: "phrase-open" },
      { type: "text", text: "<REF>" },
      { type: "phrase-close", text: "<REF>" },
    ]);
  });

  it("reports a plan at its end, and a body that does not keep it", () => {
    const text = printAnswer({
      plan: { decode: true, lines: [{ name: "dog", units: ["box"], count: 2 }] },
      body: [{ kind: "text", text: "none" }],
    });
    const { events, stream } = read([text]);
    expect(events[0]).toMatchObject({ type: "plan", plan: { decode: true, lines: [{ name: "dog", count: 2 }] } });
    expect(stream.problems).toMatchObject([{ kind: "plan-differs", message: `"dog" is planned but not in the body` }]);
  });
});
