// `npm run bench`: what the engine, training and scenes reach on this machine, beside Python's PyTorch where it is installed.
// Options: --quick (about a minute, rough), --json FILE (all numbers), --only NAME (one measurement),
// --model NAME (whose answers and server are measured: a network of packages/refvlm/assets, or a folder; default nano).
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { cpus, loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { number } from "./bench/measure.mjs";

/** The measurements in order, and their titles. */
const titles = {
  operators: "Small operators on 8 x 8 tensors",
  products: "Matrix products, float32",
  training: "Training nano, stage 2, one thread",
  "training-step": "A training step with units that its batch does not ask for, one thread",
  replicas: "Training in threads, scenes rendered as it goes",
  processes: "Training in processes that share every batch",
  memory: "Training a tiny network",
  scenes: "Scene generator, one core",
  build: "Building a data set, one turn a sample, pictures by path",
  parser: "Parser, by the length of the pieces, processor time",
  metrics: "Detections against truth, COCO's average precision, one process",
  decoding: "Decoding under the grammar, one sequence, processor time",
  "language-model": "A language model of random parameters, one sequence, by the kernel for one row",
  "grounding-dino": "GroundingDINO's whole pass over one picture, random weights, processor time",
  plugins: "Segment Anything ViT-B, random parameters, processor time",
  scheduler: "Answers of the shipped model side by side, processor time, one thread",
  answers: "One question, and a second one about its picture",
  batch: "Questions with visual prompts, side by side and alone",
  serve: "The server with 32 clients, mixed pictures, a tenth hanging up",
  predict: "One question about many pictures, whole processes",
};

/** Python whose PyTorch imports, and what it is; null where there is none. */
function pythonTorch() {
  const python = process.env.PYTHON ?? "/usr/bin/python3";
  const { status, stdout } = spawnSync(python, ["-c", "import torch; print(torch.__version__)"], { encoding: "utf8" });
  return status === 0 ? { python, version: stdout.trim() } : null;
}

/** The engine as it is built: measuring must not rebuild anything under a running program. */
async function engine() {
  try {
    const { engineInfo } = await import("../packages/torch/dist/index.js"); // its loader also sets OPENBLAS_CORETYPE
    const { physicalCores } = await import("../packages/torch/dist/cpu.js");
    return { ...engineInfo(), cores: physicalCores() };
  } catch (error) {
    throw new Error(`run \`npm run setup\` first: ${error.message}`);
  }
}

/** @param columns what is compared where that is not ours and PyTorch's */
function printRows(title, rows, columns) {
  console.log(`\n${title}`);
  const cells = rows.map(({ name, unit, ours, peers, ratio }) => [
    `  ${name}`,
    `${number(ours)} ${unit}`.trim(),
    peers === null ? "" : `${number(peers)} ${unit}`.trim(),
    ratio === null ? "" : `${ratio.toFixed(2)} x`,
  ]);
  const compared = rows.some(({ ratio }) => ratio !== null);
  const head = ["", ...(columns ?? ["ours", compared ? "PyTorch" : ""]), compared ? "ratio" : ""];
  for (const line of [head, ...cells])
    console.log(
      `${line[0].padEnd(46)}${line
        .slice(1)
        .map((cell) => cell.padStart(16))
        .join("")}`.trimEnd(),
    );
}

async function bench({ quick, json, only, model }) {
  const { version, blasKernel, cores } = await engine();
  const measurements = await import("./bench/measurements.mjs");
  const peer = pythonTorch();
  const machine = {
    processor: cpus()[0].model.trim(),
    cores,
    blasKernel,
    libtorch: version,
    node: process.version,
    pythonTorch: peer?.version ?? null,
    loadBefore: loadavg()[0],
  };
  console.log(
    `${machine.processor}, ${machine.cores} cores; libtorch ${version}, BLAS kernel ${blasKernel ?? "not OpenBLAS"}; Node.js ${process.version}`,
  );
  console.log(
    peer
      ? `compared with Python's PyTorch ${peer.version} (${peer.python}) under the same settings; ratios above 1 are in our favour`
      : "Python's PyTorch cannot be imported (python3-torch, or PYTHON=path), so nothing is compared with it",
  );
  if (machine.loadBefore > machine.cores / 2)
    console.log(`! the machine is busy (load ${machine.loadBefore.toFixed(1)}): absolute numbers are too low`);

  const folder = mkdtempSync(join(tmpdir(), "refvlm-bench-"));
  const results = {};
  try {
    const options = {
      quick,
      folder,
      model: existsSync(model) ? model : join("packages/refvlm/assets", model),
      cores: machine.cores,
      kernel: process.env.OPENBLAS_CORETYPE,
      python: peer?.python,
    };
    for (const [name, title] of Object.entries(titles)) {
      if (only !== undefined && only !== name) continue;
      const measured = await measurements[name](options);
      const { rows, notes, columns } = Array.isArray(measured)
        ? { rows: measured, notes: [] }
        : (measured ?? { rows: [], notes: ["not measured: packages/refvlm/assets holds no such model"] });
      results[name] = rows;
      if (rows.length > 0) printRows(title, rows, columns);
      else console.log(`\n${title}`);
      for (const note of notes) console.log(`  ${note}`);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  if (json) writeFileSync(json, `${JSON.stringify({ machine, quick, results }, null, 2)}\n`);
}

try {
  const { values } = parseArgs({
    options: {
      quick: { type: "boolean", default: false },
      json: { type: "string" },
      only: { type: "string" },
      model: { type: "string", default: "nano" },
    },
  });
  if (values.only !== undefined && !(values.only in titles))
    throw new Error(`--only: no measurement "${values.only}"; there are ${Object.keys(titles).join(", ")}`);
  await bench(values);
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
