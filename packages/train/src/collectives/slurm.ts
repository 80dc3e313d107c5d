// What srun says to each task of a step (https://slurm.schedmd.com/srun.html, output environment variables).
import { numberOf, type Variables } from "./variables.js";

/** Set in the tasks of a step alone, not in the shell of their job. */
export const slurmNames = { rank: "SLURM_PROCID", size: "SLURM_STEP_NUM_TASKS", localRank: "SLURM_LOCALID" };

/** The first host of a step: of `node[03-05,9],gpu1` it is `node03`. */
export function firstHost(variables: Variables): string | undefined {
  const list = variables.SLURM_STEP_NODELIST ?? variables.SLURM_JOB_NODELIST;
  const first = list && /^([^,[]+)(?:\[([^\],-]+))?/.exec(list);
  return first ? `${first[1]}${first[2] ?? ""}` : undefined;
}

/** A port that neither jobs of one machine nor steps of one job share as a rule. */
export function stepPort(variables: Variables): number | undefined {
  const job = numberOf(variables, "SLURM_JOB_ID");
  const step = numberOf(variables, "SLURM_STEP_ID") ?? 0;
  return job === undefined ? undefined : 15_000 + ((job + 1009 * step) % 10_000);
}

/** How many of a step's tasks run on this host: `2(x3),1` are two on each of three, one on the fourth. */
export function tasksOfHost(variables: Variables): number | undefined {
  const host = numberOf(variables, "SLURM_NODEID");
  const counts = variables.SLURM_STEP_TASKS_PER_NODE?.split(",").flatMap((part) => {
    const [, tasks, hosts = 1] = /^(\d+)(?:\(x(\d+)\))?$/.exec(part) ?? [];
    return Array.from({ length: Number(hosts) }, () => (tasks === undefined ? undefined : Number(tasks)));
  });
  return host === undefined ? undefined : counts?.[host];
}
