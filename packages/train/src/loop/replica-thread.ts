// Entry of a replica's thread: the same loop as the first replica's, on another slice of each batch.
import { workerData } from "node:worker_threads";
import { prepareAtlas } from "@refvlm/vt-instruct";
import { CollectiveError } from "../collectives/collective.js";
import { ThreadCollective } from "../collectives/threads.js";
import { startModel } from "./prepare-model.js";
import { runReplica } from "./replica.js";
import type { ReplicaData } from "./replica-threads.js";

const { recipe, resume, rank, replicas, memory } = workerData as ReplicaData;
const collective = new ThreadCollective(memory, rank, replicas);
try {
  await prepareAtlas();
  await runReplica(recipe, startModel(recipe), { resume, collective, threads: 1 });
} catch (error) {
  collective.abort();
  // The replica that failed first says why; the others only stopped with it.
  if (!(error instanceof CollectiveError)) throw error;
}
