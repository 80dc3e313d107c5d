// RefVlm, the library's door: what it answers, how it shares, stops and ends. A tiny network with random weights.
import { readFileSync } from "node:fs";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { liveTensors } from "@refvlm/torch";
import { comparePlan, groups, parseAnswer, planOf } from "@refvlm/trp";
import { blankPicture, decodeRle, Mask, type Rle } from "@refvlm/vision";
import { loadPicture } from "@refvlm/vision/node";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { settledTensors } from "../../torch/test/settled-tensors.js";
import {
  type AnswerEvent,
  AnswerTooShortError,
  answerFromJson,
  answerToJson,
  DisposedError,
  type GroundedAnswer,
  type LoadOptions,
  type PictureQuestion,
  QuestionError,
  type QuestionOptions,
  RefVlm,
} from "../src/index.js";
import { bundled, hugePng, truncatedPng } from "./pictures.js";
import { shortestAnswer, tinyShelf } from "./tiny-model.js";

const street = bundled("street.png");
const question = "where is the dog?";
const models = tinyShelf();
const sampled = (seed: number) => ({ temperature: 1, seed, maxTokens: 400 });
let vlm: RefVlm;
let shortest: number;

beforeAll(async () => {
  vlm = await RefVlm.load(models.folder);
  shortest = await shortestAnswer(vlm);
});
afterAll(async () => {
  await vlm.dispose();
  models.remove();
});

/** Everything of an answer that can be compared. */
const plain = (answer: GroundedAnswer) => answerToJson(answer, { picture: "p", question });

const settled = () => new Promise((resolve) => setTimeout(resolve, 5));

/** Only these tests need it, so that no flag is given to all. */
function collectGarbage(): void {
  setFlagsFromString("--expose-gc");
  runInNewContext("gc")();
}

async function eventsOf(stream: AsyncIterable<AnswerEvent>): Promise<AnswerEvent[]> {
  const events: AnswerEvent[] = [];
  for await (const event of stream) events.push(event);
  return events;
}

/** The first answer of several seeds that has a unit. */
async function groundedAnswer(): Promise<{ seed: number; answer: GroundedAnswer }> {
  for (let seed = 0; seed < 20; seed++) {
    const answer = await vlm.ask(street, question, sampled(seed));
    if (answer.instances.length > 1) return { seed, answer };
  }
  throw new Error("no seed gives units");
}

describe("answers", () => {
  it("says which network it is", () => {
    expect(vlm.name).toBe("nano");
    expect(vlm.units).toEqual(expect.arrayContaining(["box", "mask"]));
  });

  it("takes a picture by path, by bytes, and decoded", async () => {
    const [byPath, byBytes, byPixels] = [
      await vlm.ask(street, question, sampled(1)),
      await vlm.ask(readFileSync(street), question, sampled(1)),
      await vlm.ask(await loadPicture(street), question, sampled(1)),
    ];
    expect(plain(byBytes)).toEqual(plain(byPath));
    expect(plain(byPixels)).toEqual(plain(byPath));
  });

  it("survives JSON.stringify and structuredClone with its masks", async () => {
    const { answer } = await groundedAnswer();
    const json = JSON.parse(JSON.stringify(answer));
    expect(json).toMatchObject({ model: { name: "nano", version: null }, image: { width: 384, height: 384 } });
    expect(JSON.parse(JSON.stringify(answerFromJson(json)))).toEqual(json);
    expect(plain(structuredClone(answer))).toEqual(plain(answer));
    expect(answerToJson(answer)).toEqual(json);
  });

  it("always parses, keeps its plan, and decodes every reference", async () => {
    for (let seed = 0; seed < 8; seed++) {
      const given = await vlm.ask(street, question, { temperature: 1, seed });
      const { answer, problems } = parseAnswer(given.trp, { mode: "strict" });
      expect(problems).toEqual([]);
      expect(comparePlan(answer.plan!, answer.body)).toEqual([]);
      expect(given.plan).toMatchObject(planOf(answer.body));
      expect(given.problems).toEqual([]);
      expect(given.ended).toBe("end");
      const promised = given.plan!.lines.reduce((sum, { count }) => sum + count, 0);
      expect(given.instances.length).toBe(promised);
      // A later group of a phrase takes up instances of its first one in further units.
      const referred = groups(answer.body).flatMap(({ group }) => group.instances.flatMap(() => group.units));
      expect(given.instances.flatMap(({ units }) => units).length).toBe(referred.length);
    }
  });

  it("gives boxes and masks in the picture's own pixels, and scores between 0 and 1", async () => {
    const wide = blankPicture(300, 100, [90, 120, 60]);
    let seen = 0;
    for (let seed = 0; seed < 6; seed++) {
      const { instances } = await vlm.ask(wide, question, sampled(seed));
      for (const { units, score, box, mask } of instances) {
        seen++;
        expect(score).toBeGreaterThanOrEqual(0);
        expect(score).toBeLessThanOrEqual(1);
        if (box) expect(box[0] >= 0 && box[1] >= 0 && box[2] <= 300 && box[3] <= 100).toBe(true);
        if (units.some(({ unit }) => unit === "mask")) expect([mask!.width, mask!.height]).toEqual([300, 100]);
      }
    }
    expect(seen).toBeGreaterThan(0);
  });

  it("streams the answer in pieces, each unit once, the whole answer last", async () => {
    const { seed, answer } = await groundedAnswer();
    const events = await eventsOf(vlm.stream(street, question, sampled(seed)));
    const last = events.at(-1)!;
    expect(last.type === "end" && plain(last.answer)).toEqual(plain(answer));
    const pieces = events.flatMap((event) => (event.type === "piece" ? [event.piece] : []));
    expect(pieces.join("")).toBe(answer.trp);
    const units = events.flatMap((event) => (event.type === "unit" ? [event.unit] : []));
    expect(units.map(({ phrase, index, unit }) => [phrase, index, unit])).toEqual(
      answer.instances.flatMap(({ phrase, index, units }) => units.map(({ unit }) => [phrase, index, unit])),
    );
  });

  it("is the same for the same seed, and without temperature always", async () => {
    const twice = [await vlm.ask(street, question, sampled(5)), await vlm.ask(street, question, sampled(5))];
    expect(plain(twice[1])).toEqual(plain(twice[0]));
    const greedy = [await vlm.ask(street, question), await vlm.ask(street, question, { seed: 9 })];
    expect(plain(greedy[1])).toEqual({ ...plain(greedy[0]), seed: 9 });
  });

  it("ends at maxTokens", async () => {
    for (const maxTokens of [shortest, shortest + 7]) {
      const { tokens, ended, trp } = await vlm.ask(street, question, { temperature: 1, seed: 4, maxTokens });
      expect({ tokens, ended }).toEqual({ tokens: maxTokens, ended: "length" });
      expect(parseAnswer(trp, { mode: "strict" }).problems).toEqual([]);
    }
    await expect(vlm.ask(street, question, { maxTokens: shortest - 1 })).rejects.toThrow(AnswerTooShortError);
  });

  it("as JSON holds COCO run lengths that decode to the masks", async () => {
    const mask = new Mask(3, 2, Uint8Array.of(0, 1, 1, 0, 0, 1));
    const marks = [{ unit: "mask", score: 0.123456 }];
    const dog = { phrase: "dog", triplet: 0, index: 0, score: 0.123456, units: marks, mask, box: mask.box() };
    const answer = { ...(await vlm.ask(street, question, { maxTokens: shortest })), instances: [dog] };
    const json = answerToJson(answer, { picture: "p", question });
    expect(json.instances).toEqual([
      {
        ...{ phrase: "dog", triplet: 0, index: 0, score: 0.1235, units: [{ unit: "mask", score: 0.1235 }] },
        ...{ box: [1, 0, 3, 2], mask: mask.toRle() },
      },
    ]);
    expect([...decodeRle(json.instances[0].mask as Rle)]).toEqual([...mask.data]);
  });
});

describe("bad input", () => {
  it.each([
    ["", {}, /the question is empty/],
    [" \n\t", {}, /the question is empty/],
    [question, { maxTokens: 0 }, /maxTokens is 0; it must be a whole number above 0/],
    [question, { temperature: -1 }, /temperature is -1; it must be 0 or more/],
    [question, { topP: 1.5 }, /topP is 1.5; it must be above 0 and at most 1/],
    [question, { minScore: 1.5 }, /minScore is 1.5; it must be a probability from 0 to 1/],
    [question, { deny: "0" }, /deny is "0"; it must be a probability from 0 to 1/],
    [question, { seed: Number.NaN }, /seed is NaN; it must be a whole number/],
    [
      question,
      { prompt: [] },
      /there is no option "prompt"; did you mean "prompts"\? \(a question takes command, history, prompts/,
    ],
    [question, { prompts: "here" }, /prompts is "here"; it must be a list/],
    [question, { maxtokens: 5 }, /there is no option "maxtokens"; did you mean "maxTokens"\?/],
    [
      question,
      { newUnits: { landmark: "box" } },
      /no option "newUnits"; it belongs into command: { command: { newUnits/,
    ],
    [question, { temperature: "1" }, /temperature is "1"; it must be 0 or more/],
    [question, { signal: {} }, /signal is an object; it must be an AbortSignal/],
    [question, { onPhase: "x" }, /onPhase is "x"; it must be a function/],
    [question, null, /the options are null; they must be an object/],
    [question, { command: { newUnits: { landmark: "box" } } }, /command\.task: /],
    [question, { history: null }, /history: /],
    [question, { history: ["where?"] }, /history\.0: /],
    ["dog ".repeat(4000), {}, /the question has \d+ tokens, \d+ too many for this model/],
  ])("%j with %j is refused", async (asked, options, message) => {
    await expect(vlm.ask(street, asked, options as QuestionOptions)).rejects.toThrow(message);
  });

  it.each([
    [{ http: "no" }, /http is "no"; it must be true or false/],
    [{ cachedPictures: "many" }, /cachedPictures is "many"; it must be a whole number/],
    [{ dtype: "int64" }, /dtype is "int64"; it must be one of auto, float32/],
    [{ device: 0 }, /device is 0; it must be cpu, cuda or cuda:N/],
  ])("loading with %j is refused", async (options, message) => {
    await expect(RefVlm.load(models.folder, options as LoadOptions)).rejects.toThrow(message);
  });

  it.each([
    [null, /the questions are null; they must be a list of/],
    [[null], /questions\.0 is null; it must be { picture, question }/],
    [
      [{ picture: street, question, prompts: [] }],
      /questions\.0\.prompts: options are the same for all: give them behind the questions/,
    ],
  ])("many questions as %j are refused", async (questions, message) => {
    await expect(vlm.askMany(questions as PictureQuestion[])).rejects.toThrow(message);
  });

  it.each(["<REF>", "<image>", "where <Unit>box</Unit>[0]<REF> is [VPT]?"])(
    "%s in a question stays text",
    async (asked) => {
      expect((await vlm.ask(street, asked)).problems).toEqual([]);
    },
  );

  it("pictures that cannot be used are named", async () => {
    await expect(vlm.ask("nowhere.jpg", question)).rejects.toThrow('there is no file "nowhere.jpg"');
    await expect(vlm.ask(await truncatedPng(), question)).rejects.toThrow(/damaged or cut off/);
    await expect(vlm.ask(await hugePng(), question)).rejects.toThrow(/400 million pixels; the limit is 50 million/);
    await expect(vlm.ask(Buffer.from("hello"), question)).rejects.toThrow(/is not a picture/);
    const short = { width: 2, height: 2, data: new Uint8Array(3) };
    await expect(vlm.ask(short, question)).rejects.toThrow(
      /3 bytes for 2 x 2 pixels, not 12 or 16. A decoded picture needs/,
    );
  });
});

describe("sharing", () => {
  it("answers questions asked at the same time as if each was alone", async () => {
    const asked = [0, 1, 2, 3].map((seed) => [bundled(seed % 2 ? "farm.png" : "street.png"), seed] as const);
    const alone: GroundedAnswer[] = [];
    for (const [picture, seed] of asked) alone.push(await vlm.ask(picture, question, sampled(seed)));
    const together = await Promise.all(asked.map(([picture, seed]) => vlm.ask(picture, question, sampled(seed))));
    expect(together.map(plain)).toEqual(alone.map(plain));
  });

  it("keeps a few pictures encoded, never frees one in use, and frees the rest", async () => {
    await using small = await RefVlm.load(models.folder, { cachedPictures: 1 });
    const expected = await small.ask(street, question, sampled(2));
    await small.ask(blankPicture(40, 40, [0, 0, 0]), question, { maxTokens: shortest });
    const live = await settledTensors();
    const stream = small.stream(street, question, sampled(2));
    await stream.next();
    for (const shade of [50, 100, 150])
      await small.ask(blankPicture(40, 40, [shade, shade, shade]), question, { maxTokens: shortest });
    const end = (await eventsOf(stream)).at(-1)!;
    expect(end.type === "end" && plain(end.answer)).toEqual(plain(expected));
    expect(liveTensors()).toBe(live);
  });

  it("lets a question be asked inside the loop of another", async () => {
    for await (const event of vlm.stream(street, question, sampled(3))) {
      if (event.type !== "plan") continue;
      expect((await vlm.ask(street, question, { maxTokens: shortest })).tokens).toBe(shortest);
    }
  });
});

describe("ends", () => {
  it("answers many questions as it answers each alone, and says what its time goes into", async () => {
    const picture = await loadPicture(bundled("farm.png"));
    const asked = [
      { picture: street, question },
      { picture, question: "detect all objects." },
      { picture, question },
    ];
    const phases: string[] = [];
    const answers = await vlm.askMany(asked, { ...sampled(1), onPhase: (phase) => phases.push(phase) });
    for (const [i, each] of asked.entries())
      expect(answers[i].trp).toBe((await vlm.ask(each.picture, each.question, sampled(1))).trp);
    expect(new Set(phases)).toEqual(new Set(["encoder", "language model", "unit decoders"]));
    const pointing: QuestionOptions = { prompts: [{ kind: "point", points: [[40, 60]] }], ...sampled(1) };
    const [pointed] = await vlm.askMany(asked, pointing);
    expect(pointed.trp).toBe((await vlm.ask(street, question, pointing)).trp);
    expect(await vlm.askMany([])).toEqual([]);
    await expect(vlm.askMany([{ picture: street, question: " " }])).rejects.toThrow(QuestionError);
    const stopped = AbortSignal.abort(new Error("enough"));
    await expect(vlm.askMany(asked, { signal: stopped })).rejects.toThrow("enough");
    await expect(vlm.askMany([{ picture: "nowhere.png", question }])).rejects.toThrow(/no file "nowhere\.png"/);
  });

  it("stops at a signal with its reason, before and during an answer", async () => {
    const reason = new Error("enough");
    await expect(vlm.ask(street, question, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    const live = await settledTensors();
    const control = new AbortController();
    const read = async () => {
      for await (const _ of vlm.stream(street, question, { signal: control.signal })) control.abort(reason);
    };
    await expect(read()).rejects.toBe(reason);
    expect(liveTensors()).toBe(live);
  });

  it("an answer that is left early leaves nothing behind", async () => {
    await vlm.ask(street, question, { maxTokens: shortest });
    const live = await settledTensors();
    for await (const _ of vlm.stream(street, question)) break;
    expect(liveTensors()).toBe(live);
  });

  it("frees everything on dispose, and says so when used afterwards", async () => {
    const live = await settledTensors();
    const short = await RefVlm.load(models.folder);
    await short.ask(street, question, { maxTokens: shortest });
    await short.dispose();
    await short.dispose();
    expect(short.disposed).toBe(true);
    expect(liveTensors()).toBe(live);
    await expect(short.ask(street, question)).rejects.toThrow(DisposedError);
    await expect(short.stream(street, question).next()).rejects.toThrow(/has been disposed: load it again/);
  });

  it("dispose stops answers under way", async () => {
    const live = await settledTensors();
    const short = await RefVlm.load(models.folder);
    const stream = short.stream(street, question);
    await stream.next();
    const waiting = short.ask(street, question);
    const refused = expect(waiting).rejects.toThrow(DisposedError);
    await short.dispose();
    await expect(eventsOf(stream)).rejects.toThrow(DisposedError);
    await refused;
    expect(liveTensors()).toBe(live);
  });

  it("a stream that nobody reads any more holds nothing: after its signal, after dispose, after it was forgotten", async () => {
    await vlm.ask(street, question, { maxTokens: shortest });
    const live = await settledTensors();
    const control = new AbortController();
    const reason = new Error("hung up");
    const left = vlm.stream(street, question, { ...sampled(1), signal: control.signal });
    await left.next();
    expect(liveTensors()).toBeGreaterThan(live);
    control.abort(reason);
    await settled();
    expect(liveTensors()).toBe(live);
    await expect(left.next()).rejects.toBe(reason);

    const short = await RefVlm.load(models.folder);
    const idle = short.stream(street, question);
    await idle.next();
    await short.dispose();
    expect(liveTensors()).toBe(live);
    await expect(idle.next()).rejects.toThrow(DisposedError);

    await (async () => void (await vlm.stream(street, question, sampled(1)).next()))();
    expect(liveTensors()).toBeGreaterThan(live);
    for (let tries = 0; tries < 50 && liveTensors() > live; tries++) {
      collectGarbage();
      await settled();
    }
    expect(liveTensors()).toBe(live);
  });

  it("await using disposes", async () => {
    let seen: RefVlm;
    {
      await using scoped = await RefVlm.load(models.folder);
      seen = scoped;
    }
    expect(seen.disposed).toBe(true);
  });
});
