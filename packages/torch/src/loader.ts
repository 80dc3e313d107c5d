// Loads the addon. What the CPU libraries read from the environment must be there before their first byte is mapped.
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { isMainThread } from "node:worker_threads";
import { blasKernelFor, physicalCores } from "./cpu.js";

/** What the native addon offers. Tensors are integer handles; 0 is a disposed one, null an undefined one. */
export interface Native {
  operator(name: string, overload: string, argumentNames: string): number;
  call(operator: number, ...args: unknown[]): unknown;
  schemas(name: string): string[];

  shape(handle: number): number[];
  strides(handle: number): number[];
  dtype(handle: number): number;
  device(handle: number): string;
  numel(handle: number): number;
  isContiguous(handle: number): boolean;
  item(handle: number): number | boolean;
  release(handle: number): void;
  releaseMany(handles: Int32Array, count: number): void;
  report(handle: number): void;
  liveTensors(): number;

  fromTypedArray(array: ArrayBufferView, shape: readonly number[], dtype: number, copy: boolean): number;
  copyTo(handle: number, array: ArrayBufferView): void;
  hostView(handle: number): ArrayBuffer;
  mapFile(path: string): [id: number, size: number];
  unmapFile(id: number): void;
  tensorFromMap(id: number, byteOffset: number, dtype: number, shape: readonly number[]): number;

  requiresGrad(handle: number): boolean;
  setRequiresGrad(handle: number, on: boolean): void;
  isLeaf(handle: number): boolean;
  gradOf(handle: number): number | null;
  setGrad(handle: number, grad: number | null): void;
  backward(outputs: Int32Array, gradients: Int32Array, retainGraph: boolean, createGraph: boolean): void;
  grad(
    outputs: Int32Array,
    inputs: Int32Array,
    gradOutputs: Int32Array,
    retainGraph: boolean,
    createGraph: boolean,
    allowUnused: boolean,
  ): (number | null)[];
  setGradEnabled(on: boolean): boolean;
  isGradEnabled(): boolean;
  enterInferenceMode(): void;
  leaveInferenceMode(): void;

  manualSeed(generator: number, seed: number | bigint): void;
  createGenerator(seed: number | bigint): number;
  disposeGenerator(generator: number): void;
  generatorState(generator: number): number;
  setGeneratorState(generator: number, state: number): void;

  torchVersion(): string;
  showConfig(): string;
  parallelInfo(): string;
  cudaDevices(): number;
  blasKernel(): string | null;
  threads(): number;
  setThreads(count: number): void;
}

/** The engine is not there or does not load. */
export class EngineNotBuiltError extends Error {
  override name = "EngineNotBuiltError";
}

/** Where setup puts the addon; REFVLM_TORCH_ADDON names another build. */
export function addonPath(): string {
  return process.env.REFVLM_TORCH_ADDON ?? fileURLToPath(new URL("../build/refvlm_torch.node", import.meta.url));
}

function prepareEnvironment(): void {
  // A worker has a copy of the environment that C libraries never see; the main thread's is the real one.
  if (!isMainThread) return;
  const kernel = blasKernelFor();
  if (kernel !== undefined) process.env.OPENBLAS_CORETYPE ??= kernel;
  process.env.OMP_WAIT_POLICY ??= "passive";
}

function load(): Native {
  const path = addonPath();
  if (!existsSync(path)) {
    throw new EngineNotBuiltError(`the engine is not built yet (${path} is missing): run \`npm run setup\``);
  }
  prepareEnvironment();
  let native: Native;
  try {
    native = createRequire(import.meta.url)(path) as Native;
  } catch (error) {
    const words = error instanceof Error ? error.message : String(error);
    throw new EngineNotBuiltError(`the engine does not load (${words}): run \`npm run setup\` to build it again`);
  }
  if (isMainThread && process.env.OMP_NUM_THREADS === undefined) native.setThreads(physicalCores());
  return native;
}

export const native: Native = load();
