// What `refvlm doctor --distributed` tells: where this process is, where the others are, and whether they can add up.
import { lookup } from "node:dns/promises";
import { hostname } from "node:os";
import { DistributedError, processGroupBackends, readyEngine, tensor } from "@refvlm/torch";
import { meet, placeOf } from "./meeting.js";
import { isLoopback } from "./own-address.js";
import { worldOf } from "./world.js";

/**
 * Lines for people, each when it is known.
 * @param timeout milliseconds for each step
 * @throws DistributedError that names the host, the port or the rank that does not answer
 */
export async function* distributedReport(timeout: number): AsyncGenerator<string> {
  await readyEngine();
  yield row("process groups", processGroupBackends().join(", ") || "none");
  yield row("GLOO_SOCKET_IFNAME", process.env.GLOO_SOCKET_IFNAME ?? "not set: the way to MASTER_ADDR decides");
  yield row("host name", await meaningOf(hostname()));
  const world = worldOf() ?? alone;
  const { rank, size, host, port, rankHoldsStore } = world;
  yield row("rank", `${rank} of ${size}`);
  yield row("meet at", `${host}:${port} (${rankHoldsStore ? "rank 0" : "the launcher"} listens)`);
  const meeting = await meet(world, { timeout });
  const { name, address } = meeting.places[rank];
  yield row("this process", `${process.pid} on ${hostname()}, address ${address}, interface ${name}`);
  for (const other of meeting.places.keys()) if (other !== rank) yield row("reaches", placeOf(meeting, other));
  const numbers = tensor([rank + 1]);
  const start = performance.now();
  await meeting.group.allReduce(numbers);
  const [sum, right] = [numbers.item(), (size * (size + 1)) / 2];
  numbers.dispose();
  if (sum !== right) throw new DistributedError(`the all-reduce gives ${sum}, the sum of all ranks is ${right}`);
  yield row("all-reduce", `right, in ${(performance.now() - start).toFixed(1)} ms`);
  await meeting.leave();
}

/** Where nobody started several processes: what one can see of the machine. */
const alone = { rank: 0, size: 1, localRank: 0, host: "127.0.0.1", port: 0, rankHoldsStore: true, attempt: 0 };

/** What a host's name means here: where it means loopback, it is no MASTER_ADDR for others. */
async function meaningOf(host: string): Promise<string> {
  const found = await lookup(host).catch(() => undefined);
  if (!found) return `${host}, which has no address here`;
  return `${host}, which means ${found.address}${isLoopback(found.address) ? " (this machine alone) here" : ""}`;
}

function row(name: string, value: string): string {
  return `${name.padEnd(19)} ${value}`;
}
