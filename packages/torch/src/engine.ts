// The engine: its version, its settings, its threads.
import { availableParallelism } from "node:os";
import { native } from "./loader.js";

export interface EngineInfo {
  /** libtorch's version. */
  version: string;
  /** libtorch's own description of its build. */
  config: string;
  /** OpenBLAS's kernel, null where BLAS is another library. */
  blasKernel: string | null;
  threads: number;
  cudaDevices: number;
}

export function engineInfo(): EngineInfo {
  return {
    version: native.torchVersion(),
    config: native.showConfig(),
    blasKernel: native.blasKernel(),
    threads: native.threads(),
    cudaDevices: native.cudaDevices(),
  };
}

/** How many threads one operator may use. */
export function getNumThreads(): number {
  return native.threads();
}

/**
 * Sets how many threads one operator may use. At most 64, or four for each processor where that is more: the system ends a
 * process that asks for more threads than it gives.
 */
export function setNumThreads(count: number): void {
  const most = Math.max(64, 4 * availableParallelism());
  if (!Number.isInteger(count) || count < 1 || count > most) {
    throw new RangeError(`setNumThreads: ${count} is not a positive integer up to ${most}`);
  }
  native.setThreads(count);
}

/**
 * From now on this process keeps the memory of freed tensors for the next ones, where its C library is glibc. A training step
 * frees and makes the same gigabytes again and again, and the system zeroes every page that it gives; a process that seldom
 * needs as much as at its peak had better give it back.
 */
export function keepFreedMemory(): void {
  native.keepFreedMemory();
}
