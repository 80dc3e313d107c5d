// The token automaton over real vocabularies: names and words made of single bytes stay whole, on one line, and agree.
import { comparePlan, findUnit, parseAnswer } from "@refvlm/trp";
import { AnswerAutomaton, type TokenSet, tokenIds } from "@refvlm/trp/automaton";
import { describe, expect, it } from "vitest";
import { AnswerBuilder, TokenizerCodec, trainTokenizer } from "../src/index.js";
import { llama2Codec, storiesCodec } from "./llama-codecs.js";

const limits = { lines: 3, instances: 4, nameTokens: 12, textTokens: 16, depth: 2 };
const nano = new TokenizerCodec(trainTokenizer(["the dog is left of the cat"], { vocabSize: 300 }));
const codecs: [string, TokenizerCodec][] = [
  ["LLaMA 2's", llama2Codec()],
  ["stories260K's", storiesCodec()],
  ["nano's", nano],
];

/** A cheap repeatable source of numbers below 1. */
function source(seed: number): () => number {
  let state = seed >>> 0;
  return () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32;
}

/** Writes an answer; `choose` picks among the allowed ids. Returns it without its end token. */
function write(of: AnswerAutomaton, codec: TokenizerCodec, choose: (allowed: TokenSet) => number): number[] {
  const constraint = of.follow();
  const ids: number[] = [];
  while (!constraint.done) {
    const step = constraint.next();
    for (const id of "forced" in step ? step.forced : [choose(step)]) {
      constraint.accept(id);
      ids.push(id);
    }
  }
  expect(ids.pop()).toBe(codec.eosId);
  return ids;
}

/** The names in the plan, once everything that must agree has been found to agree. */
function checkedNames(codec: TokenizerCodec, ids: readonly number[]): string[] {
  const text = codec.decode(ids);
  const { answer, problems } = parseAnswer(text, { mode: "strict" });
  expect(problems).toEqual([]);
  expect(comparePlan(answer.plan!, answer.body)).toEqual([]);
  expect(text).not.toContain("\uFFFD");
  const reader = new AnswerBuilder(codec); // what people see while it streams
  for (const [index, id] of ids.entries()) reader.token({ id, index, logProbability: 0, forced: false });
  reader.end();
  expect(reader.trp).toBe(text);
  expect(reader.problems).toEqual([]);
  const phrases = new Set(reader.refs.map(({ phrase }) => phrase));
  for (const { name } of answer.plan!.lines) expect(phrases).toContain(name);
  return answer.plan!.lines.map(({ name }) => name);
}

/** The id that writes exactly this byte and nothing else. */
function byteId(codec: TokenizerCodec, byte: number): number {
  for (let id = codec.size - 1; id >= 0; id--) {
    const bytes = codec.bytesOf(id);
    if (bytes.length === 1 && bytes[0] === byte) return id;
  }
  throw new Error(`no id writes the byte ${byte}`);
}

const has = (set: TokenSet, id: number) =>
  "only" in set ? set.only.includes(id) : id < set.below && !set.except.includes(id);

describe.each(codecs)("AnswerAutomaton with %s vocabulary", (_, codec) => {
  const of = new AnswerAutomaton({
    codec,
    vocabSize: codec.size,
    units: ["box", "mask"].map((name) => findUnit(name)!),
    limits,
  });
  const single = Array.from({ length: codec.size }, (_, id) => id).filter((id) => codec.bytesOf(id).length === 1);

  /** The state in which the first name begins. */
  function nameStart() {
    const before = ["\nUnit decode (True). Class name, target unit and number:\n", "- Name: "];
    const ids = [codec.special("<Task>"), ...before.flatMap((text) => codec.encodeText(text))];
    return ids.reduce((state, id) => state.advance(id), of.start());
  }

  it("1. writes whole characters, one-line names and phrases that agree, from random single bytes", () => {
    let names = 0;
    let beyond = 0;
    for (let seed = 0; seed < 300; seed++) {
      const random = source(seed);
      const ids = write(of, codec, (set) => {
        for (let tries = 0; tries < 20 && random() < 0.95; tries++) {
          const id = single[Math.floor(random() * single.length)];
          if (has(set, id)) return id;
        }
        const allowed = tokenIds(set);
        return allowed[Math.floor(random() * allowed.length)];
      });
      const found = checkedNames(codec, ids);
      names += found.length;
      beyond += found.filter((name) => /[^\x20-\x7E]/.test(name)).length;
      for (const name of found) expect(name).toMatch(/^[^\r\n]+$/);
    }
    expect(names).toBeGreaterThan(100);
    expect(beyond).toBeGreaterThan(20);
  });

  it("2. does not end a name, a phrase or an answer in the middle of a character", () => {
    const [first, second, third] = new TextEncoder().encode("犬");
    const begun = nameStart().advance(byteId(codec, first));
    const ending = codec.encodeText(" Unit: ")[0];
    expect(has(nameStart().allowed() as TokenSet, ending)).toBe(false);
    expect(has(begun.allowed() as TokenSet, ending)).toBe(false);
    expect(() => begun.advance(ending)).toThrow("not allowed");
    expect(() => begun.advance(codec.encodeText("a")[0])).toThrow("not allowed");
    const whole = begun.advance(byteId(codec, second)).advance(byteId(codec, third));
    expect(has(whole.allowed() as TokenSet, ending)).toBe(true);
  });

  it("3. keeps bytes that no character begins with, and line breaks, out of names", () => {
    const allowed = nameStart().allowed() as TokenSet;
    for (const byte of [0x80, 0xbf, 0xc0, 0xc1, 0xf5, 0xff, 0x0a, 0x0d]) {
      expect(has(allowed, byteId(codec, byte)), `byte ${byte}`).toBe(false);
      expect(() => nameStart().advance(byteId(codec, byte))).toThrow("not allowed");
    }
  });

  it("4. never lets the last byte of a marker come, however it was begun", () => {
    let state = nameStart();
    for (const byte of new TextEncoder().encode("<Phrase")) state = state.advance(byteId(codec, byte));
    expect(has(state.allowed() as TokenSet, byteId(codec, 0x3e))).toBe(false);
    expect(() => state.advance(byteId(codec, 0x3e))).toThrow("not allowed");
  });
});
