// What `refvlm doctor` reports: the engine, its settings, and what this machine really reaches.
import { cpus } from "node:os";
import { inferenceMode } from "./autograd.js";
import { blasKernelFor, physicalCores } from "./cpu.js";
import { engineInfo, setNumThreads } from "./engine.js";
import { addonPath } from "./loader.js";
import { linear, matmul, ones, zeros } from "./ops.js";
import { readyEngine } from "./ready.js";
import { scope } from "./scope.js";
import type { Tensor } from "./tensor.js";

/** A speed on one thread and on all of them. */
export interface Speeds {
  one: number;
  all: number;
}

export interface DoctorReport {
  node: string;
  cpu: string;
  /** Physical cores this process may use. */
  cores: number;
  addon: string;
  libtorch: string;
  cudaDevices: number;
  /** OpenBLAS's kernel, null where BLAS is another library. */
  blasKernel: string | null;
  threads: number;
  /** The variables that decide about speed, as they are now. */
  environment: Record<string, string | undefined>;
  /** float32 matrix product of 1024 x 1024, in 10^9 operations a second. */
  gflops: Speeds;
  /** Reading memory, in 10^9 bytes a second. */
  bandwidth: Speeds;
  /** One token through a 4096 x 11008 layer, as decoding does: milliseconds, and the weights' 10^9 bytes a second. */
  decode: { bfloat16: { ms: number; bandwidth: number }; float32: { ms: number; bandwidth: number } };
  /** What could be better, and how. */
  hints: string[];
}

/** The shortest of several runs in milliseconds: on a machine with other work, the one least disturbed. */
function shortest(runs: number, body: () => Tensor): number {
  let best = Number.POSITIVE_INFINITY;
  for (let i = 0; i < runs; i++) {
    const start = performance.now();
    body().dispose();
    best = Math.min(best, performance.now() - start);
  }
  return best;
}

function onOneAndAll(threads: number, measure: () => number): Speeds {
  setNumThreads(1);
  const one = measure();
  setNumThreads(threads);
  return { one, all: threads > 1 ? measure() : one };
}

function measureGemm(threads: number): Speeds {
  const side = 1024;
  return scope(() => {
    const matrix = ones([side, side]);
    return onOneAndAll(threads, () => (2 * side ** 3) / shortest(8, () => matmul(matrix, matrix)) / 1e6);
  });
}

function measureBandwidth(threads: number): Speeds {
  const bytes = 128 * 2 ** 20;
  return scope(() => {
    const block = zeros([bytes / 4]);
    return onOneAndAll(threads, () => bytes / shortest(6, () => block.sum()) / 1e6);
  });
}

function measureDecode(dtype: "bfloat16" | "float32"): { ms: number; bandwidth: number } {
  const [inputs, outputs] = [4096, 11008];
  return scope(() => {
    const weight = ones([outputs, inputs], { dtype });
    const token = ones([1, inputs], { dtype });
    const ms = shortest(6, () => linear(token, weight));
    return { ms, bandwidth: (weight.numel * (dtype === "bfloat16" ? 2 : 4)) / ms / 1e6 };
  });
}

/** What could be better in a report, and how; `wanted` is the BLAS kernel that suits the processor. */
export function hintsFor(report: Omit<DoctorReport, "hints">, wanted = blasKernelFor()): string[] {
  const hints: string[] = [];
  const { blasKernel, environment, threads, cores, gflops, decode } = report;
  if (blasKernel !== null && wanted !== undefined && blasKernel.toLowerCase() !== wanted.toLowerCase()) {
    const by = environment.OPENBLAS_CORETYPE === undefined ? "by its own guess" : "by OPENBLAS_CORETYPE";
    hints.push(`OpenBLAS uses the kernel ${blasKernel} ${by}; this processor can use ${wanted}`);
  }
  if (environment.OMP_WAIT_POLICY?.toLowerCase() !== "passive") {
    hints.push("OMP_WAIT_POLICY is not passive: threads that wait will burn the cores that others need");
  }
  if (threads > cores) hints.push(`${threads} threads on ${cores} cores: set OMP_NUM_THREADS to ${cores}`);
  if (threads > 1 && gflops.all < gflops.one * 1.2) {
    hints.push("more threads do not help now: the cores are busy with other work, or are hyper-threads of one another");
  }
  if (decode.bfloat16.ms > decode.float32.ms) {
    hints.push("this processor has no fast bfloat16: decode with float32 weights");
  }
  if (gflops.one < 15) hints.push("matrix products are slow: an optimised BLAS (libopenblas0-pthread) may be missing");
  return hints;
}

/** Measures the engine for about three seconds, on one and on all threads; the thread count is put back afterwards. */
export async function doctorReport(): Promise<DoctorReport> {
  await readyEngine();
  const { version, blasKernel, threads, cudaDevices } = engineInfo();
  const measured = inferenceMode(() => ({
    gflops: measureGemm(threads),
    bandwidth: measureBandwidth(threads),
    decode: { bfloat16: measureDecode("bfloat16"), float32: measureDecode("float32") },
  }));
  const names = ["OPENBLAS_CORETYPE", "OMP_WAIT_POLICY", "OMP_NUM_THREADS", "LIBTORCH"];
  const report = {
    node: process.version,
    cpu: cpus()[0]?.model ?? "unknown",
    cores: physicalCores(),
    addon: addonPath()!,
    libtorch: version,
    cudaDevices,
    blasKernel,
    threads,
    environment: Object.fromEntries(names.map((name) => [name, process.env[name]])),
    ...measured,
  };
  return { ...report, hints: hintsFor(report) };
}

/** The report as lines for people. */
export function formatDoctor(report: DoctorReport): string {
  const speeds = ({ one, all }: Speeds, unit: string) =>
    `${one.toFixed(0)} ${unit} on one thread, ${all.toFixed(0)} on ${report.threads}`;
  const layer = ({ ms, bandwidth }: { ms: number; bandwidth: number }) =>
    `${ms.toFixed(1)} ms, ${bandwidth.toFixed(1)} GB/s`;
  const environment = Object.entries(report.environment)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}=${value}`);
  const rows: [string, string][] = [
    ["Node.js", report.node],
    ["processor", `${report.cpu}, ${report.cores} cores for us`],
    ["engine", `libtorch ${report.libtorch} (${report.addon})`],
    ["CUDA", report.cudaDevices === 0 ? "none" : `${report.cudaDevices} devices`],
    ["BLAS kernel", report.blasKernel ?? "not OpenBLAS"],
    ["threads", String(report.threads)],
    ["environment", environment.join(" ") || "nothing set"],
    ["matrix product", `float32 1024 x 1024: ${speeds(report.gflops, "GFLOP/s")}`],
    ["memory", speeds(report.bandwidth, "GB/s")],
    [
      "decoding layer",
      `4096 x 11008: bfloat16 ${layer(report.decode.bfloat16)}; float32 ${layer(report.decode.float32)}`,
    ],
  ];
  const lines = rows.map(([name, value]) => `${name.padEnd(15)} ${value}`);
  return [...lines, ...report.hints.map((hint) => `! ${hint}`)].join("\n");
}
