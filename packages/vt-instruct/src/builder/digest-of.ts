// The digest of a file's bytes.
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";

/** SHA-256 in hex. The file goes through memory by the megabyte. */
export async function digestOf(path: string): Promise<string> {
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) hash.update(chunk);
  return hash.digest("hex");
}
