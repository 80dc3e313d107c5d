// The engine's settings: CPU detection, threads, the doctor's report, a missing addon.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { blasKernelFor, cpuFlags, physicalCores } from "../src/cpu.js";
import { hintsFor } from "../src/doctor.js";
import { doctorReport, engineInfo, formatDoctor, getNumThreads, setNumThreads } from "../src/index.js";

const processor = (index: number, core: number, flags: string, vendor = "GenuineIntel") =>
  `processor\t: ${index}\nvendor_id\t: ${vendor}\nphysical id\t: 0\ncore id\t\t: ${core}\nflags\t\t: ${flags}\n`;

describe("the processor", () => {
  it("decides on the BLAS kernel", () => {
    expect(blasKernelFor(processor(0, 0, "fma avx2 avx512f avx512dq"))).toBe("SkylakeX");
    expect(blasKernelFor(processor(0, 0, "fma avx2"))).toBe("Haswell");
    expect(blasKernelFor(processor(0, 0, "fma avx2", "AuthenticAMD"))).toBe("Haswell");
    expect(blasKernelFor(processor(0, 0, "sse2"))).toBeUndefined();
    expect(blasKernelFor("")).toBeUndefined();
    expect(cpuFlags(processor(0, 0, "fma avx2")).has("avx2")).toBe(true);
  });

  it("counts hyper-threads of a core once, and never gives zero", () => {
    const two = [processor(0, 0, "fma"), processor(1, 0, "fma")].join("\n");
    expect(physicalCores(two)).toBeLessThanOrEqual(Math.ceil(physicalCores("") / 2) + 1);
    expect(physicalCores("")).toBeGreaterThanOrEqual(1);
  });
});

describe("the engine", () => {
  it("tells its version, kernel and threads", () => {
    const info = engineInfo();
    expect(info.version).toMatch(/^\d+\.\d+/);
    expect(info.config).toMatch(/PyTorch built with/);
    const before = getNumThreads();
    setNumThreads(1);
    expect(getNumThreads()).toBe(1);
    setNumThreads(before);
    for (const count of [0, 1.5, Number.NaN, 1e6, 2 ** 31, Number.POSITIVE_INFINITY]) {
      expect(() => setNumThreads(count)).toThrow(/not a positive integer up to \d+/);
    }
    expect(getNumThreads()).toBe(before);
  });

  it("prepares the environment before loading, never over a user's value", () => {
    const loader = fileURLToPath(new URL("../src/loader.ts", import.meta.url));
    const script = `(await import(${JSON.stringify(loader)})).loadEngine(); console.log(process.env.OMP_WAIT_POLICY)`;
    const { LD_PRELOAD, ASAN_OPTIONS } = process.env; // a sanitized addon only loads after its library
    const sanitizer = { LD_PRELOAD, ASAN_OPTIONS };
    const print = (env: Record<string, string>) =>
      spawnSync(process.execPath, ["--import", "tsx", "--input-type=module", "-e", script], {
        encoding: "utf8",
        cwd: fileURLToPath(new URL("../../..", import.meta.url)),
        env: { PATH: process.env.PATH ?? "", REFVLM_TORCH_ADDON: process.env.REFVLM_TORCH_ADDON, ...sanitizer, ...env },
      });
    expect(print({}).stdout).toBe("passive\n");
    expect(print({ OMP_WAIT_POLICY: "active" }).stdout).toBe("active\n");
    expect(print({ REFVLM_TORCH_ADDON: "/nowhere.node" }).stderr).toMatch(
      /EngineNotBuiltError: the engine is not built yet \(\/nowhere.node is missing\): run `npm run setup`/,
    );
  });

  it("reports what it measured and puts the thread count back", async () => {
    const threads = getNumThreads();
    const report = await doctorReport();
    expect(getNumThreads()).toBe(threads);
    expect(report.gflops.one).toBeGreaterThan(0);
    expect(report.bandwidth.all).toBeGreaterThan(0);
    expect(formatDoctor(report)).toMatch(/libtorch .*\n.*[\s\S]*GFLOP\/s on one thread/);
  });

  it("hints at what slows it down", () => {
    const speeds = { one: 1, all: 1 };
    const layer = { ms: 1, bandwidth: 1 };
    const report = {
      ...{ node: "v20", cpu: "any", cores: 1, addon: "a", libtorch: "2", cudaDevices: 0, blasKernel: "Prescott" },
      ...{ threads: 4, environment: { OMP_WAIT_POLICY: "active" }, gflops: speeds, bandwidth: speeds },
      decode: { bfloat16: layer, float32: layer },
    };
    const hints = hintsFor(report, "Haswell");
    const found = ["can use Haswell", "not passive", "4 threads on 1", "do not help", "slow"];
    expect(found.map((words, i) => hints[i].includes(words))).toEqual(found.map(() => true));
    expect(formatDoctor({ ...report, hints })).toContain("! OpenBLAS uses the kernel Prescott by its own guess");
    const fine = { ...report, threads: 1, environment: { OMP_WAIT_POLICY: "passive" }, gflops: { one: 99, all: 99 } };
    expect(hintsFor({ ...fine, blasKernel: "haswell" }, "Haswell")).toEqual([]);
  });
});

// A sanitizer has an allocator of its own, which listens to nobody.
const isOfGlibc = existsSync("/lib/x86_64-linux-gnu/libc.so.6") && !process.env.ASAN_OPTIONS;
if (isOfGlibc)
  describe("the memory of freed tensors", () => {
    /**
     * Pages that the system gives for one of some blocks, made and freed in turn by a process that has done so before:
     * the middle one, as a small block of Node's own may come to lie in what was freed and push the next one on.
     */
    const faults = (start: string) => {
      const script = `import { keepFreedMemory, full } from "@refvlm/torch";
        ${start}
        const pages = Array.from({ length: 34 }, (_, i) => {
          const { minorPageFault } = process.resourceUsage();
          full([1 << 24], i).dispose();
          return process.resourceUsage().minorPageFault - minorPageFault;
        });
        console.log(pages.slice(25).sort((a, b) => a - b)[4]);`;
      const { stdout, stderr } = spawnSync(process.execPath, ["--input-type=module", "-e", script], {
        encoding: "utf8",
      });
      expect(stderr).toBe("");
      return Number(stdout);
    };

    it("goes back to the system unless it is to be kept", () => {
      const pages = (64 << 20) / 4096;
      expect(faults("")).toBeGreaterThan(0.9 * pages);
      expect(faults("keepFreedMemory();")).toBeLessThan(0.1 * pages);
    });
  });
