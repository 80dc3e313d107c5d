// At which of its addresses this machine is reached: by default Gloo asks the host's own name, which often means loopback.
import { createSocket } from "node:dgram";
import { lookup } from "node:dns/promises";
import { hostname, networkInterfaces } from "node:os";
import { DistributedError } from "@refvlm/torch";

export interface OwnAddress {
  /** Name of the network interface. */
  name: string;
  address: string;
}

/** The way to a machine does not depend on the port. */
const ANY_PORT = 9;

/** Whether an address is of this machine alone. */
export function isLoopback(address: string): boolean {
  return address.startsWith("127.") || address === "::1";
}

/** The interface that GLOO_SOCKET_IFNAME names. @throws DistributedError that lists those that there are */
export function addressOfInterface(name: string): OwnAddress {
  const found = ownAddresses().find((own) => own.name === name);
  if (found) return found;
  const there = ownAddresses().map((own) => `${own.name} (${own.address})`);
  throw new DistributedError(
    `GLOO_SOCKET_IFNAME is "${name}", which is no interface of ${hostname()} with an address; it must be one of ${there.join(", ")}`,
  );
}

/**
 * The address from which this machine sends to another one.
 * @throws DistributedError for a host that has no address, or to which no way leads
 */
export async function addressTowards(host: string): Promise<OwnAddress> {
  const found = await lookup(host).catch((error: Error) => {
    throw new DistributedError(`MASTER_ADDR: ${host} has no address on ${hostname()}: ${error.message}`);
  });
  const address = await sourceAddress(found.address, found.family === 6 ? "udp6" : "udp4");
  return { name: ownAddresses().find((own) => own.address === address)?.name ?? "?", address };
}

/** Connecting a UDP socket sends nothing; the system chooses the address all the same. */
function sourceAddress(target: string, type: "udp4" | "udp6"): Promise<string> {
  const socket = createSocket(type);
  return new Promise<string>((resolve, reject) => {
    socket.on("error", (error) =>
      reject(new DistributedError(`no way leads from ${hostname()} to ${target}: ${error.message}`)),
    );
    socket.connect(ANY_PORT, target, () => resolve(socket.address().address));
  }).finally(() => socket.close());
}

function ownAddresses(): OwnAddress[] {
  return Object.entries(networkInterfaces()).flatMap(([name, addresses]) =>
    // Gloo takes no scope, which addresses of one link (fe80::) need.
    (addresses ?? []).filter(({ scopeid }) => !scopeid).map(({ address }) => ({ name, address })),
  );
}
