// Loads the addon at its first use. What the CPU libraries read from the environment must be there before their first
// byte is mapped.
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { isMainThread } from "node:worker_threads";
import { blasKernelFor, physicalCores } from "./cpu.js";
import { EngineNotBuiltError, SETUP_COMMAND } from "./setup/engine-not-built-error.js";
import { findAddon } from "./setup/shelves.js";

// At import, not at loading: a worker may load the engine first, and it has a copy of the environment that C libraries
// never see; the main thread's is the real one.
if (isMainThread) prepareEnvironment();

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
  keepFreedMemory(): void;

  /** This and all that follows is missing where libtorch has no c10d. */
  processGroupBackends?(): string;
  openTcpStore(host: string, port: number, listens: boolean, timeout: number): Promise<number>;
  openFileStore(path: string, processes: number): Promise<number>;
  prefixStore(store: number, prefix: string): Promise<number>;
  storePort(store: number): number | null;
  storeSet(store: number, key: string, text: string): Promise<void>;
  storeGet(store: number, key: string): Promise<string | null>;
  closeStore(store: number): void;
  openProcessGroup(
    store: number,
    backend: string,
    rank: number,
    size: number,
    address: string,
    timeout: number,
  ): Promise<number>;
  closeProcessGroup(group: number): Promise<void>;
  allReduce(group: number, tensor: number): Promise<void>;
  broadcast(group: number, tensor: number, root: number): Promise<void>;
}

/** The addon's path; undefined where it is not built. REFVLM_TORCH_ADDON names another build. */
export function addonPath(): string | undefined {
  return process.env.REFVLM_TORCH_ADDON || findAddon();
}

function prepareEnvironment(): void {
  const kernel = blasKernelFor();
  if (kernel !== undefined) process.env.OPENBLAS_CORETYPE ??= kernel;
  process.env.OMP_WAIT_POLICY ??= "passive";
}

function load(): Native {
  const path = addonPath();
  if (path === undefined || !existsSync(path)) {
    const where = path === undefined ? "" : ` (${path} is missing)`;
    throw new EngineNotBuiltError(`the engine is not built yet${where}: run \`${SETUP_COMMAND}\``);
  }
  let loaded: Native;
  try {
    loaded = createRequire(import.meta.url)(path) as Native;
  } catch (error) {
    const words = error instanceof Error ? error.message : String(error);
    throw new EngineNotBuiltError(`the engine does not load (${words}): run \`${SETUP_COMMAND}\` to build it again`);
  }
  if (isMainThread && process.env.OMP_NUM_THREADS === undefined) loaded.setThreads(physicalCores());
  return loaded;
}

/** Operators that were declared before the engine was loaded, in the order of their ids. */
const declared: Parameters<Native["operator"]>[] = [];
/** The addon's id of our first operator: another copy of this package may have declared its own before. */
let first: number | undefined;

/** The id by which `call` knows an operator. Declaring one does not load the engine. */
export function declareOperator(...operator: Parameters<Native["operator"]>): number {
  return first === undefined ? declared.push(operator) - 1 : native.operator(...operator) - first;
}

/** Whether this thread has loaded the engine. */
export function isLoaded(): boolean {
  return first !== undefined;
}

/**
 * Loads the engine, once a thread; the first use of anything that needs it does so, too.
 * @throws EngineNotBuiltError that says how to build it
 */
export function loadEngine(): Native {
  if (first !== undefined) return native;
  const engine = load();
  const [base = 0] = declared.map((operator) => engine.operator(...operator));
  native = engine;
  call = base === 0 ? engine.call : (operator, ...args) => engine.call(base + operator, ...args);
  first = base;
  return engine;
}

/** The addon. Before it is loaded, a stand-in whose functions load it: importing this package costs no engine. */
export let native: Native = new Proxy({} as Native, { get: (_, name: keyof Native) => loadEngine()[name] });

/** Calls a declared operator. */
export let call: Native["call"] = (operator, ...args) => {
  loadEngine();
  return call(operator, ...args);
};
