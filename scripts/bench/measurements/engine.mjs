// Measurements of the engine: small operators, products, and memory over many steps.
import { pairOf, row, withSides } from "../measure.mjs";
import { inTurns } from "../side.mjs";

const engine = "packages/torch/bench/operators";

export async function operators({ quick, ...options }) {
  const scripts = pairOf(`${engine}.ts`, `${engine}_peer.py`, [], options);
  return withSides(scripts, { ...options, threads: 1 }, async (sides) => {
    const request = { chunks: quick ? 15 : 50 };
    await inTurns(1, sides, request); // the compiler's warming up
    const rounds = await inTurns(quick ? 3 : 7, sides, request);
    const names = Object.keys(rounds[0][0].microseconds);
    const of = (name) => rounds.map((pair) => pair.map(({ microseconds }) => microseconds[name]));
    const mean = (values) => Math.exp(values.reduce((sum, value) => sum + Math.log(value), 0) / values.length);
    const means = rounds.map((pair) => pair.map(({ microseconds }) => mean(Object.values(microseconds))));
    return [...names.map((name) => row(name, "µs", of(name), true)), row("geometric mean", "µs", means, true)];
  });
}

export async function products({ quick, cores, ...options }) {
  const rows = [];
  for (const threads of new Set([1, cores])) {
    const scripts = pairOf(`${engine}.ts`, `${engine}_peer.py`, [], options);
    await withSides(scripts, { ...options, threads }, async (sides) => {
      for (const side of quick ? [1024] : [128, 1024]) {
        await inTurns(1, sides, { side });
        const rounds = await inTurns(quick ? 3 : 9, sides, { side });
        const speeds = rounds.map((pair) => pair.map(({ gflops }) => gflops));
        rows.push(row(`${side} x ${side}, ${threads} thread${threads > 1 ? "s" : ""}`, "GFLOP/s", speeds));
      }
    });
  }
  return rows;
}

export async function memory({ quick, ...options }) {
  return withSides([["packages/torch/bench/live-tensors.ts"]], { ...options, threads: 1 }, async ([side]) => {
    const steps = quick ? 200 : 1000;
    const { before, after, grownMegabytes } = await side.ask({ steps });
    return [
      { name: "live tensors before", unit: "", ours: before, peers: null, ratio: null },
      { name: `live tensors after ${steps} steps`, unit: "", ours: after, peers: null, ratio: null },
      { name: "resident memory grown", unit: "MiB", ours: grownMegabytes, peers: null, ratio: null },
    ];
  });
}
