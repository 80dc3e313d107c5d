// Bundled pictures, and pictures that cannot be used.
import { fileURLToPath } from "node:url";
import { blankPicture } from "@refvlm/vision";
import { encodePng } from "@refvlm/vision/node";

export const bundled = (name: string) => fileURLToPath(new URL(`../assets/pictures/${name}`, import.meta.url));

/** A PNG whose header announces 20,000 x 20,000 pixels. */
export async function hugePng(): Promise<Uint8Array> {
  const bytes = Buffer.from(await encodePng(blankPicture(4, 4, [9, 9, 9])));
  bytes.writeUInt32BE(20_000, 16);
  bytes.writeUInt32BE(20_000, 20);
  bytes.writeUInt32BE(crc32(bytes.subarray(12, 29)), 29);
  return bytes;
}

/** A PNG cut off in the middle of its pixels. */
export async function truncatedPng(): Promise<Uint8Array> {
  const noisy = { width: 64, height: 64, data: Uint8Array.from({ length: 64 * 64 * 3 }, (_, i) => (i * 7919) % 251) };
  const bytes = await encodePng(noisy);
  return bytes.subarray(0, bytes.length / 2);
}

/** An animated PNG of three frames, as far as its header says. */
export async function animatedPng(): Promise<Uint8Array> {
  const still = Buffer.from(await encodePng(blankPicture(16, 12, [200, 30, 30])));
  const control = Buffer.alloc(20);
  control.writeUInt32BE(8, 0);
  control.write("acTL", 4, "latin1");
  control.writeUInt32BE(3, 8);
  control.writeUInt32BE(crc32(control.subarray(4, 16)), 16);
  return Buffer.concat([still.subarray(0, 33), control, still.subarray(33)]);
}

function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return (crc ^ 0xffffffff) >>> 0;
}
