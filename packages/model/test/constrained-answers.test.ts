// Generation under the language's token automaton: even an untrained network writes answers that parse and keep their plan.
import { manualSeed, noGrad, tensor } from "@refvlm/torch";
import { AnswerAutomaton, comparePlan, parseAnswer, planOf } from "@refvlm/trp";
import { expect, it } from "vitest";
import { generate, LanguageModel, presets, TokenizerCodec, trainTokenizer } from "../src/index.js";

it("writes well-formed answers from random weights, many at a time", async () => {
  manualSeed(3);
  const codec = new TokenizerCodec(
    trainTokenizer(["the dog is left of the cat", "a cat and a dog"], { vocabSize: 320 }),
  );
  const automaton = new AnswerAutomaton({
    codec,
    vocabSize: codec.size,
    units: ["box", "mask"],
    limits: { lines: 3, instances: 4, nameTokens: 4, textTokens: 24 },
  });
  const model = new LanguageModel({ ...presets.nano.languageModel, vocabSize: codec.size, layers: 1 });
  const prompt = noGrad(() => model.embed(tensor(codec.encodeText("USER: where? ASSISTANT:"), { dtype: "int64" })));
  const requests = Array.from({ length: 12 }, (_, seed) => ({
    prompt,
    temperature: 1,
    seed,
    maxNewTokens: 1000,
    constraint: automaton.follow(),
  }));
  const written: number[][] = requests.map(() => []);
  for await (const event of generate(model, requests, { eosId: codec.eosId })) {
    if (event.type === "token") written[event.row].push(event.id);
    if (event.type === "end") expect(event.reason).toBe("end");
  }
  for (const ids of written) {
    const { answer, problems } = parseAnswer(codec.decode(ids), { mode: "strict" });
    expect(problems).toEqual([]);
    expect(answer.plan).toMatchObject(planOf(answer.body));
    expect(comparePlan(answer.plan!, answer.body)).toEqual([]);
  }
  expect(written.some((ids) => ids.includes(codec.special("<REF>")))).toBe(true);
});
