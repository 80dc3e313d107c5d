// What process groups of this engine are made of.
import { native } from "../loader.js";
import { DistributedError } from "./distributed-error.js";

/** What this engine's process groups can be made of; empty where its libtorch has no c10d. */
export function processGroupBackends(): string[] {
  return native.processGroupBackends?.().split(",") ?? [];
}

/** @throws DistributedError where the engine was built without c10d */
export function requireProcessGroups(): void {
  if (processGroupBackends().length > 0) return;
  throw new DistributedError(
    "this engine has no process groups: its libtorch was built without c10d and Gloo; take another libtorch and run `refvlm setup`",
  );
}
