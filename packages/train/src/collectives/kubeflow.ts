// What Kubeflow's operators say beside RANK and WORLD_SIZE, or in their place: variables that torchrun reads (PET_…).
// A job of one process a pod needs no torchrun; any other does.
import { DistributedError } from "@refvlm/torch";
import { numberOf, type Variables } from "./variables.js";

/** Where the operator leaves RANK and WORLD_SIZE to torchrun (TrainJob), pods are counted. */
export const podNames = { rank: "PET_NODE_RANK", size: "PET_NNODES", localRank: "LOCAL_RANK" };

const torchrun = "which torchrun starts (torchrun --no-python refvlm …)";

/** @throws DistributedError for a pod that torchrun should have been started in */
export function checkPod(variables: Variables): void {
  const { RANK, LOCAL_RANK, PET_NNODES: pods, PET_NODE_RANK: pod, PET_NPROC_PER_NODE: processes } = variables;
  if (LOCAL_RANK !== undefined) return;
  // "auto" and the like are for torchrun to find out; operators count one process then.
  if (/^\d+$/.test(processes ?? "") && numberOf(variables, "PET_NPROC_PER_NODE")! > 1)
    throw new DistributedError(
      `PET_NPROC_PER_NODE is ${processes}: each pod is to have so many processes, ${torchrun}; without it, set the job's processes per node to 1`,
    );
  const elastic = pods !== undefined && pods !== "1" && RANK === undefined;
  if (elastic && (pod === undefined || !/^\d+$/.test(pods)))
    throw new DistributedError(
      `PET_NNODES is ${pods} and ${pod === undefined ? "no RANK or PET_NODE_RANK is set" : "no one number"}: this job has processes that come and go, ${torchrun}`,
    );
}
