// The LLaMA family against golden/llama-mha, llama-gqa, llama-rope3, qwen2 and stories260K.
import { cat, grad, manualSeed, noGrad, randn, scope, type Tensor, tensor, zeros } from "@refvlm/torch";
import { describe, expect, it } from "vitest";
import { fromPublishedConfig, generate, KvCache, LanguageModel, partKeys } from "../src/index.js";
import { expectClose, Golden } from "./golden-data.js";

/** No id ends these sequences: the golden runs have no end token. */
const NEVER = -1;

function load(golden: Golden): LanguageModel {
  const qkvBias = golden.weights.has("model.layers.0.self_attn.q_proj.bias");
  const config = fromPublishedConfig(golden.config.hyper_parameters, { qkvBias });
  const model = new LanguageModel(config);
  model.loadStateDict(golden.weights, { rename: partKeys("llama", "language-model") });
  return model;
}

/** bool [B, 1, T, T]: causal, and only tokens that the padding mask counts. */
function paddedMask(attention: Tensor): Tensor {
  const [batch, length] = attention.shape;
  const real = attention.ne(0).view([batch, 1, 1, length]);
  return real.expand([batch, 1, length, length]).tril();
}

/** Prompts of the greedy runs and what follows on each. */
function greedyRuns(golden: Golden): { prompts: number[][]; expected: number[][] } {
  const runs: number[] = [];
  while (golden.has(`greedy.${runs.length}.prompt`)) runs.push(runs.length);
  expect(runs.length).toBeGreaterThan(1);
  const read = (name: string) => runs.map((i) => golden.numbers(`greedy.${i}.${name}`));
  return { prompts: read("prompt"), expected: read("tokens") };
}

async function greedy(model: LanguageModel, prompts: number[][], length: number): Promise<number[][]> {
  const written: number[][] = prompts.map(() => []);
  const requests = prompts.map((ids) => ({
    prompt: noGrad(() => model.embed(tensor(ids, { dtype: "int64" }))),
    maxNewTokens: length,
  }));
  for await (const event of generate(model, requests, { eosId: NEVER })) {
    if (event.type === "token") written[event.row].push(event.id);
  }
  return written;
}

describe.each(["llama-mha", "llama-gqa", "llama-rope3", "qwen2"])("%s", (folder) => {
  const golden = new Golden(folder);
  const model = load(golden);
  const { layers } = model.config;

  it("reproduces every hidden state and the logits", () => {
    noGrad(() => {
      const inputsEmbeds = model.embed(golden.get("input_ids"));
      const { hiddenStates, layerStates } = model.forward({ inputsEmbeds, collectStates: true });
      for (const [i, state] of layerStates!.entries()) {
        golden.expectClose(state, i === layers ? `hidden_states.${i}.before_norm` : `hidden_states.${i}`);
      }
      golden.expectClose(hiddenStates, "last_hidden_state");
      golden.expectClose(model.logits(hiddenStates), "logits");
    });
  });

  it.each(["left", "right"])("is not disturbed by padding on the %s", (side) => {
    noGrad(() => {
      const attention = golden.get(`${side}.attention_mask`);
      const { hiddenStates } = model.forward({
        inputsEmbeds: model.embed(golden.get(`${side}.input_ids`)),
        attentionMask: paddedMask(attention),
        positionIds: golden.get(`${side}.position_ids`),
      });
      const logits = model.logits(hiddenStates).mul(attention.unsqueeze(-1));
      golden.expectClose(logits, `${side}.logits`);
    });
  });

  it("continues greedily as the reference does, alone and in one batch of unequal prompts", async () => {
    const { prompts, expected } = greedyRuns(golden);
    for (const [i, prompt] of prompts.entries()) {
      expect(await greedy(model, [prompt], expected[i].length)).toEqual([expected[i]]);
    }
    expect(await greedy(model, prompts, expected[0].length)).toEqual(expected);
  });

  it("gives the same states token by token from the cache as in one pass", () => {
    noGrad(() => {
      using cache = new KvCache();
      const inputsEmbeds = model.embed(golden.get("input_ids"));
      const whole = model.forward({ inputsEmbeds }).hiddenStates;
      const { shape } = inputsEmbeds;
      for (const [from, to] of [
        [0, 7],
        [7, 8],
        [8, shape[1]],
      ]) {
        const { hiddenStates } = model.forward({ inputsEmbeds: inputsEmbeds.slice(1, from, to), cache });
        const expected = whole.slice(1, from, to).contiguous().toTypedArray() as Float32Array;
        expectClose(hiddenStates, expected, golden.config.tolerance, `tokens ${from} to ${to}`);
      }
    });
  });

  it("has the reference's loss and gradients", () => {
    const { atol, rtol } = golden.config.tolerance;
    const inputsEmbeds = model.embed(golden.get("input_ids")).detach();
    inputsEmbeds.requiresGrad = true;
    const logits = model.logits(model.forward({ inputsEmbeds }).hiddenStates);
    const vocabulary = model.config.vocabSize;
    const predictions = logits.slice(1, 0, -1).reshape([-1, vocabulary]);
    const loss = predictions.crossEntropyLoss(golden.get("train.labels").slice(1, 1).reshape([-1]));
    golden.expectClose(loss, "train.loss");
    const parameters = model.stateDict();
    const [dEmbeds, dQuery, dNorm, dDown] = grad(
      [loss],
      [
        inputsEmbeds,
        parameters.get("model.layers.0.self_attn.q_proj.weight")!,
        parameters.get("model.norm.weight")!,
        parameters.get(`model.layers.${layers - 1}.mlp.down_proj.weight`)!,
      ],
    ) as Tensor[];
    golden.expectClose(dEmbeds, "train.grad.inputs_embeds", { atol, rtol });
    golden.expectClose(dQuery, "train.grad.q_proj.0", { atol, rtol });
    golden.expectClose(dNorm, "train.grad.norm", { atol, rtol });
    golden.expectClose(dDown, "train.grad.down_proj.last", { atol, rtol });
  });
});

describe("heads of a width of their own", () => {
  const golden = new Golden("llama-mha");
  const plain = fromPublishedConfig(golden.config.hyper_parameters);
  const { heads, hiddenSize } = plain;
  const width = plain.headDim ?? hiddenSize / heads;
  const published = { ...golden.config.hyper_parameters, head_dim: width };
  const wider = { num_attention_heads: heads + 1, num_key_value_heads: heads + 1 };

  it("are read from head_dim, whether or not they share out the hidden size", () => {
    expect(fromPublishedConfig({ ...published, ...wider })).toMatchObject({ heads: heads + 1, headDim: width });
    expect(() => fromPublishedConfig({ ...published, head_dim: 7 })).toThrow("must be even");
    expect(() => fromPublishedConfig({ ...published, ...wider, head_dim: null })).toThrow("hiddenSize / heads must be");
  });

  it("compute what the reference does: a head more, which is not listened to, changes no state", () => {
    manualSeed(1);
    const model = new LanguageModel(fromPublishedConfig({ ...published, ...wider }));
    const state = new Map(golden.weights);
    scope(() => {
      for (const [key, weight] of golden.weights) {
        if (/[qkv]_proj\.weight$/.test(key)) state.set(key, cat([weight, randn([width, hiddenSize])]));
        if (/o_proj\.weight$/.test(key)) state.set(key, cat([weight, zeros([hiddenSize, width])], 1));
      }
      model.loadStateDict(state);
    });
    const { qProj, oProj } = model.model.layers.at(0).selfAttn;
    expect(qProj.weight.shape).toEqual([(heads + 1) * width, hiddenSize]);
    expect(oProj.weight.shape).toEqual([hiddenSize, (heads + 1) * width]);
    noGrad(() => {
      const inputsEmbeds = model.embed(golden.get("input_ids"));
      golden.expectClose(model.forward({ inputsEmbeds }).hiddenStates, "last_hidden_state");
      using cache = new KvCache();
      const first = model.forward({ inputsEmbeds: inputsEmbeds.slice(1, 0, 5), cache }).hiddenStates;
      const rest = model.forward({ inputsEmbeds: inputsEmbeds.slice(1, 5), cache }).hiddenStates;
      golden.expectClose(cat([first, rest], 1), "last_hidden_state");
    });
  });
});

describe("stories260K, a trained model", () => {
  const golden = new Golden("stories260K");
  const model = load(golden);

  it("keeps close to its logits in bfloat16, with and without the cache", () => {
    const narrow = load(golden).to({ dtype: "bfloat16" });
    noGrad(() => {
      using cache = new KvCache();
      const inputsEmbeds = narrow.embed(golden.get("logits.ids")).unsqueeze(0);
      const whole = narrow.forward({ inputsEmbeds }).hiddenStates;
      const first = narrow.forward({ inputsEmbeds: inputsEmbeds.slice(1, 0, 9), cache }).hiddenStates;
      const rest = narrow.forward({ inputsEmbeds: inputsEmbeds.slice(1, 9), cache }).hiddenStates;
      expect(whole.dtype).toBe("bfloat16");
      for (const hidden of [whole, cat([first, rest], 1)]) {
        golden.expectClose(narrow.logits(hidden).squeeze(0).float(), "logits", { atol: 0.4, rtol: 0.05 });
      }
    });
  });

  it("reproduces the logits", () => {
    noGrad(() => {
      const inputsEmbeds = model.embed(golden.get("logits.ids")).unsqueeze(0);
      golden.expectClose(model.logits(model.forward({ inputsEmbeds }).hiddenStates).squeeze(0), "logits");
    });
  });

  it("tells its stories word for word, all in one batch", async () => {
    const { prompts, expected } = greedyRuns(golden);
    expect(await greedy(model, prompts, expected[0].length)).toEqual(expected);
  });
});
