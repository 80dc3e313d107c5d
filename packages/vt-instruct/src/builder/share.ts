// Which shards of a build are this process's: told by `--shard i/n`, or by what starts processes on many machines.

/** Part `index` of `count`; shards `index`, `index + count`, ... are its own. */
export interface Share {
  readonly index: number;
  readonly count: number;
}

/** Launchers in the order in which they are believed: what they call a process's number, and that of processes. */
const launchers: readonly ((env: NodeJS.ProcessEnv, count?: number) => Share | undefined)[] = [
  // torchrun, Kubeflow's PyTorchJob
  ({ RANK, WORLD_SIZE }) => numbers(RANK, WORLD_SIZE),
  // Slurm arrays, which may begin anywhere and leave numbers out
  ({ SLURM_ARRAY_TASK_ID: id, SLURM_ARRAY_TASK_MIN: min = "0", SLURM_ARRAY_TASK_STEP: step = "1", ...env }) =>
    id === undefined
      ? undefined
      : numbers(String((Number(id) - Number(min)) / Number(step)), env.SLURM_ARRAY_TASK_COUNT),
  // Kubernetes indexed jobs do not say how many there are
  ({ JOB_COMPLETION_INDEX }, count) => numbers(JOB_COMPLETION_INDEX, count?.toString()),
];

/** What must be told together: without a number of processes each would build the whole. */
const pairs = [
  ["RANK", "WORLD_SIZE"],
  ["SLURM_ARRAY_TASK_ID", "SLURM_ARRAY_TASK_COUNT"],
] as const;

/**
 * The share of this process; the whole where nothing says otherwise.
 * @param told `i/n`, counted from 0
 * @param count number of processes, where the environment does not tell it
 * @throws Error for a share that is none
 */
export function shareOf(told: string | undefined, count: number | undefined, env: NodeJS.ProcessEnv): Share {
  if (told !== undefined) {
    const [, index, parts] = /^(\d+)\/(\d+)$/.exec(told) ?? [];
    const share = numbers(index, parts);
    if (!share) throw new Error(`--shard ${told}: give i/n with i from 0 to n - 1, e.g. 0/4, 1/4, 2/4 and 3/4`);
    return share;
  }
  for (const launcher of launchers) {
    const share = launcher(env, count);
    if (share) return share;
  }
  for (const [index, count] of pairs)
    if (env[index] !== undefined)
      throw new Error(
        `${index} is ${env[index]} and ${count} is ${env[count] ?? "not set"}, which is no part of a whole; set both, or give --shard i/n`,
      );
  if (env.JOB_COMPLETION_INDEX !== undefined)
    throw new Error("JOB_COMPLETION_INDEX is set: give the number of processes with --shards");
  return { index: 0, count: 1 };
}

function numbers(index: string | undefined, count: string | undefined): Share | undefined {
  const share = { index: Number(index ?? Number.NaN), count: Number(count ?? Number.NaN) };
  const sound = Number.isInteger(share.index) && Number.isInteger(share.count);
  return sound && share.index >= 0 && share.index < share.count ? share : undefined;
}
