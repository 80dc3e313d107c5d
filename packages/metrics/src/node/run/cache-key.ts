// What results depend on, as one short key: equal keys mean that an answer need not be asked for again.
import { createHash } from "node:crypto";

/** What an answer follows from. */
export interface CacheKeyParts {
  /** Digest of the weights. */
  weights: string;
  /** Every setting that changes an answer, as plain data. */
  config: unknown;
  /** Version of the code that answers. */
  code: string;
}

/** 32 hexadecimal digits; the order of a setting's fields does not count. */
export function cacheKey({ weights, config, code }: CacheKeyParts): string {
  return createHash("sha256").update(JSON.stringify({ weights, config, code }, inOrder)).digest("hex").slice(0, 32);
}

/** Fields of objects by name. */
function inOrder(_: string, value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
