// Counting tensors where earlier tests forgot some: garbage collection frees those at any time, so they go first.
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { liveTensors } from "../src/index.js";

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;

/** Lets garbage collection free all tensors that nobody can reach any more. */
export async function collected(): Promise<void> {
  for (let round = 0; round < 5; round++) {
    collect();
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/** How many tensors live once those that earlier tests forgot are gone. */
export async function settledTensors(): Promise<number> {
  await collected();
  return liveTensors();
}
