// Entry of a replica's thread: the same loop as the first replica's, on another slice of each batch.
import { workerData } from "node:worker_threads";
import { prepareAtlas } from "@refvlm/vt-instruct";
import { CollectiveError } from "../collectives/collective.js";
import { ThreadCollective } from "../collectives/threads.js";
import { startModel } from "./prepare-model.js";
import type { ReplicaData } from "./replica-threads.js";
import { runReplica } from "./run.js";

const { recipe, resume, rank, replicas, memory } = workerData as ReplicaData;
const parameters = memory.gradients.byteLength / 4 / replicas;
const collective = new ThreadCollective(memory, rank, replicas, parameters);
try {
  await prepareAtlas();
  await runReplica(recipe, startModel(recipe), { resume, replicas, collective });
} catch (error) {
  collective.abort();
  // The replica that failed first says why; the others only stopped with it.
  if (!(error instanceof CollectiveError)) throw error;
}
