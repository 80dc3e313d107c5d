// Plans by evidence in a whole network: whatever is asked, and pointed at, names are told once and numbers are one or a count.
import { noGrad } from "@refvlm/torch";
import { SPECIAL, WORDING } from "@refvlm/trp";
import { afterAll, expect, it } from "vitest";
import { settledTensors } from "../../torch/test/settled-tensors.js";
import { evidentPlan } from "../src/answering/evident-plan.js";
import { answerTexts } from "../src/answering/listed-names.js";
import { answerBatch, EncodedPictures, evidenceConfig, type LoadedModel } from "../src/index.js";
import { speckledPicture, tinyModel } from "./tiny-model.js";

function seeing(wordIsName: number): LoadedModel {
  const model = tinyModel({
    evidence: evidenceConfig.parse({
      names: ["dog", "dogs", "cat", "cup", "bus"],
      proposals: { most: 6, suppression: 0.6, floor: 0.1, pooled: true, counted: 0.3 },
      ...{ wordsIn: true, namesOut: true, pointer: true, numbers: true, boxesIn: false, wordIsName },
    }),
  });
  noGrad(() => model.network.visualDecoders.querySelection!.nameFit!.bias.fill_(0));
  return model;
}
const made = seeing(1);
/** An untrained text tower puts no two texts that near. */
const telling = seeing(0.99999);
afterAll(() => {
  for (const { network } of [made, telling]) network.dispose();
});

const picture = speckledPicture(60, 40);
const point = { kind: "point" as const, points: [[20, 20] as const] };
const asked = (text: string, pointing = false) => ({
  picture,
  parts: [{ type: "text" as const, text }, ...(pointing ? [{ type: "prompt" as const, index: 0 }] : [])],
  ...(pointing && { prompts: [point] }),
});

it("names each thing once and answers what is pointed at", async () => {
  const questions = [asked("detect all objects."), asked("what is this", true), asked("where is the dog?")];
  const seeds = [1, 2, 3, 4].flatMap((seed) => questions.map((question) => ({ ...question, seed })));
  const answers = await answerBatch(made, seeds, { temperature: 1, maxNewTokens: 200, minScore: 0 });
  expect(answers).toHaveLength(12);
  const listed = new Set(["dog", "dogs", "cat", "cup", "bus"]);
  for (const { plan, problems } of answers) {
    const names = plan!.lines.map(({ name }) => name).filter((name) => listed.has(name));
    expect(new Set(names).size).toBe(names.length);
    expect(problems).toEqual([]);
  }
});

it("tells a list by its own names, all that count of them, where words are known to mean names", () => {
  const { codec, network } = telling;
  const encoded = EncodedPictures.encode(telling, [picture]);
  const inner = { next: () => ({ except: [], below: codec.size }), accept: () => {} };
  const first = (text: string) => codec.encodeText(text)[0];
  const next = (said: string, written: readonly string[]) => {
    const question = network.evidence!.reader(codec).question(codec.encodeText(said));
    const encode = answerTexts(telling);
    const plan = evidentPlan(telling, inner, {
      picture: encoded.handle(0),
      newUnits: {},
      question,
      said,
      pointed: [],
      encode,
      proposed: () => encoded.memory,
    });
    const lines = written.map((name) => `${WORDING.name}${name} Unit: box Num: 1\n`).join("");
    for (const id of [codec.special(SPECIAL.task), ...codec.encodeText(lines)]) plan.accept(id);
    const line = plan.next();
    for (const id of codec.encodeText(WORDING.name)) plan.accept(id);
    return { line, name: plan.next() };
  };
  // Every listed proposal of this untrained network is each name's own.
  const list = "find dogs, cat and bus.";
  expect(next(list, ["dogs"])).toEqual({
    line: { forced: [first(WORDING.name)] },
    name: { only: expect.arrayContaining([first("cat"), first("bus")]) },
  });
  expect(next(list, ["dogs", "cat"])).toEqual({
    line: { forced: [first(WORDING.name)] },
    name: { only: [first("bus")] },
  });
  expect(next(list, ["dogs", "cat", "bus"]).line).toMatchObject({ except: [first(WORDING.name)] });
  // A comparison is no list: language may say what it likes.
  const compared = next("is the cat left of the bus?", ["cat"]);
  expect(compared).toMatchObject({ line: { except: [] }, name: { except: expect.any(Array) } });
  encoded.dispose();
});

it("answers the same however many pictures are encoded together, and frees them", async () => {
  const pictures = [picture, speckledPicture(30, 30), speckledPicture(40, 60)];
  const questions = pictures.flatMap((each) =>
    [asked("where is the dog?"), asked("detect all objects.")].map((question) => ({ ...question, picture: each })),
  );
  const live = await settledTensors();
  const [alone, together] = [
    await answerBatch(made, questions, { minScore: 0, picturesAtOnce: 2 }),
    await answerBatch(made, questions, { minScore: 0 }),
  ];
  expect(alone.map(({ trp }) => trp)).toEqual(together.map(({ trp }) => trp));
  const widths = alone.map(({ image }) => image.width);
  expect(widths).toEqual([60, 60, 30, 30, 40, 40]);
  expect(await settledTensors()).toBe(live);
});
