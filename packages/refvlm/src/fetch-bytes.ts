// A picture file fetched over HTTP, under limits of time and size.
import { PictureError } from "@refvlm/vision";

/** Most time for the whole file. */
const MOST_SECONDS = 60;

/** @throws PictureError naming the URL for what cannot be had, takes too long or has more than `most` bytes */
export async function fetchBytes(url: string, most: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(1000 * MOST_SECONDS) });
    if (!response.ok) throw new PictureError(`"${url}" cannot be fetched: the server says ${response.status}.`);
    for await (const chunk of response.body ?? []) {
      bytes += chunk.length;
      if (bytes > most) throw new PictureError(`"${url}" has more than ${most} bytes. Make the picture smaller first.`);
      chunks.push(chunk);
    }
  } catch (error) {
    if (error instanceof PictureError) throw error;
    const { message, name, cause } = error as Error;
    const late = name === "TimeoutError" ? `it takes longer than ${MOST_SECONDS} s` : undefined;
    throw new PictureError(`"${url}" cannot be fetched: ${late ?? (cause as Error | undefined)?.message ?? message}.`);
  }
  return Buffer.concat(chunks);
}
