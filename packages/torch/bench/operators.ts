// What calling an operator costs, on tensors so small that little else is measured, and the speed of matrix products.
// Run by `npm run bench`; operators_peer.py is the same in Python. Request {"chunks": N} or {"side": N}.

import { answerRequests } from "../../../scripts/bench/answering.mjs";
import { cat, inferenceMode, layerNorm, liveTensors, matmul, rand, scope, type Tensor } from "../src/index.js";

const [a, b, vector] = [rand([8, 8]), rand([8, 8]), rand([8])];
const learnt = rand([8, 8], { requiresGrad: true });

const operators: Record<string, () => Tensor | Tensor[]> = {
  add: () => a.add(b),
  mulScalar: () => a.mul(2),
  matmul: () => a.matmul(b),
  sum: () => a.sum(1),
  relu: () => a.relu(),
  softmax: () => a.softmax(-1),
  layerNorm: () => layerNorm(a, [8], vector, vector),
  view: () => a.view([64]),
  transpose: () => a.transpose(0, 1),
  narrow: () => a.narrow(0, 2, 4),
  cat: () => cat([a, b]),
};

const CHUNK = 200;

function median(values: number[]): number {
  return values.sort((a, b) => a - b)[values.length >> 1];
}

/**
 * Microseconds a call of one operator, results freed as a training step frees them. The median of short chunks: what other
 * programs take of the machine falls on a few of them.
 */
function timed(chunks: number, operator: () => unknown): number {
  const times = Array.from({ length: chunks }, () => {
    const start = performance.now();
    scope(() => {
      for (let i = 0; i < CHUNK; i++) operator();
    });
    return ((performance.now() - start) * 1000) / CHUNK;
  });
  return median(times);
}

function backward(): void {
  learnt.mul(b).sum().backward();
  learnt.grad = null;
}

function measureOperators(chunks: number): Record<string, number> {
  const plain = inferenceMode(() =>
    Object.entries(operators).map(([name, operator]) => [name, timed(chunks, operator)] as const),
  );
  return { ...Object.fromEntries(plain), mulSumBackward: timed(chunks, backward) };
}

/** GFLOP/s of products of [side, side] float32 matrices. */
function measureProduct(side: number): { gflops: number } {
  const repeats = Math.max(3, Math.round(1024 ** 3 / side ** 3));
  return scope(() => {
    const [x, y] = [rand([side, side]), rand([side, side])];
    const times = Array.from({ length: repeats }, () => {
      const start = performance.now();
      matmul(x, y).dispose();
      return performance.now() - start;
    });
    return { gflops: (2 * side ** 3) / median(times) / 1e6 };
  });
}

await answerRequests(({ chunks, side }) =>
  side === undefined
    ? { microseconds: measureOperators(Number(chunks)), liveTensors: liveTensors() }
    : inferenceMode(() => measureProduct(Number(side))),
);
