// A worker thread that trains a tiny line fit with the compiled package's addon, for worker.test.ts.
import { createRequire } from "node:module";
import { parentPort, workerData } from "node:worker_threads";

const native = createRequire(import.meta.url)(workerData.addon);
const mul = native.operator("aten::mul", "Tensor", "self,other");
const sum = native.operator("aten::sum", "", "self");
for (let round = 0; round < 200; round++) {
  const x = native.fromTypedArray(Float32Array.of(workerData.value, 1), [2], 6, true);
  native.setRequiresGrad(x, true);
  const square = native.call(mul, x, x);
  const total = native.call(sum, square);
  native.backward(Int32Array.of(total), Int32Array.of(-1), false, false);
  const grad = native.gradOf(x);
  const host = new Float32Array(2);
  native.copyTo(grad, host);
  for (const handle of [x, square, total, grad]) native.release(handle);
  if (round === 199) parentPort.postMessage({ gradient: [...host], live: native.liveTensors() });
}
