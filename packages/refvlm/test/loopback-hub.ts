// A small server on the loopback that speaks as much of the Hugging Face Hub's interface as fetching a model takes.
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";

export const COMMIT = "0123456789abcdef0123456789abcdef01234567";

/** What a file's bytes are answered with. */
export interface Fault {
  /** The connection ends after so many bytes. */
  cutAfter?: number;
  /** The first byte is another one. */
  damaged?: boolean;
}

export interface LoopbackHub {
  readonly url: string;
  /** Ranges of bytes that were asked for, by path; `0-0` asks for the size. */
  readonly asked: { path: string; range: string | undefined; authorization: string | undefined }[];
  /** By the file's path. */
  readonly faults: Map<string, Fault>;
  close(): Promise<void>;
}

/** @param repositories folders by OWNER/NAME; files that end in `.safetensors` are Git LFS's */
export async function loopbackHub(
  repositories: Record<string, string>,
  { token }: { token?: string } = {},
): Promise<LoopbackHub> {
  const asked: LoopbackHub["asked"] = [];
  const faults = new Map<string, Fault>();
  const server = createServer((request, response) => {
    const url = new URL(request.url!, "http://hub");
    const [, name, rest] = /^(?:\/api\/models)?\/([\w.-]+\/[\w.-]+)\/(.+)$/.exec(url.pathname) ?? [];
    const folder = name === undefined ? undefined : repositories[name];
    asked.push({ path: url.pathname, range: request.headers.range, authorization: request.headers.authorization });
    if (folder === undefined) return json(response, 404, { error: "Repository not found" });
    if (token !== undefined && request.headers.authorization !== `Bearer ${token}`)
      return json(response, 401, { error: "gated" });
    if (rest.startsWith("revision/")) return json(response, 200, { id: name, sha: COMMIT, lastModified: 0 });
    if (rest.startsWith("tree/")) return json(response, 200, readdirSync(folder).map(entryOf(folder)));
    const path = rest.slice(`resolve/${COMMIT}/`.length);
    sendFile(request, response, readFileSync(join(folder, path)), faults.get(path) ?? {});
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    faults,
    close: () => new Promise((done) => void server.close(() => done()).closeAllConnections()),
  };
}

function json(response: ServerResponse, status: number, value: unknown): void {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(value));
}

const entryOf = (folder: string) => (path: string) => {
  const bytes = readFileSync(join(folder, path));
  const oid = createHash("sha1").update(`blob ${bytes.length}\0`).update(bytes).digest("hex");
  const lfs = { oid: createHash("sha256").update(bytes).digest("hex"), size: bytes.length, pointerSize: 130 };
  return { type: "file", path, size: bytes.length, oid, ...(path.endsWith(".safetensors") && { lfs }) };
};

function sendFile(request: IncomingMessage, response: ServerResponse, whole: Buffer, { cutAfter, damaged }: Fault) {
  const [, first, last] = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? "") ?? [];
  const sizeOnly = first === "0" && last === "0";
  const [start, end] = first === undefined ? [0, whole.length] : [Number(first), Number(last) + 1];
  const bytes = Buffer.from(whole.subarray(start, end));
  response.writeHead(first === undefined ? 200 : 206, {
    etag: '"any"',
    "content-length": bytes.length,
    ...(first !== undefined && { "content-range": `bytes ${start}-${end - 1}/${whole.length}` }),
  });
  if (damaged && start === 0 && !sizeOnly) bytes[0] ^= 1;
  if (cutAfter === undefined || sizeOnly) return void response.end(bytes);
  response.write(bytes.subarray(0, cutAfter), () => response.destroy());
}
