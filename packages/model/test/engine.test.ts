// The engine: answers alone and among others, streamed and not, at every length; who frees what; what callers get wrong.
import { liveTensors } from "@refvlm/torch";
import { comparePlan, type Part, parseAnswer, type TaskCommand, type Turn } from "@refvlm/trp";
import { afterAll, describe, expect, it, vi } from "vitest";
import { settledTensors } from "../../torch/test/settled-tensors.js";
import {
  type AnswerEvent,
  type AnswerRequest,
  AnswerTooShortError,
  answer,
  answerAutomaton,
  answerTogether,
  EncodedPictures,
  type GroundedAnswer,
  joinUnits,
  NoPictureError,
  RequestError,
} from "../src/index.js";
import { speckledPicture, tinyModel } from "./tiny-model.js";

const model = tinyModel();
const pictures = [speckledPicture(60, 40), speckledPicture(30, 50)];
const encoded = EncodedPictures.encode(model, pictures);
const { shortest } = answerAutomaton(model);
afterAll(() => {
  encoded.dispose();
  model.network.dispose();
});

const ask = (text: string): Part[] => [{ type: "text", text }];
const request = (seed: number, more: Partial<AnswerRequest> = {}): AnswerRequest => ({
  ...{ picture: encoded.handle(seed % 2), parts: ask("where is the dog?"), temperature: 1, seed, maxNewTokens: 250 },
  ...more,
});

async function streamed(asked: AnswerRequest): Promise<{ events: AnswerEvent[]; whole: GroundedAnswer }> {
  const events: AnswerEvent[] = [];
  for await (const event of answer(model, asked)) events.push(event);
  const last = events.at(-1)!;
  if (last.type !== "end") throw new Error("no end");
  return { events, whole: last.answer };
}

async function together(asked: readonly AnswerRequest[], unitsAtOnce: boolean): Promise<GroundedAnswer[]> {
  const answers: GroundedAnswer[] = [];
  for await (const { request: row, event } of answerTogether(model, asked, { unitsAtOnce }))
    if (event.type === "end") answers[row] = event.answer;
  return answers;
}

/** Numbers of geometry differ in the last bits between batches of other sizes. */
const plain = ({ instances, ...rest }: GroundedAnswer) => ({
  ...rest,
  instances: instances.map(({ mask, box, score, units, ...instance }) => ({
    ...instance,
    area: mask && expect.closeTo(mask.area(), -1),
    box: box?.map((value) => expect.closeTo(value, 1)),
    score: expect.closeTo(score, 3),
    units: units.map(({ evidence, ...mark }) => ({
      ...mark,
      score: expect.closeTo(mark.score, 3),
      evidence: Object.fromEntries(Object.entries(evidence!).map(([name, value]) => [name, expect.closeTo(value, 3)])),
    })),
  })),
});
const bare = (given: GroundedAnswer) => ({
  ...given,
  instances: given.instances.map(({ mask, ...each }) => ({
    ...each,
    area: mask?.area(),
    box: each.box && [...each.box],
  })),
});

describe("an answer", () => {
  it("1. is the same alone, among others, with units as they close and all at once", async () => {
    const asked = Array.from({ length: 20 }, (_, seed) => request(seed, { maxNewTokens: shortest + 20 * seed }));
    const alone: GroundedAnswer[] = [];
    for (const each of asked) alone.push((await streamed(each)).whole);
    expect(alone.filter(({ instances }) => instances.length > 0).length).toBeGreaterThan(2);
    for (const unitsAtOnce of [true, false]) {
      const answers = await together(asked, unitsAtOnce);
      for (const [row, given] of answers.entries()) expect(bare(given), `row ${row}`).toEqual(plain(alone[row]));
    }
  });

  it("2. parses and keeps its plan at every length from the shortest up, and says when the length ended it", async () => {
    let full = 0;
    for (let more = 0; more < 120; more += 3) {
      const { whole } = await streamed(request(more, { maxNewTokens: shortest + more }));
      const { answer: tree, problems } = parseAnswer(whole.trp, { mode: "strict" });
      expect(problems).toEqual([]);
      expect(comparePlan(tree.plan!, tree.body)).toEqual([]);
      expect(whole.tokens).toBeLessThanOrEqual(shortest + more);
      expect(whole.ended).toBe(whole.tokens === shortest + more ? "length" : "end");
      if (whole.ended === "length") full++;
    }
    expect(full).toBeGreaterThan(5);
  });

  it("3. streams its pieces, each unit once, and its end last", async () => {
    for (let seed = 0; seed < 6; seed++) {
      const { events, whole } = await streamed(request(seed));
      const pieces = events.flatMap((event) => (event.type === "piece" ? [event.piece] : []));
      expect(pieces.join("")).toBe(whole.trp);
      const units = events.flatMap((event) => (event.type === "unit" ? [event.unit] : []));
      expect(joinUnits(units)).toEqual(whole.instances);
      expect(whole.instances.flatMap(({ units }) => units)).toHaveLength(units.length);
      expect(events.filter(({ type }) => type === "end")).toHaveLength(1);
    }
  });

  it("says which network wrote it, from which seed, and how large the picture is", async () => {
    const { whole } = await streamed(request(3));
    expect(whole).toMatchObject({ model: { name: "tiny", version: null }, seed: 3, image: { width: 30, height: 50 } });
    expect((await streamed(request(0, { seed: undefined, temperature: 0 }))).whole.seed).toBe(0);
  });

  it("4. among others costs one reading of each picture, in passes that all rows share", async () => {
    const forward = vi.spyOn(model.network.languageModel, "forward");
    await streamed(request(0));
    const passes = forward.mock.calls.length;
    forward.mockClear();
    await together(
      [0, 0, 0].map((seed) => request(seed)),
      true,
    );
    expect(forward.mock.calls.length).toBe(passes);
    expect(forward.mock.calls[0][0].inputsEmbeds!.shape[1]).toBeLessThan(model.network.imageTokens + 100);
    vi.restoreAllMocks();
  });
});

describe("ownership", () => {
  it("5. of an answer ends with it, however it ends", async () => {
    const live = await settledTensors();
    await streamed(request(1));
    for await (const _ of answer(model, request(2))) break;
    const control = new AbortController();
    const reason = new Error("enough");
    const aborted = async () => {
      for await (const _ of answer(model, request(3, { signal: control.signal }))) control.abort(reason);
    };
    await expect(aborted()).rejects.toBe(reason);
    await expect(together([request(4), request(5, { maxNewTokens: 1 })], true)).rejects.toThrow(AnswerTooShortError);
    expect(liveTensors()).toBe(live);
  });

  it("6. of pictures is that of who encoded them; a failure in the middle leaves nothing", async () => {
    const live = await settledTensors();
    const own = EncodedPictures.encode(model, pictures);
    expect(liveTensors()).toBeGreaterThan(live);
    own.dispose();
    own.dispose();
    expect(liveTensors()).toBe(live);
    expect(() => own.handle(0)).toThrow(NoPictureError);
    const forward = vi.spyOn(model.network.languageModel, "forward");
    const original = forward.getMockImplementation();
    let calls = 0;
    const real = Object.getPrototypeOf(model.network.languageModel).forward;
    forward.mockImplementation(function (this: unknown, input) {
      if (++calls === 2) throw new Error("out of memory");
      return real.call(model.network.languageModel, input);
    });
    expect(() => EncodedPictures.encode(model, pictures)).toThrow("out of memory");
    expect(calls).toBe(2);
    expect(original).toBeUndefined();
    vi.restoreAllMocks();
    expect(liveTensors()).toBe(live);
  });
});

describe("what a caller gets wrong", () => {
  const command: TaskCommand = { task: "t", elements: ["unit"], units: ["landmark"], newUnits: { landmark: "box" } };
  const turn: Turn = { user: ask("where?"), answer: "there" };
  it.each<[string, object, RegExp]>([
    ["new units alone", { command: { newUnits: { landmark: "box" } } }, /command\.task: .*\n.*command\.elements: /],
    ["a unit that is no word", { command: { ...command, newUnits: { landmark: 3 } } }, /command\.newUnits\.landmark: /],
    [
      "a wrong key",
      { command: { ...command, newunits: {} } },
      /command\.newunits: unknown key; did you mean "newUnits"/,
    ],
    ["no command", { command: null }, /command: /],
    ["no history", { history: null }, /history: /],
    ["a history of words", { history: ["where?"] }, /history\.0: /],
    ["a turn without question", { history: [turn, { answer: "there" }] }, /history\.1\.user: /],
    ["a turn with half an answer", { history: [{ ...turn, answer: { body: [] } }] }, /history\.0\.answer/],
    ["parts of no kind", { parts: [{ type: "sound" }] }, /parts\.0/],
    ["an empty question", { parts: ask(" ") }, /the question is empty/],
    ["an answer that does not parse", { history: [{ ...turn, answer: "<REF>" }] }, /answer of turn 0/],
    [
      "a unit without decoder",
      { command: { ...command, newUnits: { landmark: "depth" } } },
      /newUnits\.landmark: no dec/,
    ],
    [
      "a place for a visual prompt that there is none for",
      { parts: [...ask("what is"), { type: "prompt", index: 0 }] },
      /^prompts: the question has a place for/,
    ],
    ["too short an answer", { maxNewTokens: 2 }, /may have 2 tokens, but the shortest has \d+: allow more/],
    ["a question that is too long", { parts: ask("dog ".repeat(4000)) }, /\d+ too many for this model/],
  ])("7. %s is told with its field", async (_, wrong, message) => {
    const asked = streamed(request(0, wrong as Partial<AnswerRequest>));
    await expect(asked).rejects.toThrow(message);
    await expect(asked).rejects.toBeInstanceOf(RequestError);
  });

  it("8. a picture that is not there is told with how many there are", () => {
    for (const index of [2, -1, 0.5, Number.NaN])
      expect(() => encoded.handle(index)).toThrow(`there is no picture ${index}: 2 in memory`);
  });
});
