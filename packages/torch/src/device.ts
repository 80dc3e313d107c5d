// Devices by name, checked before anything is moved to them.
import { native } from "./loader.js";

/** A device that does not exist, here or at all. */
export class DeviceError extends Error {
  override readonly name = "DeviceError";
}

/**
 * Checks that tensors can be made on a device: `cpu`, `meta` (shapes without memory), `cuda` or `cuda:N`.
 * @throws DeviceError naming the devices that there are
 */
export function checkDevice(device: string): void {
  if (device === "cpu" || device === "meta") return;
  const count = native.cudaDevices();
  const cuda = /^cuda(?::(\d+))?$/.exec(device);
  if (cuda && Number(cuda[1] ?? 0) < count) return;
  const known = ["cpu", ...Array.from({ length: count }, (_, i) => `cuda:${i}`)].join(", ");
  throw new DeviceError(`device: there is no "${device}"; this machine and its libtorch have ${known}`);
}
