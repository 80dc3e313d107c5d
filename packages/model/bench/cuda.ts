// What `npm run bench:cuda` measures, in a process of its own. Usage: cuda.ts DEVICE LAYERS
// [tiny]. Requests {"parity"}: nano on the
// device beside the CPU; {"size"}; {"decoding": ROWS}: tokens a second; {"training"}: tokens a second and arithmetic of a step.
import { inferenceMode, liveTensors, matmul, optim, randint, randn, scope, type Tensor } from "@refvlm/torch";
import { loadPicture } from "@refvlm/vision/node";
import { answerRequests } from "../../../scripts/bench/answering.mjs";
import { KvCache, LanguageModel, loadPretrained, PictureSession, pixelBatch } from "../src/index.js";

const [device, layers] = [process.argv[2], Number(process.argv[3])];
const tinyLlama = { vocabSize: 32000, hiddenSize: 2048, intermediateSize: 5632, heads: 32, keyValueHeads: 4 };
const tiny = { vocabSize: 64, hiddenSize: 32, intermediateSize: 64, heads: 2, keyValueHeads: 1 };
const config = {
  ...(process.argv[4] === "tiny" ? tiny : tinyLlama),
  ...{ layers, maxPositions: 2048, rmsNormEps: 1e-5, ropeTheta: 10000, ropeScaling: null, qkvBias: false },
  ...{ tieEmbeddings: false, initializerRange: 0.02 },
};
let made: LanguageModel | undefined;
const model = () => {
  made ??= new LanguageModel(config).to({ device, dtype: "bfloat16" });
  return made;
};
const parameters = () =>
  model()
    .parameters()
    .reduce((sum, { numel }) => sum + numel, 0);
const like = { device, dtype: "bfloat16" } as const;

/** Seconds of some runs, ended by a number that comes to the host: the device has done all before. */
function seconds(runs: number, run: () => Tensor): number {
  const began = performance.now();
  scope(() => {
    let last: Tensor | undefined;
    for (let i = 0; i < runs; i++) last = run();
    last!.sum().item();
  });
  return (performance.now() - began) / 1000 / runs;
}

async function nanoOn(place: string): Promise<{ tokens: Float32Array; trp: string }> {
  const loaded = loadPretrained("packages/refvlm/assets/nano", { device: place, dtype: "float32" });
  const picture = await loadPicture("packages/refvlm/assets/pictures/street.png");
  const { network } = loaded;
  const tokens = inferenceMode(() =>
    scope(() => network.encodePictures(pixelBatch([picture], network.config, network)).tokens.toTypedArray()),
  ) as Float32Array;
  const session = PictureSession.open(loaded, [picture]);
  const { trp } = await session.ask([{ type: "text", text: "where is the dog?" }]);
  session.dispose();
  network.dispose();
  return { tokens, trp };
}

function decoding(rows: number) {
  const step = inferenceMode(() => {
    using cache = new KvCache();
    const next = () => {
      const inputsEmbeds = randn([rows, 1, config.hiddenSize], like);
      return model().logits(model().forward({ inputsEmbeds, cache }).hiddenStates);
    };
    seconds(8, next); // kernels are chosen and compiled
    return seconds(64, next);
  });
  return { perSecond: rows / step, read: (2 * parameters()) / step / 1e9 };
}

function training() {
  const [batch, length, steps] = [4, 512, 8];
  const network = model().train().requiresGrad_(true);
  const optimizer = new optim.AdamW(network.parameters(), { lr: 1e-4 });
  const ids = randint(0, config.vocabSize, [batch, length + 1], { device, dtype: "int64" }).keep();
  const losses: number[] = [];
  const step = () =>
    scope(() => {
      const { hiddenStates } = network.forward({ inputsEmbeds: network.embed(ids.slice(1, 0, length)) });
      const scores = network.logits(hiddenStates).to("float32").reshape([-1, config.vocabSize]);
      const loss = scores.crossEntropyLoss(ids.slice(1, 1).reshape([-1]));
      loss.backward();
      optimizer.step();
      network.zeroGrad();
      losses.push(loss.item() as number);
    });
  step();
  const live = liveTensors();
  const began = performance.now();
  for (let i = 0; i < steps; i++) step();
  const perSecond = (batch * length * steps * 1000) / (performance.now() - began);
  if (liveTensors() !== live) throw new Error("a training step leaves tensors behind");
  // Forward and backward multiply each weight three times; the table of embeddings is only looked up.
  const multiplied = parameters() - config.vocabSize * config.hiddenSize;
  const [a, b] = [randn([4096, 4096], like).keep(), randn([4096, 4096], like).keep()];
  const product = inferenceMode(() => seconds(20, () => matmul(a, b)));
  return { perSecond, tflops: (6 * multiplied * perSecond) / 1e12, gemm: (2 * 4096 ** 3) / product / 1e12, losses };
}

await answerRequests(async ({ parity, size, decoding: rows }) => {
  if (size) return { parameters: parameters() };
  if (rows) return decoding(Number(rows));
  if (!parity) return training();
  const [here, there] = [await nanoOn("cpu"), await nanoOn(device)];
  const difference = Math.max(...here.tokens.map((value, i) => Math.abs(value - there.tokens[i])));
  return { difference, same: here.trp === there.trp, trp: there.trp };
});
