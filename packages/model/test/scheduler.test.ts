// The scheduler: answers that join others midway, leave in every way, wait for their place, and share one pass.
import { liveTensors } from "@refvlm/torch";
import type { Part } from "@refvlm/trp";
import { afterAll, afterEach, describe, expect, it, vi } from "vitest";
import { settledTensors } from "../../torch/test/settled-tensors.js";
import {
  type AnswerEvent,
  type AnswerRequest,
  answer,
  answerAutomaton,
  EncodedPictures,
  NoPictureError,
  PictureCache,
  pictureId,
  Scheduler,
  type SchedulerLimits,
} from "../src/index.js";
import { speckledPicture, tinyModel } from "./tiny-model.js";

const model = tinyModel();
const pictures = [speckledPicture(60, 40), speckledPicture(30, 50)];
const encoded = EncodedPictures.encode(model, pictures);
const { shortest } = answerAutomaton(model);
afterEach(() => vi.restoreAllMocks());
afterAll(() => {
  encoded.dispose();
  model.network.dispose();
});

const ask = (text: string): Part[] => [{ type: "text", text }];
const request = (seed: number, more: Partial<AnswerRequest> = {}): AnswerRequest => ({
  ...{ picture: encoded.handle(seed % 2), parts: ask(`where is the dog${"?".repeat(1 + (seed % 5))}`) },
  ...{ temperature: 1, seed, maxNewTokens: shortest + 30 + 10 * (seed % 3) },
  ...more,
});
const trpOf = async (events: AsyncIterable<AnswerEvent>): Promise<string> => {
  for await (const event of events) if (event.type === "end") return event.answer.trp;
  throw new Error("no end");
};
const turns = async (scheduler: Scheduler, count: number) => {
  for (let i = 0; i < count; i++) await scheduler.turn();
};

describe("answers", () => {
  it("1. are the same alone and when each joins in the middle of others", async () => {
    const asked = Array.from({ length: 12 }, (_, seed) => request(seed));
    const alone: string[] = [];
    for (const each of asked) alone.push(await trpOf(answer(model, each, new Scheduler(model))));
    const scheduler = new Scheduler(model);
    const joined: Promise<string>[] = [];
    for (const [i, each] of asked.entries()) {
      joined.push(trpOf(answer(model, each, scheduler)));
      await turns(scheduler, 1 + ((i * 7) % 5));
    }
    expect(await Promise.all(joined)).toEqual(alone);
  });

  it("2. share a pass: three that are written together take as many as the longest alone", async () => {
    const forward = vi.spyOn(model.network.languageModel, "forward");
    const passes = async (seeds: number[]) => {
      forward.mockClear();
      const scheduler = new Scheduler(model);
      await Promise.all(seeds.map(() => trpOf(answer(model, request(0), scheduler))));
      return forward.mock.calls.length;
    };
    expect(await passes([0, 1, 2])).toBe(await passes([0]));
  });

  it("3. wait for a place in the order in which they came, under a bound on rows and on memory", async () => {
    const { layers, keyValueHeads } = model.network.config.languageModel;
    const one = 2 * layers * keyValueHeads; // bytes are more than numbers, so nothing fits beside another
    for (const limits of [{ rows: 1 }, { cacheBytes: one }] satisfies SchedulerLimits[]) {
      const scheduler = new Scheduler(model, limits);
      const ended: number[] = [];
      const all = [3, 1, 2].map(async (seed) => {
        await trpOf(answer(model, request(seed), scheduler));
        ended.push(seed);
      });
      await turns(scheduler, 2);
      expect(scheduler.load).toEqual({ waiting: 2, writing: 1, encoding: 0 });
      await Promise.all(all);
      expect(ended).toEqual([3, 1, 2]);
      expect(scheduler.load).toEqual({ waiting: 0, writing: 0, encoding: 0 });
    }
  });
});

describe("a row", () => {
  it("4. that is aborted, or left, is free within a step and disturbs nobody; all are free at the end", async () => {
    const live = await settledTensors();
    const scheduler = new Scheduler(model);
    const expected = await trpOf(answer(model, request(4), new Scheduler(model)));
    const stays = trpOf(answer(model, request(4), scheduler));
    const control = new AbortController();
    const aborted = trpOf(answer(model, request(5, { signal: control.signal }), scheduler));
    const refused = expect(aborted).rejects.toThrow("hung up");
    const left = answer(model, request(6), scheduler);
    await left.next();
    expect(scheduler.load.writing).toBe(3);
    control.abort(new Error("hung up"));
    await left.return();
    await scheduler.turn();
    expect(scheduler.load).toEqual({ waiting: 0, writing: 1, encoding: 0 });
    await refused;
    expect(await stays).toBe(expected);
    expect(liveTensors()).toBe(live);
  });

  it("5. whose reader has gone without a word ends by itself, and its memory with it", async () => {
    const live = await settledTensors();
    const scheduler = new Scheduler(model);
    const dropped = answer(model, request(1), scheduler);
    await dropped.next();
    while (scheduler.load.writing > 0) await trpOf(answer(model, request(2), scheduler));
    expect(liveTensors()).toBe(live);
    expect(await trpOf(dropped)).toBe(await trpOf(answer(model, request(1), scheduler)));
  });

  it("6. that fails fails alone; where a step fails all that were in it are told, and the next may come", async () => {
    const live = await settledTensors();
    const scheduler = new Scheduler(model);
    const hot = trpOf(answer(model, request(1, { temperature: -1 }), scheduler));
    const refused = expect(hot).rejects.toThrow("temperature: -1 must be 0 or more");
    expect(await trpOf(answer(model, request(2), scheduler))).toContain("<Task>");
    await refused;
    const forward = vi.spyOn(model.network.languageModel, "forward");
    const both = [1, 4].map((seed) => trpOf(answer(model, request(seed), scheduler)));
    const told = both.map((each) => expect(each).rejects.toThrow("out of memory"));
    await turns(scheduler, 1);
    expect(scheduler.load.writing).toBe(2);
    forward.mockImplementation(() => {
      throw new Error("out of memory");
    });
    await Promise.all(told);
    vi.restoreAllMocks();
    expect(await trpOf(answer(model, request(2), scheduler))).toContain("<Task>");
    expect(liveTensors()).toBe(live);
  });
});

describe("a picture", () => {
  it("7. is encoded between two steps, one at a time, so that what is being written goes on", async () => {
    const scheduler = new Scheduler(model);
    const order: string[] = [];
    const written = trpOf(answer(model, request(4), scheduler));
    await scheduler.turn();
    expect(scheduler.load.writing).toBe(1);
    const forward = model.network.languageModel.forward.bind(model.network.languageModel);
    vi.spyOn(model.network.languageModel, "forward").mockImplementation((input) => {
      order.push("pass");
      return forward(input);
    });
    const waiting = pictures.map((picture) =>
      scheduler.encode([picture], { onPhase: (phase) => phase === "encoder" && order.push("picture") }),
    );
    const both = await Promise.all(waiting);
    for (const each of both) each.dispose();
    const [first, second] = order.flatMap((what, i) => (what === "picture" ? [i] : []));
    expect(second - first).toBeGreaterThan(2); // the picture's own reading, and a step of the answer
    await written;
  });

  it("8. that nobody waits for any more is not encoded; one that cannot be is told to its owner", async () => {
    const scheduler = new Scheduler(model);
    const reason = new Error("hung up");
    const phases: string[] = [];
    const aborted = scheduler.encode([pictures[0]], {
      signal: AbortSignal.abort(reason),
      onPhase: (phase) => phases.push(phase),
    });
    await expect(aborted).rejects.toBe(reason);
    expect(phases).toEqual([]);
    vi.spyOn(model.network, "encodePictures").mockImplementation(() => {
      throw new Error("out of memory");
    });
    await expect(scheduler.encode([pictures[0]])).rejects.toThrow("out of memory");
  });

  it("8a. is read a chunk at a time, with the same answer, and broken off between two leaves nothing", async () => {
    const before = liveTensors();
    const steps = EncodedPictures.encoding(model, [pictures[0]], undefined, 7);
    let pauses = 0;
    let read = steps.next();
    for (; !read.done; read = steps.next()) pauses++;
    const inChunks = read.value;
    expect(pauses).toBe(Math.ceil(encoded.prefix(0).length / 7));
    expect(inChunks.prefix(0).length).toBe(encoded.prefix(0).length);
    const answers = [encoded, inChunks].map((each) => trpOf(answer(model, request(2, { picture: each.handle(0) }))));
    const [whole, chunked] = await Promise.all(answers);
    expect(chunked).toBe(whole);
    inChunks.dispose();
    const broken = EncodedPictures.encoding(model, [pictures[0]], undefined, 7);
    for (let i = 0; i < 3; i++) broken.next();
    expect(liveTensors()).toBeGreaterThan(before);
    broken.return(undefined as never);
    expect(liveTensors()).toBe(before);
  });
});

describe("kept pictures", () => {
  it("9. are found by their content, encoded once for all who wait, and dropped over their bounds but not in use", async () => {
    const live = await settledTensors();
    const cache = new PictureCache(new Scheduler(model), { pictures: 1 });
    const encode = vi.spyOn(EncodedPictures, "encoding");
    const [first, second] = await Promise.all([cache.borrow(pictures[0]), cache.borrow({ ...pictures[0] })]);
    expect(encode).toHaveBeenCalledTimes(1);
    expect(first.id).toBe(pictureId(pictures[0]));
    expect(first.picture.pictures).toBe(second.picture.pictures);
    const { bytes } = cache.size;
    expect(bytes).toBe(first.picture.pictures.bytes);
    (await cache.borrow(pictures[1])).release();
    expect(cache.size.pictures).toBe(1);
    expect(await cache.find(first.id)).toBeUndefined();
    expect(first.picture.pictures.handle(0)).toEqual(first.picture);
    first.release();
    first.release();
    expect(() => second.picture.pictures.handle(0)).not.toThrow();
    second.release();
    expect(() => second.picture.pictures.handle(0)).toThrow(NoPictureError);
    const small = new PictureCache(new Scheduler(model), { bytes });
    for (const picture of pictures) (await small.borrow(picture)).release();
    expect(small.size.pictures).toBe(1);
    small.dispose();
    cache.dispose();
    expect(liveTensors()).toBe(live);
  });

  it("10. are freed with their cache, whoever waits for one is told, and one that fails may be asked for again", async () => {
    const live = await settledTensors();
    const cache = new PictureCache(new Scheduler(model));
    vi.spyOn(model.network, "encodePictures").mockImplementationOnce(() => {
      throw new Error("out of memory");
    });
    await expect(cache.borrow(pictures[0])).rejects.toThrow("out of memory");
    await cache.borrow(pictures[0]);
    const waiting = cache.borrow(pictures[1]);
    const told = expect(waiting).rejects.toThrow("closing");
    cache.dispose(new Error("closing"));
    await told;
    expect(liveTensors()).toBe(live);
  });
});
