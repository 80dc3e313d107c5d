// Guides in generation: what a row's tokens are embedded as and scored by, row by row.
import { fromTypedArray, manualSeed, noGrad, type Tensor, tensor } from "@refvlm/torch";
import { afterAll, expect, it } from "vitest";
import {
  type GenerateEvent,
  type GenerateRequest,
  generate,
  LanguageModel,
  type TokenConstraint,
  type TokenGuide,
} from "../src/index.js";

const EOS = 2;
const VOCABULARY = 40;
manualSeed(7);
const model = new LanguageModel({
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
noGrad(() => {
  for (const weight of model.parameters()) if (weight.ndim === 2) weight.mul_(12);
});
const embed = (ids: number[]): Tensor => noGrad(() => model.embed(tensor(ids, { dtype: "int64" })));
const prompt = embed([1, 5, 6, 7]).keep();
afterAll(() => {
  prompt.dispose();
  model.dispose();
});

async function written(requests: GenerateRequest[]): Promise<number[][]> {
  const rows: number[][] = requests.map(() => []);
  for await (const event of generate(model, requests, { eosId: EOS }) as AsyncGenerator<GenerateEvent>) {
    if (event.type === "restart") rows[event.row] = [];
    if (event.type === "token") rows[event.row].push(event.id);
  }
  return rows;
}

const silent: TokenGuide = { added: () => null, bonus: () => null, restart: () => {} };

/** Forces these ids, then lets the model write; with `again` it begins anew once they have been written. */
function forcing(ids: number[], again = false): TokenConstraint {
  let at = 0;
  return {
    next: () => {
      if (at < ids.length) return { forced: ids.slice(at) };
      if (!again || at === ids.length) return { except: [], below: VOCABULARY };
      again = false;
      at = 0;
      return { restart: true };
    },
    accept: () => {
      at++;
    },
  };
}

it("1. a bonus chooses the tokens of its own row, others write what they write alone", async () => {
  const seven: TokenGuide = {
    ...silent,
    bonus: () =>
      fromTypedArray(
        Float32Array.from({ length: VOCABULARY }, (_, id) => (id === 7 ? 1000 : 0)),
        [VOCABULARY],
      ),
  };
  const plain = { prompt, maxNewTokens: 6 };
  const [alone] = await written([plain]);
  const [guided, other] = await written([{ ...plain, guide: seven }, plain]);
  expect(guided).toEqual(new Array(6).fill(7));
  expect(other).toEqual(alone);
});

it("2. what is added to an embedding is what the model reads, forced or chosen", async () => {
  const eight: TokenGuide = {
    ...silent,
    added: (ids) => {
      const seen = ids.map((id) => (id === 9 ? 8 : id));
      return embed(seen).sub(embed([...ids]));
    },
  };
  const of = (id: number, guide?: TokenGuide) => ({ prompt, maxNewTokens: 8, constraint: forcing([id, 6]), guide });
  const [[, ...asEight], [, ...nine]] = await written([of(8), of(9)]);
  const [[first, ...read], [, ...alone]] = await written([of(9, eight), of(9)]);
  expect(first).toBe(9);
  expect(read).toEqual(asEight);
  expect(alone).toEqual(nine);
  expect(asEight).not.toEqual(nine);
});

it("3. is told of every token that is read, in order, and of an answer that begins anew", async () => {
  const told: (number | "anew")[] = [];
  const listening: TokenGuide = {
    added: (ids) => {
      told.push(...ids);
      return null;
    },
    bonus: () => null,
    restart: () => told.push("anew"),
  };
  const [answer] = await written([{ prompt, maxNewTokens: 5, constraint: forcing([8, 9], true), guide: listening }]);
  const anew = told.indexOf("anew");
  expect(told.slice(0, 2)).toEqual([8, 9]);
  expect(anew).toBeGreaterThan(1);
  expect(told.slice(anew + 1)).toEqual(answer.slice(0, -1)); // nothing is chosen behind the last
});

it("4. is told of a forced run at once, whoever stands beside its row: what it knows then is the same", async () => {
  const heard = async (others: number) => {
    const told: number[] = [];
    const counting: TokenGuide = {
      ...silent,
      added: (ids) => {
        told.push(ids.length);
        return null;
      },
    };
    let at = 0;
    const constraint: TokenConstraint = {
      next: () => (at === 1 ? { forced: new Array<number>(20).fill(8) } : { except: [EOS], below: VOCABULARY }),
      accept: () => {
        at++;
      },
    };
    const beside = Array.from({ length: others }, () => ({ prompt, maxNewTokens: 30 }));
    await written([{ prompt, maxNewTokens: 23, constraint, guide: counting }, ...beside]);
    return told;
  };
  expect(await heard(0)).toEqual([21, 1]); // the choice and the run behind it; nothing is chosen behind the last
  expect(await heard(10)).toEqual([21, 1]);
});
