// Threads of one operator where several processes share a machine's cores.
import { availableParallelism } from "node:os";
import type { World } from "../collectives/world.js";

/**
 * A process's share of the processors that those of its machine have together; nobody's is below 1. Whoever sets
 * OMP_NUM_THREADS has divided them already, as torchrun does.
 * @param own threads that the engine would take by itself: one for each core that this process may run on
 * @param usable processors that it may run on, two for a core that runs two threads
 */
export function threadsOfRank(
  { localSize = 1, localProcessors }: Pick<World, "localSize" | "localProcessors">,
  own: number,
  variables: Readonly<Record<string, string | undefined>> = process.env,
  usable = availableParallelism(),
): number {
  if (variables.OMP_NUM_THREADS !== undefined) return own;
  // Slurm may have bound each process to a part: what it has given to all of them is what is divided.
  const share = (localProcessors ?? usable) / localSize / usable;
  return Math.max(1, Math.floor(own * Math.min(1, share)));
}
