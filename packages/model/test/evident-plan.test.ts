// Plans by evidence in a whole network: whatever is asked, and pointed at, names are told once and numbers are one or a count.
import { noGrad } from "@refvlm/torch";
import { afterAll, expect, it } from "vitest";
import { answerBatch, evidenceConfig } from "../src/index.js";
import { speckledPicture, tinyModel } from "./tiny-model.js";

const modelOf = (names: string[], wordIsName: number) => {
  const model = tinyModel({
    evidence: evidenceConfig.parse({
      ...{ names, wordIsName },
      proposals: { most: 6, suppression: 0.6, floor: 0.1, pooled: true, counted: 0.3 },
      ...{ wordsIn: true, namesOut: true, pointer: true, numbers: true, boxesIn: false },
    }),
  });
  noGrad(() => model.network.visualDecoders.querySelection!.nameFit!.bias.fill_(0));
  afterAll(() => model.network.dispose());
  return model;
};
const made = modelOf(["dog", "dogs", "cat", "cup", "bus"], 1);
/** Whose names all mean the same. */
const dogs = modelOf(["dog", "dogs"], 0);

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

it("tells as many as count where a plural is said, however the language model leans", async () => {
  const { network } = dogs;
  noGrad(() => network.evidence!.namesOut!.weights.bias!.fill_(100)); // listed names are what is planned
  const numbers = async (text: string) => {
    const seeds = Array.from({ length: 12 }, (_, seed) => ({ ...asked(text), seed }));
    const answers = await answerBatch(dogs, seeds, { temperature: 2, maxNewTokens: 200, minScore: 0 });
    const lines = answers.flatMap(({ plan }) => plan!.lines.filter(({ name }) => /^dogs?$/.test(name)));
    return new Set(lines.map(({ count }) => count));
  };
  const all = await numbers("find all dogs.");
  expect(all.size).toBe(1);
  expect(all).not.toContain(1);
  expect(await numbers("where are the dogs?")).toEqual(all);
  expect(await numbers("dog, where?")).toEqual(new Set([1, ...all]));
});
