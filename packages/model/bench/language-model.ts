// How fast a language model of TinyLlama's shape decodes one sequence, by element type and kernel, and reads a prompt.
// Usage: language-model.ts LAYERS (22: 1.1 billion random parameters). Requests {"machine": true}: parameters and the rate
// at which the machine reads memory; {"dtype", "kernel", "tokens"}: tokens a second; {"prefill": N}: products of N tokens.
import { type DType, inferenceMode, matmul, ones, scope } from "@refvlm/torch";
import { answerRequests } from "../../../scripts/bench/answering.mjs";
import { KvCache, LanguageModel, type RowKernel, rowKernels, useRowKernel } from "../src/index.js";

const config = {
  vocabSize: 32000,
  hiddenSize: 2048,
  intermediateSize: 5632,
  layers: Number(process.argv[2]),
  heads: 32,
  keyValueHeads: 4,
  maxPositions: 2048,
  rmsNormEps: 1e-5,
  ropeTheta: 10000,
  ropeScaling: null,
  qkvBias: false,
  tieEmbeddings: false,
  initializerRange: 0.02,
};
const model = new LanguageModel(config).eval().requiresGrad_(false);
const weights = () => model.parameters().filter((weight) => weight !== model.model.embedTokens.weight);
const parameters = model.parameters().reduce((sum, { numel }) => sum + numel, 0);
/** Read for every token: all but the table of embeddings. */
const read = weights().reduce((sum, { numel }) => sum + numel, 0);
/** The matrices of a token's products, in order. */
const matrices = () => weights().filter(({ ndim }) => ndim === 2);

/** Seconds of the shortest of some runs. */
function shortest(runs: number, run: () => unknown): number {
  const times = Array.from({ length: runs }, () => {
    const began = performance.now();
    inferenceMode(() => scope(() => void run()));
    return (performance.now() - began) / 1000;
  });
  return Math.min(...times);
}

function decode(tokens: number): number {
  using cache = new KvCache();
  const token = () => {
    const inputsEmbeds = ones([1, 1, config.hiddenSize], { dtype: model.lmHead!.weight.dtype });
    model.logits(model.forward({ inputsEmbeds, cache }).hiddenStates);
  };
  return shortest(tokens, token);
}

await answerRequests(async ({ machine, dtype, kernel, tokens, prefill }) => {
  if (machine) {
    const bytes = 2 ** 29;
    const block = inferenceMode(() => ones([bytes / 4]).keep());
    const seconds = shortest(4, () => block.sum());
    block.dispose();
    return { parameters, streaming: bytes / seconds / 1e9 };
  }
  if (prefill) {
    model.to({ dtype: "float32" });
    const inputsEmbeds = inferenceMode(() => ones([1, Number(prefill), config.hiddenSize]).keep());
    const seconds = shortest(1, () => model.forward({ inputsEmbeds }));
    const side = 2048;
    const [a, b] = inferenceMode(() => [ones([Number(prefill), side]).keep(), ones([side, side]).keep()]);
    const product = shortest(4, () => matmul(a, b));
    const inLayers = read - config.vocabSize * config.hiddenSize;
    return {
      prefill: (2 * inLayers * prefill) / seconds / 1e9,
      gemm: (2 * prefill * side * side) / product / 1e9,
    };
  }
  model.to({ dtype: dtype as DType });
  useRowKernel(dtype as DType, kernel as RowKernel);
  const seconds = decode(tokens);
  const run = rowKernels[kernel as RowKernel];
  const products = shortest(2, () => {
    for (const weight of matrices()) scope(() => void run(weight, ones([1, weight.shape[1]], { dtype }), null));
  });
  const bytes = read * (dtype === "float32" ? 4 : 2);
  return { perSecond: 1 / seconds, read: bytes / seconds / 1e9, alone: products / seconds };
});
