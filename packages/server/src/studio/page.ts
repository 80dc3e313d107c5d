// The studio's page: built files, under a policy that lets nothing in which did not come with them.
import type { FastifyInstance, FastifyReply } from "fastify";
import { ApiError } from "../api-error.js";
import { filesBelow, type ServedFile } from "./files.js";

const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' blob: data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
].join("; ");

const headers = {
  "content-security-policy": policy,
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
};

export interface StudioPage {
  /** Folder of the built page. */
  page: string;
  /** Folder of pictures to try; none by default. */
  pictures?: string;
}

/** @returns the routes that need no key: a page has none before it has been read */
export function addPage(app: FastifyInstance, { page, pictures }: StudioPage): string[] {
  const files = filesBelow(page);
  if (!files.has("index.html")) throw new Error(`the studio's page is not built: there is no index.html in ${page}`);
  const send = (reply: FastifyReply, { bytes, type }: ServedFile, keep: string) =>
    reply.headers(headers).header("cache-control", keep).type(type).send(bytes);
  const free = ["/"];
  app.get("/", (_, reply) => send(reply, files.get("index.html")!, "no-cache"));
  for (const [address, file] of files) {
    // What is built has its content's hash in its name.
    const keep = address.startsWith("assets/") ? "public, max-age=31536000, immutable" : "no-cache";
    free.push(`/${address}`);
    app.get(`/${address}`, (_, reply) => send(reply, file, keep));
  }
  const samples = pictures ? filesBelow(pictures) : new Map<string, ServedFile>();
  app.get("/studio/pictures", async () => ({ pictures: [...samples.keys()] }));
  app.get("/studio/pictures/:name", (request, reply) => {
    const sample = samples.get((request.params as { name: string }).name);
    if (!sample)
      throw new ApiError({ status: 404, message: "there is no such picture", param: null, code: "not_found" });
    return send(reply, sample, "max-age=3600");
  });
  return [...free, "/studio/pictures", "/studio/pictures/:name"];
}
