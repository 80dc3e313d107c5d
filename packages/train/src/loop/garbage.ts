// How often V8 looks for garbage while a training runs.
import { setFlagsFromString } from "node:v8";

/**
 * A step leaves pixels, masks and handles behind, all of them dead before the next one, beside a heap that hardly changes.
 * V8 takes that for a program that rests: it keeps the room for new objects at 1 MB and marks the whole heap whenever that
 * has grown by a third. With more room for both, here and in threads that start later, half of its work is not needed.
 */
export function collectRarely(): void {
  setFlagsFromString("--semi-space-growth-factor=16");
  setFlagsFromString("--heap-growing-percent=300");
}
