// Why the others do not come: each rank that ends says so in the store, and whoever says nothing is asked at its doorbell.
import { setTimeout as delay } from "node:timers/promises";
import { isThere } from "./doorbell.js";
import { ENDING, type Meeting, placeOf } from "./meeting.js";

/** How long ranks have to say that they end, too, in milliseconds. */
const LAST_WORDS = 3000;
/** How long somebody may take to open a door or to answer, in milliseconds. */
const DOOR = 1000;

/** What a rank leaves in the store at its end. */
interface Parting {
  /** Its own reason; none where it only ends with others. */
  reason?: string;
}

/** Tells the others that this rank ends. It never fails: the store may be gone with the rank that held it. */
export async function sayParting({ store, world }: Meeting, parting: Parting): Promise<void> {
  await store.set(ENDING, "").catch(() => {});
  await store.set(`parting/${world.rank}`, JSON.stringify(parting)).catch(() => {});
}

/** Waits until all others have left their words, or will not. */
export async function hearPartings({ store, places }: Meeting): Promise<void> {
  await store.wait(
    places.map((_, rank) => `parting/${rank}`),
    LAST_WORDS,
  );
}

/**
 * Which rank made an operation fail, and how.
 * @param fallback what the operation itself said
 */
export async function rollCall(meeting: Meeting, fallback: string): Promise<string> {
  const { world, places, timeout } = meeting;
  const others = places.map((_, rank) => rank).filter((rank) => rank !== world.rank);
  const end = performance.now() + LAST_WORDS;
  let silent: readonly number[] = others;
  while (silent.length > 0 && performance.now() < end) {
    const partings = await Promise.all(silent.map((rank) => partingOf(meeting, rank)));
    const reasoned = partings.findIndex((parting) => parting?.reason !== undefined);
    if (reasoned >= 0) return `${placeOf(meeting, silent[reasoned])} failed: ${partings[reasoned]!.reason}`;
    silent = silent.filter((_, i) => partings[i] === undefined);
    const doors = await Promise.all(silent.map((rank) => isThere(places[rank].address, places[rank].doorbell, DOOR)));
    const lost = silent.filter((_, i) => !doors[i]);
    // One that failed by itself has left its reason before its door was closed.
    const words = await Promise.all(lost.map((rank) => partingOf(meeting, rank)));
    const dead = lost.filter((_, i) => words[i] === undefined);
    if (dead.length > 0) return `${dead.map((rank) => placeOf(meeting, rank)).join(" and ")} is lost: ${LOST}`;
    if (silent.length > 0) await delay(100);
  }
  // None has a reason of its own: they ended for want of this rank.
  if (silent.length === 0)
    return `all other ranks have given up this one: it was stuck or too slow for their time limit (--timeout), or the network between them failed (${fallback})`;
  const names = silent.map((rank) => placeOf(meeting, rank)).join(" and ");
  return `${names} did not come within ${timeout / 1000} s: it is stuck, or too slow for this time limit (--timeout)`;
}

const LOST = "its process has ended, or its machine cannot be reached any more";

/** Nothing, too, where the store's own process is the one that is stuck. */
async function partingOf({ store }: Meeting, rank: number): Promise<Parting | undefined> {
  const said = store.get(`parting/${rank}`).catch(() => null);
  const text = await Promise.race([said, delay(DOOR, null, { ref: false })]);
  return text === null ? undefined : (JSON.parse(text) as Parting);
}
