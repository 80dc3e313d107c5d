// Which of how many processes this is, and where they meet: what torchrun, Slurm and Kubeflow (PyTorchJob, TrainJob) say in variables.
import { DistributedError } from "@refvlm/torch";
import { checkPod, podNames } from "./kubeflow.js";
import { firstHost, slurmNames, stepPort, tasksOfHost } from "./slurm.js";
import { numberOf, type Variables } from "./variables.js";

export interface World {
  /** This process's number, from 0. */
  rank: number;
  size: number;
  /** Its number among the processes of this machine, which is the number of its GPU, too. */
  localRank: number;
  /** How many of the processes run on this machine, where that is known. */
  localSize?: number;
  /** Processors of this machine that those share, where the launcher has been given some. */
  localProcessors?: number;
  /** Host of the store at which all meet: rank 0's, or the launcher's. */
  host: string;
  port: number;
  /** Whether rank 0 holds the store; a launcher that holds it itself (torchrun) outlives its processes. */
  rankHoldsStore: boolean;
  /** How often the launcher has started the processes anew. */
  attempt: number;
}

/**
 * The world that a launcher made this process a part of; undefined where it runs alone.
 * @throws DistributedError for a variable that is missing or makes no sense
 */
export function worldOf(variables: Variables = process.env): World | undefined {
  checkPod(variables);
  const slurm = variables.RANK === undefined && variables.SLURM_STEP_NUM_TASKS !== undefined;
  const pods = !slurm && variables.RANK === undefined && variables.PET_NNODES !== undefined;
  const names = slurm ? slurmNames : pods ? podNames : commonNames;
  const told = numberOf(variables, names.size);
  const size = told ?? 1;
  const given = numberOf(variables, names.rank);
  const rank = size > 1 ? required(names.rank, given) : (given ?? 0);
  // Every rank of a job whose size nobody told would train the whole by itself.
  if (rank >= Math.max(1, size))
    throw new DistributedError(
      `${names.rank} is ${rank}: it must be below ${names.size}, which is ${told ?? "not set"}`,
    );
  if (size <= 1) return undefined;
  const agent = variables.TORCHELASTIC_USE_AGENT_STORE === "True";
  return {
    rank,
    size,
    localRank: numberOf(variables, names.localRank) ?? 0,
    localProcessors: slurm ? numberOf(variables, "SLURM_CPUS_ON_NODE") : undefined,
    localSize: slurm ? tasksOfHost(variables) : numberOf(variables, "LOCAL_WORLD_SIZE"),
    host: required("MASTER_ADDR", variables.MASTER_ADDR || (slurm ? firstHost(variables) : variables.PET_MASTER_ADDR)),
    port: required("MASTER_PORT", portOf(variables) ?? (slurm ? stepPort(variables) : undefined)),
    rankHoldsStore: !agent,
    attempt: agent ? (numberOf(variables, "TORCHELASTIC_RESTART_COUNT") ?? 0) : 0,
  };
}

const commonNames = { rank: "RANK", size: "WORLD_SIZE", localRank: "LOCAL_RANK" };

/** c10d would take the rest by 65,536 of anything else: another port. */
function portOf(variables: Variables): number | undefined {
  const name = variables.MASTER_PORT ? "MASTER_PORT" : "PET_MASTER_PORT";
  const port = numberOf(variables, name);
  if (port === undefined || (port > 0 && port < 2 ** 16)) return port;
  throw new DistributedError(`${name} is ${port}: it must be a port, from 1 to 65535`);
}

function required<T>(name: string, value: T | undefined): T {
  if (value !== undefined) return value;
  throw new DistributedError(
    `${name} is not set: several processes need RANK, WORLD_SIZE, MASTER_ADDR and MASTER_PORT, as torchrun, srun and PyTorchJob set them`,
  );
}
