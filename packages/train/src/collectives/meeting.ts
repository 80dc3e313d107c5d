// How the processes of a run meet: at a store they tell each other where they are, then each connects to all others.
import { existsSync, readlinkSync } from "node:fs";
import { hostname } from "node:os";
import { setTimeout as delay } from "node:timers/promises";
import { DistributedError, ProcessGroup, processGroupBackends, Store } from "@refvlm/torch";
import { hangDoorbell } from "./doorbell.js";
import { addressOfInterface, addressTowards, isLoopback, type OwnAddress } from "./own-address.js";
import type { World } from "./world.js";

/** Where a process of the run is. */
export interface Place extends OwnAddress {
  host: string;
  process: number;
  /** Where one can ask whether it lives. */
  doorbell: number;
}

/** What the processes of a run share when they have met. */
export interface Meeting {
  world: World;
  /** Of every rank. */
  places: readonly Place[];
  /** Milliseconds that one waits for others. */
  timeout: number;
  /** With keys of this run and attempt alone. */
  store: Store;
  /** For tensors on the CPU. */
  group: ProcessGroup;
  /** What reduces gradients, and the device of the tensors that it takes. */
  gradients: { group: ProcessGroup; device: string };
  /** Closes groups, store and doorbell. */
  leave(): Promise<void>;
}

export interface MeetOptions {
  /** Milliseconds for each step of it, and for every later operation of the group. */
  timeout: number;
  /** Where the network trains: on GPUs gradients meet there, where libtorch has NCCL. */
  device?: string;
}

/**
 * Meets all processes of a world.
 * @throws DistributedError that names the store's host and port, or the ranks that have not come
 */
export async function meet(world: World, { timeout, device = "cpu" }: MeetOptions): Promise<Meeting> {
  const { rank, size } = world;
  const { whole, store } = await openStore(world, timeout);
  const opened: { close(): unknown }[] = [whole, store];
  const leave = async () => {
    for (const each of [...opened].reverse()) await each.close();
  };
  const connect = async (backend: string, address: string) => {
    const keys = await store.prefixed(backend);
    const group = await ProcessGroup.open({ store: keys, backend, rank, size, address, timeout });
    opened.push(keys, group);
    return group;
  };
  try {
    const own = await ownAddress(world, store, timeout);
    const bell = await hangDoorbell(own.address);
    opened.push(bell);
    const place: Place = { ...own, host: hostname(), process: process.pid, doorbell: bell.port };
    const places = (await tellAll(store, world, "place", place, timeout)) as Place[];
    const group = await connect("gloo", own.address).catch((error: Error) => {
      throw new DistributedError(
        `rank ${rank} of ${size} (${hostname()}, ${own.address}) does not reach all others: ${error.message}; see that the hosts may open any port to each other, and set GLOO_SOCKET_IFNAME to the interface between them`,
      );
    });
    const onGpu = device.startsWith("cuda") && processGroupBackends().includes("nccl");
    const gradients = onGpu ? { group: await connect("nccl", own.address), device } : { group, device: "cpu" };
    return { world, places, timeout, store, group, gradients, leave };
  } catch (error) {
    await leave();
    throw error;
  }
}

/** Key of a store whose run is ending: a rank that was started anew at once must not take it for its own. */
export const ENDING = "ending";
/** How long one waits for such a store to go, in milliseconds. */
const LOOK_AGAIN = 500;

async function openStore(world: World, timeout: number): Promise<{ whole: Store; store: Store }> {
  const { rank, host, port, rankHoldsStore, attempt } = world;
  const end = performance.now() + timeout;
  for (;;) {
    const whole = await Store.tcp({ host, port, listens: rankHoldsStore && rank === 0, timeout });
    const store = await whole.prefixed(`refvlm/${attempt}`);
    if ((await store.get(ENDING)) === null) return { whole, store };
    for (const each of [store, whole]) each.close();
    if (performance.now() > end)
      throw new DistributedError(
        `rank ${rank}: the store at ${host}:${port} is of a run that has failed; end that one first`,
      );
    await delay(LOOK_AGAIN);
  }
}

/** For people: `rank 1 (process 77 on host-b, 10.0.0.2)`. */
export function placeOf({ places }: Pick<Meeting, "places">, rank: number): string {
  const { process, host, address } = places[rank];
  return `rank ${rank} (process ${process} on ${host}, ${address})`;
}

/**
 * The address from which this machine reaches the store. Rank 0 reaches its own store over loopback: on several hosts it
 * takes the address from which it reaches a rank elsewhere.
 */
async function ownAddress(world: World, store: Store, timeout: number): Promise<OwnAddress> {
  const named = process.env.GLOO_SOCKET_IFNAME;
  const own = named ? addressOfInterface(named) : await addressTowards(world.host);
  const network = networkId();
  const guess = { network, address: own.address };
  const guesses = (await tellAll(store, world, "guess", guess, timeout)) as (typeof guess)[];
  if (named || !isLoopback(own.address)) return own;
  const elsewhere = guesses.find((other) => other.network !== network && !isLoopback(other.address));
  return elsewhere ? addressTowards(elsewhere.address) : own;
}

/** The same for all processes that reach each other over loopback. */
function networkId(): string {
  const namespace = "/proc/self/ns/net";
  return `${hostname()} ${existsSync(namespace) ? readlinkSync(namespace) : ""}`;
}

/** Tells all others something and hears the same of each. @returns by rank */
async function tellAll(store: Store, world: World, key: string, value: unknown, timeout: number): Promise<unknown[]> {
  const { rank, size, host, port } = world;
  await store.set(`${key}/${rank}`, JSON.stringify(value));
  const ranks = Array.from({ length: size }, (_, i) => i);
  const texts = await store.wait(
    ranks.map((other) => `${key}/${other}`),
    timeout,
  );
  const missing = ranks.filter((other) => texts[other] === null);
  if (missing.length === 0) return texts.map((text) => JSON.parse(text!));
  throw new DistributedError(
    `${missing.length > 1 ? "ranks" : "rank"} ${missing.join(", ")} of ${size} did not come to ${host}:${port} within ${timeout / 1000} s (this is rank ${rank} on ${hostname()})`,
  );
}
