// Entry of a replica's thread: the same loop as the first replica's, on another slice of each batch.
import { workerData } from "node:worker_threads";
import { prepareAtlas } from "@refvlm/vt-instruct";
import { BrokenBarrierError } from "../collectives/barrier.js";
import { Reducer } from "../collectives/reducer.js";
import { startModel } from "./prepare-model.js";
import { type ReplicaData, runReplica } from "./run.js";

const { recipe, resume, rank, replicas, memory } = workerData as ReplicaData;
const parameters = memory.gradients.byteLength / 4 / replicas;
const reducer = new Reducer(memory, rank, replicas, parameters);
try {
  await prepareAtlas();
  await runReplica(recipe, startModel(recipe), { resume, replicas, reducer });
} catch (error) {
  reducer.barrier.break();
  // The replica that failed first says why; the others only stopped with it.
  if (!(error instanceof BrokenBarrierError)) throw error;
}
