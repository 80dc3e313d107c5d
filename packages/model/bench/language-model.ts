// How fast a language model of TinyLlama's shape decodes one sequence, by stored element type and kernel, and reads a prompt.
// Usage: language-model.ts LAYERS (22: 1.1 billion random parameters). Requests {"machine": true}: parameters, the rate at which
// the machine reads memory, and seconds a token of as many calls on matrices of next to no size; {"dtype", "kernel", "tokens"}:
// tokens a second; {"prefill": N, "runs", "dtype"}: products of N tokens.
import { type DType, ELEMENT_BYTES, inferenceMode, linear, ones, scope } from "@refvlm/torch";
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
/** As many layers, so as many calls, with next to nothing to multiply. */
const widths = { vocabSize: 32, hiddenSize: 32, intermediateSize: 32, heads: 2, keyValueHeads: 1 };
const narrow = new LanguageModel({ ...config, ...widths }).eval().requiresGrad_(false);
const parameters = model.parameters().reduce((sum, { numel }) => sum + numel, 0);
/** The matrices of a token's products: all but the table of embeddings. */
const matrices = () => model.matrices().filter((weight) => weight !== model.model.embedTokens.weight);
const read = matrices().reduce((sum, { numel }) => sum + numel, 0);

/** Computing in float32, with the matrices stored as given. */
function stored(dtype: DType): void {
  model.to({ dtype }).to({ dtype: "float32", keepType: model.matrices() });
}

/** Seconds of the shortest of some runs. */
function shortest(runs: number, run: () => unknown): number {
  const times = Array.from({ length: runs }, () => {
    const began = performance.now();
    inferenceMode(() => scope(() => void run()));
    return (performance.now() - began) / 1000;
  });
  return Math.min(...times);
}

function decode(network: LanguageModel, tokens: number): number {
  using cache = new KvCache();
  const token = () => {
    const inputsEmbeds = ones([1, 1, network.config.hiddenSize]);
    network.logits(network.forward({ inputsEmbeds, cache }).hiddenStates);
  };
  return shortest(tokens, token);
}

await answerRequests(async ({ machine, dtype, kernel, tokens, prefill, runs }) => {
  if (machine) {
    const bytes = 2 ** 29;
    const block = inferenceMode(() => ones([bytes / 4]).keep());
    const seconds = shortest(4, () => block.sum());
    block.dispose();
    return { parameters, streaming: bytes / seconds / 1e9, calls: decode(narrow, 20) };
  }
  stored(dtype as DType);
  if (prefill) {
    const inputsEmbeds = inferenceMode(() => ones([1, Number(prefill), config.hiddenSize]).keep());
    const seconds = shortest(runs, () => model.forward({ inputsEmbeds }));
    const { hiddenSize, intermediateSize } = config;
    const [a, b] = inferenceMode(() => [
      ones([Number(prefill), hiddenSize]).keep(),
      ones([intermediateSize, hiddenSize]).keep(),
    ]);
    const product = shortest(4, () => linear(a, b));
    const inLayers = read - config.vocabSize * hiddenSize;
    return {
      prefill: (2 * inLayers * prefill) / seconds / 1e9,
      gemm: (2 * prefill * hiddenSize * intermediateSize) / product / 1e9,
    };
  }
  useRowKernel(dtype as DType, kernel as RowKernel);
  const seconds = decode(model, tokens);
  const run = rowKernels[kernel as RowKernel];
  const products = shortest(2, () => {
    for (const weight of matrices()) scope(() => void run(weight, ones([1, weight.shape[1]]), null));
  });
  return {
    perSecond: 1 / seconds,
    read: (read * ELEMENT_BYTES[dtype as DType]) / seconds / 1e9,
    alone: products / seconds,
  };
});
