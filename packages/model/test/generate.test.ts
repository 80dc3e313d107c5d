// Generation: sampling, constraints, states, cached prefixes, batches, cancelling, memory.
import { liveTensors, manualSeed, noGrad, scope, type Tensor, tensor } from "@refvlm/torch";
import { afterEach, beforeAll, describe, expect, it } from "vitest";
import { settledTensors } from "../../torch/test/settled-tensors.js";
import {
  type GenerateEvent,
  type GenerateOptions,
  type GenerateRequest,
  generate,
  KvCache,
  LanguageModel,
  type TokenConstraint,
} from "../src/index.js";

const EOS = 2;
const VOCABULARY = 40;
const REF = 9;
let model: LanguageModel;
let prompts: Tensor[];

beforeAll(() => {
  manualSeed(7);
  model = new LanguageModel({
    vocabSize: VOCABULARY,
    hiddenSize: 32,
    intermediateSize: 48,
    layers: 2,
    heads: 4,
    keyValueHeads: 2,
    maxPositions: 256,
    rmsNormEps: 1e-5,
    ropeTheta: 10000,
    ropeScaling: null,
    qkvBias: false,
    tieEmbeddings: false,
    initializerRange: 0.02,
  }).eval();
  // Small random weights would make all scores equal; larger ones make the model opinionated.
  noGrad(() => {
    for (const weight of model.parameters()) if (weight.ndim === 2) weight.mul_(12);
  });
  const ids = [
    [1, 5, 6, 7],
    [1, 30],
    [1, 8, 8, 11, 12, 13, 14],
  ];
  prompts = ids.map((list) => noGrad(() => model.embed(tensor(list, { dtype: "int64" }))).keep());
});

let live: number | undefined;
afterEach(() => {
  if (live !== undefined) expect(liveTensors()).toBe(live);
  live = undefined;
});

async function run(requests: GenerateRequest[], options: Partial<GenerateOptions> = {}): Promise<GenerateEvent[]> {
  const events: GenerateEvent[] = [];
  for await (const event of generate(model, requests, { eosId: EOS, ...options })) events.push(event);
  return events;
}

const tokens = (events: GenerateEvent[], row = 0) =>
  events.flatMap((event) => (event.type === "token" && event.row === row ? [event.id] : []));

/** Lets only these ids come, in order; an array in the list is forced. */
function script(steps: (number[] | { forced: number[] })[]): TokenConstraint {
  let at = 0;
  let pending = 0;
  return {
    next: () => {
      const step = steps[at] ?? [EOS];
      return Array.isArray(step) ? { only: step } : step;
    },
    accept: (id) => {
      const step = steps[at] ?? [EOS];
      if (Array.isArray(step)) {
        expect(step).toContain(id);
        at++;
      } else if (++pending === step.forced.length) {
        pending = 0;
        at++;
      }
    },
  };
}

describe("generate", () => {
  it("ends at the end token or at the limit, and says which", async () => {
    live = await settledTensors();
    const events = await run([
      { prompt: prompts[0], maxNewTokens: 5, constraint: script([[4], [5], [EOS]]) },
      {
        prompt: prompts[1],
        maxNewTokens: 3,
        constraint: script([
          [4, 5],
          [4, 5],
          [4, 5],
          [4, 5],
        ]),
      },
    ]);
    expect(tokens(events, 0)).toEqual([4, 5]);
    expect(tokens(events, 1)).toHaveLength(3);
    expect(events.filter((event) => event.type === "end")).toEqual([
      { type: "end", row: 0, reason: "end" },
      { type: "end", row: 1, reason: "length" },
    ]);
  });

  it("answers the same alone and in a batch, greedily and sampling", async () => {
    for (const sampling of [{}, { temperature: 1.5, topP: 0.9, seed: 11 }]) {
      const requests = prompts.map((prompt) => ({ prompt, maxNewTokens: 20, ...sampling }));
      const together = await run(requests);
      for (const [row, request] of requests.entries()) {
        expect(tokens(await run([request])), `row ${row}`).toEqual(tokens(together, row));
      }
    }
  });

  it("repeats itself for one seed and differs for others", async () => {
    const sample = async (seed: number) =>
      tokens(await run([{ prompt: prompts[0], maxNewTokens: 12, temperature: 2, seed }]));
    expect(await sample(1)).toEqual(await sample(1));
    expect(await sample(1)).not.toEqual(await sample(2));
  });

  it("appends forced tokens and goes on as if the model had written them", async () => {
    const free = tokens(await run([{ prompt: prompts[0], maxNewTokens: 8 }]));
    const [first, second, third] = free;
    const forced = await run([
      {
        prompt: prompts[0],
        maxNewTokens: 8,
        constraint: script([[first], { forced: [second, third] }, ...free.slice(3).map((id) => [id, 3])]),
      },
    ]);
    expect(tokens(forced).slice(0, 4)).toEqual(free.slice(0, 4));
    expect(forced.filter((event) => event.type === "token" && event.forced)).toHaveLength(2);
  });

  it("chooses behind forced tokens by what the model says there, also when the answer begins with them", async () => {
    const free = tokens(await run([{ prompt: prompts[0], maxNewTokens: 6 }]));
    const any = Array.from({ length: VOCABULARY }, (_, id) => id);
    for (const count of [1, 2, 3]) {
      const constraint = script([{ forced: free.slice(0, count) }, any, any, any, any, any]);
      expect(tokens(await run([{ prompt: prompts[0], maxNewTokens: 6, constraint }])), `${count} forced`).toEqual(free);
    }
  });

  it("reads what is forced along with what is before it: no forward pass of its own, none at all for the last", async () => {
    const forward = model.forward.bind(model);
    const lengths: number[] = [];
    model.forward = (input) => {
      lengths.push(input.inputsEmbeds.shape[1]);
      return forward(input);
    };
    try {
      const constraint = script([{ forced: [4, 5] }, [6], { forced: [7, 8] }, [10], { forced: [11, EOS] }]);
      const events = await run([{ prompt: prompts[0], constraint }]);
      expect(tokens(events)).toEqual([4, 5, 6, 7, 8, 10, 11]);
      expect(lengths).toEqual([prompts[0].shape[0] + 2, 3]);
    } finally {
      model.forward = forward;
    }
  });

  it("keeps rows apart when only one of them has forced runs", async () => {
    const scripted = () => script([[4], { forced: [5, 6, 7, 8] }, [10, 11, 12], { forced: [13] }, [14, 15, 16]]);
    const alone = await run([{ prompt: prompts[0], maxNewTokens: 30, constraint: scripted() }]);
    const other = await run([{ prompt: prompts[1], maxNewTokens: 10 }]);
    const both = await run([
      { prompt: prompts[0], maxNewTokens: 30, constraint: scripted() },
      { prompt: prompts[1], maxNewTokens: 10 },
    ]);
    expect(tokens(both, 0)).toEqual(tokens(alone));
    expect(tokens(both, 1)).toEqual(tokens(other));
  });

  it("begins an answer anew where the constraint takes it back, as if nothing had been written", async () => {
    const any = Array.from({ length: VOCABULARY }, (_, id) => id);
    const free = () => script([{ forced: [20] }, any, any, any, any]);
    const takenBack = (): TokenConstraint => {
      let left = 4;
      let constraint = script([[4], { forced: [5, 6] }, [7]]);
      return {
        next: () => {
          if (left > 0) return constraint.next();
          left = Number.POSITIVE_INFINITY;
          constraint = free();
          return { restart: true };
        },
        accept: (id) => {
          left--;
          constraint.accept(id);
        },
      };
    };
    const alone = await run([{ prompt: prompts[0], maxNewTokens: 5, constraint: free() }]);
    const other = await run([{ prompt: prompts[2], maxNewTokens: 9 }]);
    const both = await run([
      { prompt: prompts[0], maxNewTokens: 5, constraint: takenBack() },
      { prompt: prompts[2], maxNewTokens: 9 },
    ]);
    const at = both.findIndex(({ type }) => type === "restart");
    expect(tokens(both.slice(0, at))).toEqual([4, 5, 6]);
    expect(tokens(both.slice(at))).toEqual(tokens(alone));
    expect(tokens(both, 1)).toEqual(tokens(other));
  });

  it("hands out the state of each <REF>, also of one that comes last", async () => {
    const constraint = () => script([[4], { forced: [REF, 5] }, [REF]]);
    const events = await run(
      [
        { prompt: prompts[0], maxNewTokens: 4, constraint: constraint() },
        { prompt: prompts[1], maxNewTokens: 1 },
      ],
      { stateIds: [REF] },
    );
    const states = events.filter((event) => event.type === "state");
    expect(states.map(({ row, index }) => [row, index])).toEqual([
      [0, 1],
      [0, 3],
    ]);
    const expected = noGrad(() => {
      const written = model.embed(tensor([4, REF, 5, REF], { dtype: "int64" }));
      const { hiddenStates } = model.forward({ inputsEmbeds: tensorConcat(prompts[0], written) });
      return hiddenStates.toArray() as number[][][];
    });
    for (const { index, state } of states) {
      expect(maxDifference([...state], expected[0][prompts[0].shape[0] + index])).toBeLessThan(1e-4);
    }
  });

  it("continues from a cached prefix as from the whole prompt, and leaves the cache as it was", async () => {
    const whole = tokens(await run([{ prompt: prompts[2], maxNewTokens: 10 }]));
    using prefix = new KvCache();
    noGrad(() => model.forward({ inputsEmbeds: prompts[2].slice(0, 0, 4).unsqueeze(0), cache: prefix }));
    for (let i = 0; i < 2; i++) {
      const rest = prompts[2].slice(0, 4);
      const events = await run([
        { prompt: rest, maxNewTokens: 10, prefix },
        { prompt: rest, maxNewTokens: 10, prefix },
      ]);
      expect(tokens(events, 0)).toEqual(whole);
      expect(tokens(events, 1)).toEqual(whole);
      expect(prefix.length).toBe(4);
    }
  });

  it("continues rows from prefixes of their own lengths, and from none, as each alone", async () => {
    live = await settledTensors();
    const whole = prompts.map((prompt) => ({ prompt, maxNewTokens: 12 }));
    const expected = [];
    for (const request of whole) expected.push(tokens(await run([request])));
    const cut = [3, 0, 5];
    const prefixes = cut.map(() => new KvCache());
    for (const [row, length] of cut.entries())
      if (length > 0)
        noGrad(() =>
          scope(() => {
            model.forward({ inputsEmbeds: prompts[row].slice(0, 0, length).unsqueeze(0), cache: prefixes[row] });
          }),
        );
    const rests = cut.map((length, row) => scope(() => prompts[row].slice(0, length)));
    const requests = rests.map((prompt, row) => ({ prompt, maxNewTokens: 12, prefix: prefixes[row] }));
    const events = await run(requests);
    for (const row of cut.keys()) expect(tokens(events, row), `row ${row}`).toEqual(expected[row]);
    expect(prefixes.map(({ length }) => length)).toEqual(cut);
    for (const cache of prefixes) cache.dispose();
    for (const rest of rests) rest.dispose();
  });

  it("reports how probable a token was among the allowed ones", async () => {
    const events = await run([{ prompt: prompts[0], maxNewTokens: 2, constraint: script([[4], [5, 6]]) }]);
    const [only, either] = events.filter((event) => event.type === "token");
    expect(only.logProbability).toBeCloseTo(0);
    expect(Math.exp(either.logProbability)).toBeGreaterThanOrEqual(0.5);
  });

  it("stops when aborted and frees everything", async () => {
    live = await settledTensors();
    const controller = new AbortController();
    const events: GenerateEvent[] = [];
    const running = (async () => {
      const options = { eosId: -1, signal: controller.signal };
      for await (const event of generate(model, [{ prompt: prompts[0], maxNewTokens: 1000 }], options)) {
        events.push(event);
        if (events.length === 3) controller.abort(new Error("enough"));
      }
    })();
    await expect(running).rejects.toThrow("enough");
    expect(events).toHaveLength(3);
  });

  it("frees everything when its reader leaves early", async () => {
    live = await settledTensors();
    for await (const _ of generate(model, [{ prompt: prompts[0] }], { eosId: -1 })) break;
  });

  it("refuses an empty prompt and impossible settings", async () => {
    const empty = prompts[0].slice(0, 0, 0);
    await expect(run([{ prompt: empty }])).rejects.toThrow("request 0: the prompt has no token");
    await expect(run([{ prompt: prompts[0], topP: 0 }])).rejects.toThrow("topP: 0 must be above 0");
    await expect(run([{ prompt: prompts[0], temperature: -1 }])).rejects.toThrow("temperature: -1 must be 0 or more");
    await expect(run([{ prompt: prompts[0], constraint: script([[]]) }])).rejects.toThrow("allows no token");
  });
});

function tensorConcat(a: Tensor, b: Tensor): Tensor {
  return tensor([...(a.toArray() as number[][]), ...(b.toArray() as number[][])]).unsqueeze(0);
}

function maxDifference(a: number[], b: number[]): number {
  return Math.max(...a.map((value, i) => Math.abs(value - b[i])));
}
