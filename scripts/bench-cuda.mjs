// `npm run bench:cuda`: on one GPU in a few minutes: the same answer as on the CPU, a training step, decoding. Without a GPU it
// says so. Options: --device NAME (cuda), --layers N (22: 1.1 billion random parameters), --json FILE; `--device cpu --tiny`
// tries the script itself.
import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { Side } from "./bench/side.mjs";

/** What the GPU's memory holds now, in MiB; null where nobody says. */
function memoryUsed() {
  const { status, stdout } = spawnSync(
    "nvidia-smi",
    ["--query-gpu=memory.used", "--format=csv,noheader,nounits", "--id=0"],
    { encoding: "utf8" },
  );
  return status === 0 ? Number(stdout) : null;
}

/** @param layers of the language model that is decoded with and trained */
async function benchCuda({ device, layers, tiny }) {
  const { engineInfo } = await import("../packages/torch/dist/index.js");
  const { cudaDevices, version } = engineInfo();
  if (device.startsWith("cuda") && cudaDevices === 0) {
    console.log(`libtorch ${version} finds no CUDA device here, so nothing is measured.`);
    console.log("Build the engine against a libtorch with CUDA (LIBTORCH=..., npm run setup) on a machine with a GPU.");
    return null;
  }
  // Products in TF32 would hide what parity is to show.
  process.env.NVIDIA_TF32_OVERRIDE = "0";
  const side = new Side("packages/model/bench/cuda.ts", [device, layers, tiny ? "tiny" : "whole"], { threads: 4 });
  const results = {};
  const report = async (title, request, lines) => {
    const before = memoryUsed();
    const told = await side.ask(request);
    const after = memoryUsed();
    results[Object.keys(request)[0]] = { ...told, memoryMebibytes: after };
    console.log(`\n${title}`);
    for (const line of lines(told)) console.log(`  ${line}`);
    if (after !== null) console.log(`  memory of the GPU in use: ${before} MiB before, ${after} MiB after`);
  };
  try {
    await report("Parity: nano on a bundled picture, float32", { parity: true }, ({ difference, same, trp }) => [
      `largest difference of picture tokens from the CPU's: ${difference.toExponential(1)}`,
      `the answer is ${same ? "the CPU's, token for token" : `another than the CPU's: ${trp}`}`,
    ]);
    const { parameters } = await side.ask({ size: true });
    const size = `${(parameters / 1e9).toFixed(2)} billion random parameters, bfloat16`;
    for (const rows of [1, 8])
      await report(`Decoding, ${rows} at a time, ${size}`, { decoding: rows }, ({ perSecond, read }) => [
        `${perSecond.toFixed(1)} tokens/s, weights read at ${read.toFixed(0)} GB/s`,
      ]);
    await report(
      `A training step of 4 x 512 tokens, ${size}`,
      { training: true },
      ({ perSecond, tflops, gemm, losses }) => [
        `${perSecond.toFixed(0)} tokens/s`,
        `${tflops.toFixed(1)} TFLOP/s: ${((100 * tflops) / gemm).toFixed(0)} % of a product of 4096 x 4096 (${gemm.toFixed(0)} TFLOP/s)`,
        `loss ${losses[0].toFixed(3)} at first, ${losses.at(-1).toFixed(3)} after ${losses.length - 1} steps`,
      ],
    );
  } finally {
    side.close();
  }
  return results;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    const { values } = parseArgs({
      options: {
        device: { type: "string", default: "cuda" },
        layers: { type: "string", default: "22" },
        json: { type: "string" },
        tiny: { type: "boolean", default: false },
      },
    });
    const results = await benchCuda(values);
    if (results && values.json) writeFileSync(values.json, `${JSON.stringify(results, null, 2)}\n`);
  } catch (error) {
    console.error(error.message);
    process.exitCode = 1;
  }
}
