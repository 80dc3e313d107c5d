// A long prompt attended to in spans: the states are those of one span, whatever is stored or masked before it.
import { inferenceMode, liveTensors, manualSeed, noGrad, ones, randn, scope, type Tensor } from "@refvlm/torch";
import { describe, expect, it } from "vitest";
import { attentionSpans } from "../src/language-model/attention-spans.js";
import { KvCache } from "../src/language-model/kv-cache.js";
import { LanguageModel } from "../src/language-model/llama.js";

const config = {
  ...{
    vocabSize: 32,
    hiddenSize: 64,
    intermediateSize: 32,
    layers: 2,
    heads: 16,
    keyValueHeads: 4,
    maxPositions: 2048,
  },
  ...{
    rmsNormEps: 1e-5,
    ropeTheta: 10000,
    ropeScaling: null,
    qkvBias: false,
    tieEmbeddings: false,
    initializerRange: 0.2,
  },
};
const LENGTH = 420; // 16 heads: 2.8 million scores
const extent = { batch: 1, length: LENGTH, stored: 0, dtype: "float32", device: "cpu" } as const;

const difference = (a: Tensor, b: Tensor) => a.sub(b).abs().max().item() as number;
const widths = (spans: ReturnType<typeof attentionSpans>) => spans.map(({ begin, end, keys }) => [begin, end, keys]);

describe("a long prompt", () => {
  it("1. is parted so that scores stay in the cache, and no span looks at what comes after it", () => {
    noGrad(() =>
      scope(() => {
        const spans = attentionSpans({ ...extent, stored: 80 }, undefined, config);
        expect(widths(spans).slice(0, 2)).toEqual([
          [0, 131, 211],
          [131, 262, 342],
        ]);
        expect(spans.at(-1)!.end).toBe(LENGTH);
        expect(spans[1].bias.shape).toEqual([1, 4 * 131, 342]);
      }),
    );
  });

  it("2. is one span while it is short, and while gradients are wanted", () => {
    scope(() => {
      expect(widths(attentionSpans(extent, undefined, config))).toEqual([[0, LENGTH, LENGTH]]);
      noGrad(() => expect(widths(attentionSpans({ ...extent, length: 40 }, undefined, config))).toEqual([[0, 40, 40]]));
    });
  });

  it.each([0, 60])("3. has the states of one span, after %i stored tokens, and leaves the same keys", (stored) => {
    manualSeed(3);
    const model = new LanguageModel(config).eval();
    const x = randn([1, stored + LENGTH, config.hiddenSize]);
    const states = () => {
      using cache = new KvCache();
      if (stored > 0) model.forward({ inputsEmbeds: x.slice(1, 0, stored), cache });
      const { hiddenStates } = model.forward({ inputsEmbeds: x.slice(1, stored, stored + LENGTH), cache });
      return { hiddenStates: hiddenStates.detach(), keys: cache.keys(1).clone() };
    };
    scope(() => {
      const whole = states(); // gradients are on
      const parted = noGrad(states);
      expect(difference(parted.hiddenStates, whole.hiddenStates)).toBeLessThan(1e-4);
      expect(difference(parted.keys, whole.keys)).toBeLessThan(1e-4);
    });
  });

  it("4. keeps the mask that it is given, for every row its own", () => {
    manualSeed(4);
    const model = new LanguageModel(config).eval();
    scope(() => {
      const inputsEmbeds = randn([2, LENGTH, config.hiddenSize]);
      const attentionMask = ones([2, 1, LENGTH, LENGTH], { dtype: "bool" }).tril(0).clone();
      attentionMask.slice(0, 1, 2).slice(3, 0, 100).fill_(false); // padding before the second row
      const whole = model.forward({ inputsEmbeds, attentionMask }).hiddenStates.detach();
      const parted = noGrad(() => model.forward({ inputsEmbeds, attentionMask }).hiddenStates);
      const read = (states: Tensor) => states.slice(1, 100, LENGTH); // what is padding attends to nothing that counts
      expect(difference(read(parted), read(whole))).toBeLessThan(1e-4);
    });
  });

  it("5. leaves no tensor behind", () => {
    const model = new LanguageModel(config).eval();
    const before = liveTensors();
    inferenceMode(() => scope(() => void model.forward({ inputsEmbeds: ones([1, LENGTH, config.hiddenSize]) })));
    expect(liveTensors()).toBe(before);
  });
});
