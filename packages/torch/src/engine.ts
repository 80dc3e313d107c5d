// The engine: its version, its settings, its threads.
import { native } from "./native.js";

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

export function setNumThreads(count: number): void {
  if (!Number.isInteger(count) || count < 1) throw new RangeError(`setNumThreads: ${count} is not a positive integer`);
  native.setThreads(count);
}
