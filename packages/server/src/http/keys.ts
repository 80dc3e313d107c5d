// API keys: compared in a time that says nothing about them.
import { createHash, timingSafeEqual } from "node:crypto";
import type { FastifyRequest } from "fastify";
import { ApiError } from "../api-error.js";

/** Checks requests against the keys; without keys everybody may ask. @throws ApiError 401 */
export function keyCheck(keys: readonly string[]): (request: FastifyRequest) => void {
  const known = keys.map(digest);
  return ({ headers }) => {
    if (known.length === 0) return;
    const given = digest(
      /^Bearer +(.+)$/i.exec(headers.authorization ?? "")?.[1] ?? String(headers["x-moondream-auth"] ?? ""),
    );
    const matches = known.map((key) => timingSafeEqual(key, given)); // all of them, so that none is told by the time
    if (matches.includes(true)) return;
    throw new ApiError({
      status: 401,
      message: "this needs a key of this server: Authorization: Bearer KEY",
      param: null,
      code: "invalid_api_key",
    });
  };
}

function digest(key: string): Buffer {
  return createHash("sha256").update(key).digest();
}
