// How fast a language model of TinyLlama's shape decodes one sequence, by stored element type and kernel, and reads a prompt.
// Usage: language-model.ts LAYERS (22: 1.1 billion random parameters) CLOCK ("wall", or "processor" on a busy machine). Requests
// {"machine": true}: parameters, and seconds a token of as many calls on matrices of next to no size; {"dtype", "kernel",
// "tokens"}: tokens a second, and the rate at which the machine reads memory then; {"prefill": N, "runs", "dtype"}: N tokens.
import { type DType, ELEMENT_BYTES, inferenceMode, linear, ones, scope } from "@refvlm/torch";
import { answerRequests } from "../../../scripts/bench/answering.mjs";
import {
  KvCache,
  LanguageModel,
  manyRowsKernel,
  measureManyRowsKernel,
  type RowKernel,
  rowKernels,
  useRowKernel,
} from "../src/index.js";

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

/** Seconds so far. */
function clock(): number {
  if (process.argv[3] !== "processor") return performance.now() / 1000;
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

/** Seconds of the shortest of some runs. */
function shortest(runs: number, run: () => unknown): number {
  const times = Array.from({ length: runs }, () => {
    const began = clock();
    inferenceMode(() => scope(() => void run()));
    return clock() - began;
  });
  return Math.min(...times);
}

const block = inferenceMode(() => ones([2 ** 16, 2 ** 11]).keep());

/** Bytes a second that the machine reads: the quickest of a sum and a product with a vector. */
function streaming(): number {
  const vector = inferenceMode(() => ones([block.shape[1]]).keep());
  const seconds = Math.min(...[() => block.sum(), () => block.mv(vector)].map((read) => shortest(4, read)));
  vector.dispose();
  return (4 * block.numel) / seconds;
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
  if (machine) return { parameters, calls: decode(narrow, 20) };
  stored(dtype as DType);
  if (prefill) {
    measureManyRowsKernel(dtype as DType);
    const inputsEmbeds = inferenceMode(() => ones([1, Number(prefill), config.hiddenSize]).keep());
    const seconds = shortest(runs, () => model.forward({ inputsEmbeds }));
    const { hiddenSize, intermediateSize } = config;
    const multiplied =
      dtype === "float32" || manyRowsKernel(dtype as DType) === "narrow" ? "float32" : (dtype as DType);
    const [a, b] = inferenceMode(() =>
      [Number(prefill), intermediateSize].map((rows) => ones([rows, hiddenSize], { dtype: multiplied }).keep()),
    );
    const product = shortest(8, () => linear(a, b));
    const inLayers = read - config.vocabSize * hiddenSize;
    return {
      prefill: (2 * inLayers * prefill) / seconds / 1e9,
      gemm: (2 * prefill * hiddenSize * intermediateSize) / product / 1e9,
      multiplied,
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
    streaming: streaming() / 1e9,
    alone: products / seconds,
  };
});
