// Evidence in a whole network: answers in training and in generation, alone and among others, with each bridge by itself.
import { noGrad, scope, type Tensor, tensor, zeros } from "@refvlm/torch";
import { comparePlan, encodeConversation, parseAnswer, withPicture } from "@refvlm/trp";
import { type CxcywhBox, Frame } from "@refvlm/vision";
import { afterAll, describe, expect, it, vi } from "vitest";
import {
  type AnswerRequest,
  answer,
  answerTogether,
  EncodedPictures,
  type EvidenceConfig,
  evidenceConfig,
  type GroundedAnswer,
  LabelledInstance,
  packConversations,
  pixelBatch,
  Scheduler,
} from "../src/index.js";
import { speckledPicture, tinyModel, turnOf } from "./tiny-model.js";

const none = { wordsIn: false, namesOut: false, pointer: false, numbers: false, boxesIn: false };
const all = { wordsIn: true, namesOut: true, pointer: true, numbers: true, boxesIn: false };
const evidence = (bridges: typeof all): EvidenceConfig =>
  evidenceConfig.parse({
    names: ["dog", "dogs", "cat", "cup", "bus"],
    attributes: ["red disc"],
    proposals: { most: 6, suppression: 0.6, floor: 0.1 },
    ...bridges,
  });

/** A model whose bridges have moved away from where they start, and whose random proposals fit names now and then. */
function model(bridges: typeof all) {
  const made = tinyModel({ evidence: evidence(bridges) });
  const { querySelection } = made.network.visualDecoders;
  noGrad(() => {
    querySelection!.nameFit!.bias.fill_(0);
    for (const weight of made.network.evidence!.parameters()) weight.normal_(0, 0.5);
  });
  return made;
}

const whole = model(all);
const pictures = [speckledPicture(60, 40), speckledPicture(30, 50)];
const encoded = EncodedPictures.encode(whole, pictures);
afterAll(() => {
  encoded.dispose();
  whole.network.dispose();
});

const ref = (units: string[], count: number) => [{ units, instances: Array.from({ length: count }, (_, i) => i) }];
const words = (value: string) => ({ kind: "text" as const, text: value });
const triplet = (name: string, count: number) => ({
  kind: "triplet" as const,
  phrase: { kind: "phrase" as const, children: [words(name)] },
  groups: ref(["box"], count),
});
const taught = turnOf("where are the dogs and the cat?", [triplet("dogs", 2), words(" and "), triplet("cat", 1)]);

describe("a taught answer", () => {
  const turns = withPicture([taught]);
  const conversation = encodeConversation(turns, whole.codec, whole.template);
  const [turn] = conversation.turns;
  const answer = turn.ids.slice(turn.answerStart);

  it("1. is embedded and scored as generation does it, token by token", () => {
    noGrad(() =>
      scope(() => {
        const { network } = whole;
        const features = network.encodePictures(
          pixelBatch([pictures[0]], network.config, network),
          network.nameKeys(whole.textCodec),
        );
        const packed = packConversations([{ conversation, independent: false }], network.packing(whole));
        const seen = network.see(features.memory, network.phraseEncoder(whole.textCodec))!;
        const embedded = network.embed(packed, { ...features, seen }).squeeze(0);
        const guide = network.guide(
          () => features.memory,
          network.evidence!.reader(whole.codec).question(turn.ids.slice(...turn.asked)),
          () => [],
          { codec: whole.codec, encode: network.phraseEncoder(whole.textCodec) },
        )!;
        const length = packed.ids.shape[1];
        const state = tensor(
          Float32Array.from({ length: network.config.languageModel.hiddenSize }, (_, i) => Math.sin(i)),
        );
        let chosen = 0;
        let added = 0;
        for (const [i, id] of answer.entries()) {
          const place = length - answer.length + i;
          const plain = network.languageModel.embed(tensor([id], { dtype: "int64" }));
          const own = guide.added([id]);
          if (own) added++;
          const difference = embedded.narrow(0, place, 1).sub(own ? plain.add(own) : plain);
          expect(difference.abs().amax().item()).toBeLessThan(1e-5);
          const choices = packed.evidence!.choices.filter(({ supervised }) => supervised === i + 1);
          const bonus = guide.bonus(state) ?? zeros([330]);
          const taught = { ...packed.evidence!, choices: choices.map((choice) => ({ ...choice, supervised: 0 })) };
          const taughtBonus = network.evidence!.scores(zeros([1, 330]), state.unsqueeze(0), taught, seen);
          expect(bonus.sub(taughtBonus.squeeze(0)).abs().amax().item()).toBeLessThan(1e-5);
          chosen += choices.length;
        }
        expect(chosen).toBeGreaterThan(4); // two names of several tokens, two numbers
        expect(added).toBeGreaterThan(8); // " Unit: box Num: 2\n" of two lines
      }),
    );
  });

  const switches = Object.keys(all) as (keyof typeof all)[];
  it.each(switches)("2. teaches the bridge %s alone, and leaves the others out", (bridge) => {
    const alone = model({ ...none, [bridge]: true });
    const { network } = alone;
    network.requiresGrad_(true);
    const others = {
      ...{ wordsIn: "words_in", namesOut: "names_out", numbers: "numbers_out" },
      ...{ pointer: "evidence_weight", boxesIn: "boxes_in" },
    };
    const keys = network.namedParameters().filter(([key]) => key.includes(others[bridge]));
    expect(keys.length).toBeGreaterThan(0);
    for (const [other, name] of Object.entries(others))
      if (other !== bridge) expect(network.namedParameters().some(([key]) => key.includes(name))).toBe(false);
    scope(() => {
      const tripletBoxes: CxcywhBox[][] = [
        [
          [0.5, 0.25, 0.2, 0.2],
          [0.1, 0.8, 0.2, 0.4],
        ],
      ];
      const row = { conversation, independent: false, tripletBoxes };
      const packed = packConversations([row], network.packing(alone));
      const pixels = pixelBatch([pictures[0]], network.config, network);
      const features = network.encodePictures(pixels, network.nameKeys(alone.textCodec));
      const encodePhrases = network.phraseEncoder(alone.textCodec);
      const { textLoss, units } = network.forward(packed, features, { encodePhrases });
      // Instances lie where proposals do, so that there is something to point at.
      const [boxes] = features.memory.listed!.boxes.toArray() as number[][][];
      const frame = Frame.letterbox(60, 40);
      const matched = units.match((_, group, instance) => {
        const [x, y, w, h] = boxes[(group + instance) % boxes.length];
        return new LabelledInstance({ box: frame.fromUnitSquare([x, y, w, h]) }, frame);
      });
      const losses: Tensor[] = [...matched.values()].map((pass) => pass.loss().total);
      losses.reduce((sum, loss) => sum.add(loss), textLoss!).backward();
      for (const [key, weight] of keys) expect(weight.grad?.abs().amax().item() ?? 0, key).toBeGreaterThan(0);
    });
    network.dispose();
  });
});

describe("answers", () => {
  const ask = (seed: number, text = "where is the dog?"): AnswerRequest => ({
    ...{ picture: encoded.handle(seed % 2), parts: [{ type: "text", text }], temperature: 1, seed, maxNewTokens: 250 },
  });
  const answers = async (requests: AnswerRequest[]): Promise<GroundedAnswer[]> => {
    const out: GroundedAnswer[] = [];
    for await (const { request, event } of answerTogether(whole, requests))
      if (event.type === "end") out[request] = event.answer;
    return out;
  };
  const expectSame = (answer: GroundedAnswer, alone: GroundedAnswer) => {
    expect(answer.trp).toBe(alone.trp);
    for (const [n, { box }] of answer.instances.entries())
      for (const [c, value] of (box ?? []).entries()) expect(alone.instances[n].box![c]).toBeCloseTo(value, 1);
  };

  it("3. parse and keep their plan, whatever the bridges say", async () => {
    for (const { trp } of await answers(Array.from({ length: 8 }, (_, seed) => ask(seed)))) {
      const { answer } = parseAnswer(trp, { mode: "strict" });
      expect(comparePlan(answer.plan!, answer.body)).toEqual([]);
    }
  });

  it("3a. read each text with the text tower once, however many tokens stand behind it", async () => {
    const texts: string[] = [];
    const plain = whole.network.phraseEncoder.bind(whole.network);
    const watched = vi.spyOn(whole.network, "phraseEncoder").mockImplementation((codec) => (phrases) => {
      texts.push(...phrases);
      return plain(codec)!(phrases);
    });
    const scheduler = new Scheduler(whole);
    const row = scheduler.enter(ask(3), { decodes: false });
    while (!row.complete) await scheduler.turn();
    watched.mockRestore();
    row.end();
    const [end] = row.read().slice(-1);
    const names = end.type === "end" ? end.answer.plan!.lines.map(({ name }) => name) : [];
    expect(texts).toEqual(expect.arrayContaining(names));
    expect(texts).toHaveLength(new Set(texts).size);
  });

  it("4. are the same alone and among others", async () => {
    const requests = [ask(1), ask(2, "how many cats are there?"), ask(3, "find the bus and the cup"), ask(4)];
    const together = await answers(requests);
    for (const [i, request] of requests.entries()) {
      const [alone] = await answers([request]);
      expectSame(together[i], alone);
    }
  });

  it("5. are the same alone and where each joins in the middle of others, with every bridge", async () => {
    const every = model({ ...all, boxesIn: true });
    const seen = EncodedPictures.encode(every, pictures);
    const requests = Array.from({ length: 10 }, (_, seed) => ({ ...ask(seed), picture: seen.handle(seed % 2) }));
    const answered = async (request: AnswerRequest, scheduler: Scheduler): Promise<GroundedAnswer> => {
      for await (const event of answer(every, request, scheduler)) if (event.type === "end") return event.answer;
      throw new Error("no end");
    };
    const alone: GroundedAnswer[] = [];
    for (const request of requests) alone.push(await answered(request, new Scheduler(every)));
    const scheduler = new Scheduler(every);
    const joined: Promise<GroundedAnswer>[] = [];
    for (const [i, request] of requests.entries()) {
      joined.push(answered(request, scheduler));
      for (let turn = 0; turn < 1 + ((i * 7) % 5); turn++) await scheduler.turn();
    }
    expect(scheduler.load.writing).toBeGreaterThan(5);
    for (const [i, each] of (await Promise.all(joined)).entries()) expectSame(each, alone[i]);
    expect(alone.some(({ instances }) => instances.length > 1)).toBe(true);
    seen.dispose();
    every.network.dispose();
  });
});
