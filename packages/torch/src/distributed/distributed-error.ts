// What keeps processes from working together: nobody at an address, time that ran out, an engine without c10d.
export class DistributedError extends Error {
  override readonly name = "DistributedError";
}
