// Plans by evidence in a whole network: whatever is asked, and pointed at, names are told once and numbers are one or a count.
import { noGrad } from "@refvlm/torch";
import { afterAll, expect, it } from "vitest";
import { answerBatch, evidenceConfig } from "../src/index.js";
import { speckledPicture, tinyModel } from "./tiny-model.js";

const made = tinyModel({
  evidence: evidenceConfig.parse({
    names: ["dog", "dogs", "cat", "cup", "bus"],
    proposals: { most: 6, suppression: 0.6, floor: 0.1, pooled: true, counted: 0.3 },
    ...{ wordsIn: true, namesOut: true, pointer: true, numbers: true, boxesIn: false },
  }),
});
noGrad(() => made.network.visualDecoders.querySelection!.nameFit!.bias.fill_(0));
afterAll(() => made.network.dispose());

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
