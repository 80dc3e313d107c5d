// What the processor can do, read from Linux: which BLAS kernel fits, how many physical cores are ours.
import { readFileSync } from "node:fs";
import { availableParallelism } from "node:os";

function read(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}

/** Instruction set flags of the first processor, empty where the system does not say. */
export function cpuFlags(cpuinfo = read("/proc/cpuinfo")): Set<string> {
  const line = cpuinfo.split("\n").find((row) => row.startsWith("flags"));
  return new Set(line?.split(":")[1]?.trim().split(/\s+/) ?? []);
}

/**
 * The OpenBLAS kernel for this processor, undefined where its own guess is as good. OpenBLAS 0.3.21 takes recent CPUs
 * for the oldest one it knows and runs eight times slower (OpenBLAS issue 4267).
 */
export function blasKernelFor(cpuinfo = read("/proc/cpuinfo")): string | undefined {
  const flags = cpuFlags(cpuinfo);
  if (flags.has("avx512f") && flags.has("avx512dq")) return "SkylakeX";
  if (!flags.has("avx2") || !flags.has("fma")) return undefined;
  return "Haswell"; // on AMD too: its small products are faster than those of the Zen kernel
}

/** Cores that a container's quota leaves us, rounded up. */
function quota(): number {
  const [limit, period] = read("/sys/fs/cgroup/cpu.max").trim().split(" ");
  if (!limit || limit === "max" || !period) return Number.POSITIVE_INFINITY;
  return Math.max(1, Math.ceil(Number(limit) / Number(period)));
}

/** Physical cores this process may use: hyper-threads count once, affinity and container quota are respected. */
export function physicalCores(cpuinfo = read("/proc/cpuinfo")): number {
  const cores = new Set<string>();
  let processors = 0;
  for (const block of cpuinfo.split(/\n\n+/)) {
    if (!/^processor/m.test(block)) continue;
    processors++;
    const id = (field: string) => block.match(new RegExp(`^${field}\\s*:\\s*(\\d+)`, "m"))?.[1] ?? `p${processors}`;
    cores.add(`${id("physical id")}/${id("core id")}`);
  }
  const usable = availableParallelism();
  const perCore = cores.size > 0 ? Math.max(1, Math.round(processors / cores.size)) : 1;
  return Math.max(1, Math.min(Math.ceil(usable / perCore), quota()));
}
