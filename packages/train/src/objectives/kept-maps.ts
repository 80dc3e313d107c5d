// Maps of an encoder that does not learn: each picture is encoded once, in the first pass over the data.
import { createHash } from "node:crypto";
import { cat, scope, type Tensor } from "@refvlm/torch";
import type { Picture } from "@refvlm/vision";

/** Beyond so many bytes of maps, further pictures are encoded each time. */
const MOST_BYTES = 8 * 2 ** 30;

/** In half precision from the first time on, so that a run that goes on sees what one without a break does. */
export class KeptMaps {
  readonly #kept = new Map<string, Tensor[]>();
  #bytes = 0;

  /** @param encode pictures to maps [B, c, h, w] */
  constructor(private readonly encode: (pictures: readonly Picture[]) => readonly Tensor[]) {}

  /** Maps of pictures, float32 [B, c, h, w]; those not seen before are encoded together. */
  of(pictures: readonly Picture[]): Tensor[] {
    const keys = pictures.map(digestOf);
    const fresh = [...new Set(keys)].filter((key) => !this.#kept.has(key));
    const made = new Map<string, Tensor[]>();
    if (fresh.length > 0) {
      const maps = this.encode(fresh.map((key) => pictures[keys.indexOf(key)]));
      for (const [row, key] of fresh.entries()) made.set(key, this.#keep(key, maps, row));
    }
    const rows = keys.map((key) => this.#kept.get(key) ?? made.get(key)!);
    return rows[0].map((_, level) => scope(() => cat(rows.map((maps) => maps[level])).to("float32")));
  }

  #keep(key: string, maps: readonly Tensor[], row: number): Tensor[] {
    const own = maps.map((map) => map.narrow(0, row, 1).to("float16").contiguous());
    const bytes = own.reduce((sum, { numel }) => sum + 2 * numel, 0);
    if (this.#bytes + bytes > MOST_BYTES) return own;
    this.#bytes += bytes;
    this.#kept.set(
      key,
      own.map((map) => map.keep()),
    );
    return own;
  }
}

function digestOf({ width, height, data }: Picture): string {
  return createHash("sha1").update(`${width} ${height} `).update(data).digest("base64");
}
