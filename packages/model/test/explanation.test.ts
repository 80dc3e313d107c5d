// How an answer came about: its tokens, where its references looked, what was proposed; and the weights behind that.
import { liveTensors, noGrad, randn, scope, tensor } from "@refvlm/torch";
import { afterAll, describe, expect, it } from "vitest";
import { answer, EncodedPictures, type GroundedAnswer } from "../src/index.js";
import { attentionWeights } from "../src/language-model/attention-weights.js";
import { KvCache } from "../src/language-model/kv-cache.js";
import { speckledPicture, tinyModel } from "./tiny-model.js";

const model = tinyModel();
const encoded = EncodedPictures.encode(model, [speckledPicture(60, 40)]);
afterAll(() => {
  encoded.dispose();
  model.network.dispose();
});

async function explained(seed: number, explain = true) {
  const asked = { picture: encoded.handle(0), parts: [{ type: "text" as const, text: "where is the dog?" }] };
  let whole: GroundedAnswer | undefined;
  for await (const event of answer(model, { ...asked, temperature: 1, seed, maxNewTokens: 250, explain })) {
    if (event.type === "end") whole = event.answer;
  }
  const { explanation, ...rest } = whole!;
  return { explanation, whole: rest };
}

const sum = (values: Iterable<number>) => [...values].reduce((all, value) => all + value, 0);

describe("an explanation", () => {
  it("has every token of the answer, forced ones without a probability, and a reference for each instance's", async () => {
    let references = 0;
    for (let seed = 0; seed < 12 && references < 4; seed++) {
      const { explanation, whole } = await explained(seed);
      const { tokens } = explanation!;
      expect(tokens.map(({ text }) => text).join("")).toBe(whole.trp);
      expect(tokens).toHaveLength(whole.tokens);
      expect(tokens[0]).toEqual({ text: "<Task>", probability: null });
      for (const { probability } of tokens) if (probability !== null) expect(probability).toBeLessThanOrEqual(1);
      expect(tokens.some(({ probability }) => probability !== null)).toBe(true);
      for (const { token, tokens: weights, picture } of explanation!.references) {
        expect(tokens[token]!.text.endsWith("<REF>")).toBe(true);
        expect(weights).toHaveLength(token + 1);
        expect(picture.weights).toHaveLength(picture.side ** 2);
        expect(sum([...weights, ...picture.weights])).toBeLessThanOrEqual(1.001);
        expect(sum(picture.weights)).toBeGreaterThan(0);
        references++;
      }
    }
    expect(references).toBeGreaterThan(3);
  });

  it("comes only where it is asked for, changes no answer, and leaves nothing behind", async () => {
    const plain = await explained(3, false);
    const before = liveTensors();
    const told = await explained(3);
    expect(liveTensors()).toBe(before);
    expect(plain.explanation).toBeUndefined();
    expect(JSON.stringify(told.whole)).toBe(JSON.stringify(plain.whole));
  });
});

describe("attention weights", () => {
  const { languageModel, config } = model.network;
  const length = 9;
  const x = noGrad(() => randn([1, length, config.languageModel.hiddenSize])).keep();
  afterAll(() => x.dispose());

  /** Of the last three tokens, with the first `stored` read in a pass of their own. */
  function weights(stored: number): number[][] {
    return noGrad(() =>
      scope(() => {
        using cache = new KvCache();
        if (stored > 0) languageModel.forward({ inputsEmbeds: x.narrow(1, 0, stored), cache });
        const inputsEmbeds = x.narrow(1, stored, length - stored);
        const { layerStates } = languageModel.forward({ inputsEmbeds, cache, collectStates: true });
        const places = [6, 7, 8].map((place) => place - stored);
        return attentionWeights(languageModel, layerStates!, places, cache).map((row) => [...row]);
      }),
    );
  }

  it("sum to one, see nothing that follows, and are the same behind a cache", () => {
    const whole = weights(0);
    for (const [i, row] of whole.entries()) {
      expect(sum(row)).toBeCloseTo(1, 5);
      expect(row.slice(7 + i)).toEqual(new Array(2 - i).fill(0));
    }
    for (const [i, row] of weights(4).entries())
      for (const [j, value] of row.entries()) expect(value).toBeCloseTo(whole[i]![j]!, 5);
  });

  it("are even where queries ask for nothing", () => {
    const queries = [...languageModel.model.layers].map(({ selfAttn }) => selfAttn.qProj.weight);
    const before = queries.map((weight) => weight.toArray() as number[][]);
    noGrad(() => queries.forEach((weight) => void weight.fill_(0)));
    try {
      for (const [i, row] of weights(0).entries())
        for (const value of row.slice(0, 7 + i)) expect(value).toBeCloseTo(1 / (7 + i), 5);
    } finally {
      noGrad(() => scope(() => queries.forEach((weight, i) => void weight.copy_(tensor(before[i]!)))));
    }
  });
});
