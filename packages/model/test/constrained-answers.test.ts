// Generation under the language's token automaton: whatever a network prefers, its answers parse, keep their plan and end.
import { manualSeed, noGrad, type Tensor, tensor } from "@refvlm/torch";
import { comparePlan, findUnit, groups, parseAnswer, planOf, SPECIAL_TOKENS } from "@refvlm/trp";
import { AnswerAutomaton, type AutomatonOptions } from "@refvlm/trp/automaton";
import { describe, expect, it } from "vitest";
import {
  type GenerateRequest,
  generate,
  LanguageModel,
  presets,
  type SamplingOptions,
  TokenizerCodec,
  trainTokenizer,
} from "../src/index.js";
import { storiesCodec } from "./llama-codecs.js";

const nano = new TokenizerCodec(trainTokenizer(["the dog is left of the cat", "a cat and a dog"], { vocabSize: 320 }));
const stories = storiesCodec();
const limits = { lines: 2, instances: 4, nameTokens: 3, textTokens: 8, depth: 2 };
const units = ["box", "mask"];

/** More than any answer within the limits takes: text may need a byte for each character of the grammar's wording. */
const ROOM = 400;

function grammar(codec: TokenizerCodec, options: Partial<AutomatonOptions> = {}): AnswerAutomaton {
  return new AnswerAutomaton({
    codec,
    vocabSize: codec.size,
    units: units.map((name) => findUnit(name)!),
    limits,
    ...options,
  });
}

/** A network of one small layer; `preference` is added to its scores, id by id. */
class TinyModel extends LanguageModel {
  readonly #preference: Tensor | null;

  constructor(codec: TokenizerCodec, preference: number[] | null = null) {
    super({
      ...presets.nano.languageModel,
      vocabSize: codec.size,
      hiddenSize: 16,
      intermediateSize: 32,
      layers: 1,
      heads: 1,
      keyValueHeads: 1,
    });
    this.#preference = preference && tensor(preference).keep();
    // Larger weights than training starts from: scores of random weights that differ from token to token.
    noGrad(() => this.model.embedTokens.weight.mul_(40));
  }

  override logits(states: Tensor): Tensor {
    const logits = super.logits(states);
    return this.#preference ? logits.add(this.#preference) : logits;
  }
}

function prompt(model: LanguageModel, codec: TokenizerCodec): Tensor {
  return noGrad(() => model.embed(tensor(codec.encodeText("USER: where? ASSISTANT:"), { dtype: "int64" }))).keep();
}

/** Ids of each answer; every one must come to its end. */
async function write(
  model: LanguageModel,
  codec: TokenizerCodec,
  requests: readonly GenerateRequest[],
): Promise<number[][]> {
  const written: number[][] = requests.map(() => []);
  const reasons: string[] = [];
  for await (const event of generate(model, requests, { eosId: codec.eosId })) {
    if (event.type === "token") written[event.row].push(event.id);
    if (event.type === "end") reasons.push(event.reason);
  }
  expect(reasons).toEqual(requests.map(() => "end"));
  return written;
}

/** Asserts all that the grammar promises of one answer; returns its number of references. */
function check(codec: TokenizerCodec, ids: readonly number[]): number {
  const text = codec.decode(ids);
  const { answer, problems } = parseAnswer(text, { mode: "strict" });
  expect(problems).toEqual([]);
  expect(text).not.toContain("\uFFFD");
  expect(comparePlan(answer.plan!, answer.body)).toEqual([]);
  expect(answer.plan).toMatchObject(planOf(answer.body));
  expect(answer.plan!.lines.length).toBeLessThanOrEqual(limits.lines);
  const all = groups(answer.body).map(({ group }) => group);
  expect(all.flatMap((group) => group.units).filter((unit) => !units.includes(unit))).toEqual([]);
  const references = all.reduce((sum, { instances }) => sum + instances.length, 0);
  expect(answer.plan!.lines.reduce((sum, { count }) => sum + count, 0)).toBeLessThanOrEqual(limits.instances);
  expect(ids.filter((id) => id === codec.special("<REF>"))).toHaveLength(references);
  return references;
}

describe("answers from random weights", () => {
  it.each<[string, TokenizerCodec, Partial<AutomatonOptions>]>([
    ["nano's tokenizer", nano, {}],
    ["nano's tokenizer, distinct names", nano, { distinctNames: true }],
    ["a LLaMA tokenizer with byte fallback", stories, {}],
    ["a LLaMA tokenizer, bare concepts", stories, { bareConcepts: true, distinctNames: true }],
  ])("2,500 of 2,500 are well-formed with %s", async (_, codec, options) => {
    const of = grammar(codec, options);
    let grounded = 0;
    for (let batch = 0; batch < 25; batch++) {
      manualSeed(batch);
      const model = new TinyModel(codec);
      const start = prompt(model, codec);
      const requests = Array.from({ length: 100 }, (_, row) => ({
        prompt: start,
        temperature: 2,
        seed: batch * 100 + row,
        maxNewTokens: ROOM,
        constraint: of.follow(),
      }));
      for (const ids of await write(model, codec, requests)) {
        if (check(codec, ids) > 0) grounded++;
        if (!options.distinctNames) continue;
        const names = parseAnswer(codec.decode(ids)).answer.plan!.lines.map(({ name }) => name);
        expect(new Set(names).size).toBe(names.length);
      }
    }
    expect(grounded).toBeGreaterThan(250);
    expect(grounded).toBeLessThan(2_500);
  });
});

describe("answers from random weights whose length is limited", () => {
  it.each<[string, TokenizerCodec, Partial<AutomatonOptions>]>([
    ["nano's tokenizer", nano, {}],
    ["nano's tokenizer, distinct names", nano, { distinctNames: true }],
    ["a LLaMA tokenizer with byte fallback", stories, { distinctNames: true }],
    ["a LLaMA tokenizer, bare concepts", stories, { bareConcepts: true }],
  ])("800 of 800 are well-formed at lengths from the shortest up, with %s", async (_, codec, options) => {
    const of = grammar(codec, options);
    let full = 0;
    let grounded = 0;
    for (let batch = 0; batch < 8; batch++) {
      manualSeed(batch);
      const model = new TinyModel(codec);
      const start = prompt(model, codec);
      const rooms = Array.from({ length: 100 }, (_, row) => of.shortest + ((row * row * 7 + batch) % 260));
      const requests = rooms.map((room, row) => ({
        ...{ prompt: start, temperature: 2, seed: batch * 100 + row },
        ...{ maxNewTokens: room, constraint: of.follow(room) },
      }));
      const written: number[][] = requests.map(() => []);
      const reasons: string[] = [];
      for await (const event of generate(model, requests, { eosId: codec.eosId })) {
        if (event.type === "token") written[event.row].push(event.id);
        if (event.type === "end") reasons[event.row] = event.reason;
      }
      for (const [row, ids] of written.entries()) {
        if (check(codec, ids) > 0) grounded++;
        expect(ids.length).toBeLessThanOrEqual(rooms[row]);
        expect(reasons[row]).toBe(ids.length === rooms[row] ? "length" : "end");
        if (reasons[row] === "length") full++;
      }
    }
    expect(full).toBeGreaterThan(50);
    expect(grounded).toBeGreaterThan(50);
  });
});

/** Scores that lift the ids whose bytes, or whose markers, are wanted. */
function liking(codec: TokenizerCodec, amount: number, wanted: (text: string, id: number) => boolean): number[] {
  const markers = new Map<number, string>(SPECIAL_TOKENS.map((marker) => [codec.special(marker), marker]));
  return Array.from({ length: codec.size }, (_, id) => {
    const text = markers.get(id) ?? Buffer.from(codec.bytesOf(id)).toString("latin1");
    return text !== "" && wanted(text, id) ? amount : 0;
  });
}

describe.each([
  ["nano's tokenizer", nano],
  ["a LLaMA tokenizer", stories],
])("answers from a network that wants to break them, with %s", (_, codec) => {
  const markers = SPECIAL_TOKENS as readonly string[];
  const spells = (text: string) => !markers.includes(text) && markers.some((marker) => marker.includes(text));
  const at = (id: number, amount: number) => Array.from({ length: codec.size }, (_, i) => (i === id ? amount : 0));
  const wishes: [wish: string, preference: number[]][] = [
    ["writes markers letter by letter", liking(codec, 60, spells)],
    ["writes <REF> without end", liking(codec, 60, (text) => text === "<REF>")],
    ["opens phrases without end", liking(codec, 60, (text) => text === "<Phrase>")],
    ["closes what is not open", liking(codec, 60, (text) => text.startsWith("</"))],
    ["invents units", liking(codec, 60, (text) => /^ ?[hjlp]/.test(text))],
    ["counts without end", liking(codec, 60, (text) => /^ ?[0-9]$/.test(text))],
    ["breaks lines", liking(codec, 60, (text) => /[\r\n]/.test(text))],
    ["breaks characters", liking(codec, 60, (text) => /^[\x80-\xFF]+$/.test(text))],
    ["begins characters", liking(codec, 60, (text) => /^[\xC0-\xFF]$/.test(text))],
    ["writes spaces only", liking(codec, 60, (text) => /^ +$/.test(text))],
    ["never ends", at(codec.eosId, -1e6)],
    ["ends at once", at(codec.eosId, 60)],
  ];

  it.each(wishes)("%s", async (_, preference) => {
    manualSeed(5);
    const model = new TinyModel(codec, preference);
    const start = prompt(model, codec);
    const samplings: SamplingOptions[] = [{}, { temperature: 1 }, { temperature: 60 }, { temperature: 60, topP: 0.8 }];
    const kinds = [grammar(codec), grammar(codec, { bareConcepts: true }), grammar(codec, { distinctNames: true })];
    const requests = samplings.flatMap((sampling, seed) =>
      kinds.flatMap((of) =>
        [0, 1, 2].map((more) => ({
          ...{ prompt: start, maxNewTokens: ROOM, constraint: of.follow() },
          ...{ ...sampling, seed: seed * 3 + more },
        })),
      ),
    );
    for (const ids of await write(model, codec, requests)) check(codec, ids);
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY])("says so when scores are %s", async (broken) => {
    const model = new TinyModel(codec, new Array(codec.size).fill(broken));
    for (const temperature of [0, 1]) {
      const request = { prompt: prompt(model, codec), temperature, constraint: grammar(codec).follow() };
      await expect(write(model, codec, [request])).rejects.toThrow(
        "request 0: the language model's scores are not finite numbers",
      );
    }
  });

  it("does not mind broken scores of what may not come", async () => {
    const barred = [codec.eosId, codec.special("<REF>")];
    const preference = Array.from({ length: codec.size }, (_, id) => (barred.includes(id) ? Number.NaN : 0));
    const model = new TinyModel(codec, preference);
    const constraint = { next: () => ({ except: barred, below: codec.size }), accept: () => {} };
    const events = [];
    const request = { prompt: prompt(model, codec), temperature: 1, maxNewTokens: 30, constraint };
    for await (const event of generate(model, [request], { eosId: codec.eosId })) events.push(event);
    expect(events).toHaveLength(31);
  });
});

describe("answers in a batch", () => {
  it("are the same as alone, greedily and sampled, each row under its own constraint and ending in its own time", async () => {
    manualSeed(8);
    const model = new TinyModel(stories);
    const prompts = ["where?", "USER: what is left of the big dog? ASSISTANT:", "a"].map((text) =>
      noGrad(() => model.embed(tensor(stories.encodeText(text), { dtype: "int64" }))).keep(),
    );
    const kinds = [grammar(stories), grammar(stories, { units: [] }), grammar(stories, { distinctNames: true })];
    const samplings = [{}, { temperature: 20 }, { temperature: 20, topP: 0.9 }];
    const requests = () =>
      samplings.flatMap((sampling, i) =>
        prompts.flatMap((prompt, j) =>
          kinds.map((of, k) => ({
            ...{ ...sampling, seed: 9 * i + 3 * j + k },
            ...{ prompt, maxNewTokens: ROOM, constraint: of.follow() },
          })),
        ),
      );
    const together = await write(model, stories, requests());
    expect(new Set(together.map(({ length }) => length)).size).toBeGreaterThan(5);
    for (const [row, request] of requests().entries()) {
      expect(await write(model, stories, [request]), `row ${row}`).toEqual([together[row]]);
    }
  });
});
