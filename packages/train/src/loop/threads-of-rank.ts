// Threads of one operator where several processes share a machine's cores.
import type { World } from "../collectives/world.js";

/**
 * A process's share of the processors that those of its machine have together; nobody's is below 1. Whoever sets
 * OMP_NUM_THREADS has divided them already, as torchrun does.
 * @param own threads that the engine would take: as many as the processors that this process may run on
 */
export function threadsOfRank(
  { localSize = 1, localProcessors }: Pick<World, "localSize" | "localProcessors">,
  own: number,
  variables: Readonly<Record<string, string | undefined>> = process.env,
): number {
  if (variables.OMP_NUM_THREADS !== undefined) return own;
  // Slurm may have bound each process to a part: what it has given to all of them is what is divided.
  return Math.max(1, Math.min(own, Math.floor((localProcessors ?? own) / localSize)));
}
