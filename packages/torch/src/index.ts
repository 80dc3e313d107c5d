// libtorch for Node.js: tensors, autograd, operators, scopes; `nn` and `optim` on top.
export { backward, enableGrad, type GradOptions, grad, inferenceMode, isGradEnabled, noGrad } from "./autograd.js";
export type { Ints, Reduction } from "./call.js";
export { checkDevice, DeviceError } from "./device.js";
export { type DoctorReport, doctorReport, formatDoctor } from "./doctor.js";
export { type DType, ELEMENT_BYTES, isFloating, type MemoryFormat, type Scalar, type TypedArray } from "./dtype.js";
export { type EngineInfo, engineInfo, getNumThreads, setNumThreads } from "./engine.js";
export { MappedFile } from "./mapped-file.js";
export * as nn from "./nn/index.js";
export * from "./ops.js";
export * as optim from "./optim/index.js";
export { Generator, getRngState, manualSeed, setRngState } from "./random.js";
export { readyEngine, setUpEngine } from "./ready.js";
export * from "./safetensors/index.js";
export { liveTensors, Scope, scope } from "./scope.js";
export { buildEngine } from "./setup/build.js";
export { EngineNotBuiltError } from "./setup/engine-not-built-error.js";
export { type NestedNumbers, Tensor } from "./tensor.js";
